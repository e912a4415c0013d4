/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Running a program under test and keeping what it says. */
#ifndef TESTS_BENCH_PROGRAM_H
#define TESTS_BENCH_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

struct program {
	pid_t pid;
	int out_fd, err_fd; /* files that take its output */
	int status;         /* exit status; 128 + signal when one ended it */
	char out[1 << 20], err[8192];
};

/* argv ends with NULL; argv[0] is a path. */
void program_start(struct program *program, const char *const *argv);
/* Waits at most @seconds, then kills it and fails the test; reads the output. */
void program_wait(struct program *program, int seconds);
/* Both. */
void program_run(struct program *program, const char *const *argv);

#endif
