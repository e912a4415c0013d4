/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Filling in the caller's struct xsk_error. The deepest function that knows the facts writes the line; those
 * above pass the code on, or put their own step in front of it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <xsk/error.h>

/* Writes one line, cut at the end of the record, and returns @code (a negative errno). @err may be NULL. */
int error_set(struct xsk_error *err, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "step: " in front of the text that is there; returns err->code, or @code where @err is NULL. */
int error_prefix(struct xsk_error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The kernel's own ENOTSUPP, which comes out of some system calls; no libc has a name or a text for it. */
enum { ERROR_KERNEL_ENOTSUPP = 524 };

/* Empties the record. */
void error_clear(struct xsk_error *err);

/* "Operation not permitted" and so on for a negative errno; a static or thread-local string. */
const char *error_name(int code);

#endif
