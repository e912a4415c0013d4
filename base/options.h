/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Option structs that grow. The caller passes the size of the struct it was compiled with; what it did not
 * know is zero, and what we do not know must be zero.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the caller's struct into @known of @known_bytes, zero-filled; NULL gives all zeroes. Returns 0, or
 * -EINVAL when the caller set bytes that lie beyond what we know.
 */
int options_copy(void *known, size_t known_bytes, const void *given, size_t given_bytes);

/* The other direction: results into a caller's struct that may be smaller or larger than ours. */
void results_copy(void *given, size_t given_bytes, const void *known, size_t known_bytes);

/*
 * libbpf's form: the struct's first member is its size. True when @opts is NULL or acceptable: size at least
 * that of the member itself, and no non-zero byte from @known_bytes on.
 */
bool options_valid(const void *opts, size_t known_bytes);

/* The member of a libbpf-style option struct, or a fall-back where the caller's struct ends before it. */
#define OPTION_HAS(opts, member) \
	((opts) && (opts)->sz >= offsetof(__typeof__(*(opts)), member) + sizeof((opts)->member))
#define OPTION_GET(opts, member, otherwise) (OPTION_HAS(opts, member) ? (opts)->member : (otherwise))
#define OPTION_SET(opts, member, value) \
	do { \
		if (OPTION_HAS(opts, member)) \
			(opts)->member = (value); \
	} while (0)

#endif
