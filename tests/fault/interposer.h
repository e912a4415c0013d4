/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Stands in for libc's allocators and system calls in the whole program, the shared libraries included, and
 *lets the n-th of a kind fail once. It also keeps a ledger of what was allocated and mapped while it was on.
 *
 *	interposer_arm(POINT_CALL, 7);
 *	result = something();
 *	if (interposer_disarm())
 *		printf("%s failed, and the function returned %d\n", interposer_label(), result);
 */
#ifndef TESTS_FAULT_INTERPOSER_H
#define TESTS_FAULT_INTERPOSER_H

#include <stdbool.h>
#include <stddef.h>

enum point_kind {
	POINT_NONE,       /* nothing fails; the ledger is kept */
	POINT_ALLOCATION, /* malloc and its kin return NULL, errno ENOMEM */
	POINT_CALL,       /* a system call or pthread_create fails with a code that it may have */
	POINT_INTERRUPT,  /* one that can be interrupted fails with EINTR (a program load: EAGAIN) */
};

/* Counts calls of all threads from now on; the @nth (from 1) of this kind fails. */
void interposer_arm(enum point_kind kind, unsigned int nth);
/* Stops. True when the point was reached. */
bool interposer_disarm(void);
/* Name of the call that failed, with what tells it apart: "setsockopt 270:11", "bpf 5", "malloc". */
const char *interposer_label(void);
/* Was it made by this function, or by what that called? Functions that the compiler inlined are not seen. */
bool interposer_failed_in(const char *function, size_t length);
/* "a < b < c": the program's functions that made it, innermost first. */
const char *interposer_path(void);

/*
 * What was allocated or mapped while armed and is still there, from any time since the last forget: a count,
 * and one line each on stderr.
 */
size_t interposer_leftovers(bool print);
void interposer_forget(void);

#endif
