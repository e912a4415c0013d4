/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the tools share: namespaces of their own, the end by a signal, UDP packets over the loopback. No call
 * of the libraries that they compare.
 */
#ifndef TESTS_COMPAT_TOOLS_TOOL_H
#define TESTS_COMPAT_TOOLS_TOOL_H

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOOL_SKIPPED = 77, TOOL_PORT = 7777, TOOL_BYTES = 100 };

/*
 * Mounts of its own, tracefs among them, and a network of its own whose loopback is up. Ends the program
 * otherwise.
 */
void tool_begin(void);
/* Prints and ends the program. */
void tool_fail(const char *what) __attribute__((noreturn));
#define TOOL_NEED(condition)                   \
	do {                                   \
		if (!(condition))              \
			tool_fail(#condition); \
	} while (0)

/* False once SIGTERM came: every tool works until then. tool_stop() sends it, as a user would. */
bool tool_runs(void);
void tool_stop(void);

/* A UDP socket bound to the loopback, at a port. */
int tool_listen(uint16_t port);
/* Sends @count packets of TOOL_BYTES to that port of the loopback. */
void tool_send(unsigned int count, uint16_t port);
/* A child that runs /bin/true; its pid after it has ended. */
pid_t tool_run_child(void);

#endif
