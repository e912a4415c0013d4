/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * One function under injection. Every allocation and every system call that it makes fails once, each in a
 * run of its own: the function returns an error, or succeeds where the subject lists the call as one that it
 * can do without; nothing is left behind, and the next try succeeds.
 */
#ifndef TESTS_FAULT_SUBJECT_H
#define TESTS_FAULT_SUBJECT_H

#include <stdbool.h>

struct subject {
	const char *name;
	/* The function: 0 or more, or -errno (for pointers: -errno of errno). Injected. */
	int (*make)(void *context);
	/* Takes away what a success made. NULL: nothing to take away. */
	void (*undo)(void *context);
	/* Is the kernel as before (no program attached, ...)? Prints what is not. NULL: nothing to look at.
	 */
	bool (*clean)(void *context);
	void *context;
	/*
	 * Calls without which it succeeds, "LABEL[ @FUNCTION| by FUNCTION] # reason": the interposer's label, or
	 * "*" for any, made by that function or what it called, or by that function itself. Ends with NULL.
	 */
	const char *const *without;
};

/* What every question by netlink can do without; for the lists above. */
#define WITHOUT_IN_NETLINK                                                                    \
	"setsockopt 270:10 # longer answers", "setsockopt 270:11 # no texts of the kernel's", \
		"recvmsg # the answer is there all the same"

/* Runs all points of all kinds and prints how many. Failures are counted by the test harness. */
void subject_inject(const struct subject *subject);

#endif
