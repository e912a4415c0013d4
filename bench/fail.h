/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Errors of the benchmark's own steps, in the record that the library's calls fill too. */
#ifndef BENCH_FAIL_H
#define BENCH_FAIL_H

#include <xsk/error.h>

/* Writes the line and returns @code, a negative errno. */
int fail(struct xsk_error *err, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
