/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Running xskctl as its users do. */
#ifndef TESTS_TOOLS_XSKCTL_H
#define TESTS_TOOLS_XSKCTL_H

#include <stddef.h>
#include <stdint.h>

#include "tests/bench/program.h"
#include "tools/facts.h"

/* What main() got: the test's first argument is the program. */
void xskctl_begin(int argc, char **argv);

/* Runs "xskctl WORDS..." (ended by NULL), expects that exit status; its output, valid until the next run. */
const struct program *xskctl(int status, ...) __attribute__((sentinel));
/* With --json: the object, the caller's. */
facts *xskctl_json(int status, ...) __attribute__((sentinel));
/* Without any privilege. */
const struct program *xskctl_unprivileged(int status, ...) __attribute__((sentinel));

/* One line on standard error that says this, and nothing on standard output. */
void check_one_line(const struct program *program, const char *says);
/* The list has an entry with "pid" @pid. */
bool has_pid(const facts *pids, pid_t pid);
/* The list has this text. */
bool has_text(const facts *list, const char *text);

/* Does this kernel tell which interface a socket is on (sock_diag, or Linux 6.15)? Prints if not. */
bool sockets_are_told(void);
/* The process that calls ends with the test, however that ends. */
void end_with_the_test(void);

/* interfaces[0] of a status. */
facts *first_interface(const facts *status);
/* First entry of a list, NULL without. */
facts *first_of(const facts *object, const char *key);

#endif
