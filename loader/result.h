/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * libbpf's contract at the door of every public function: a negative errno comes back and errno is set; NULL
 * comes back and errno is set; descriptors are never 0, 1 or 2; option structs of any age are taken.
 */
#ifndef LOADER_RESULT_H
#define LOADER_RESULT_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "base/options.h"
#include "base/syscall.h"

static inline int result_int(int code)
{
	if (code < 0)
		errno = -code;
	return code;
}

/* For functions that return a pointer: @code is a negative errno. */
static inline void *result_null(int code)
{
	errno = -code;
	return NULL;
}

/*
 * A new descriptor or -errno. Programs that closed their standard descriptors would take ours for these, and
 * 0 means "none" in bpf_attr.
 */
static inline int result_fd(int fd)
{
	int moved;

	if (fd < 0 || fd > STDERR_FILENO)
		return result_int(fd);
	moved = sys_dup(fd);
	close(fd);
	return result_int(moved);
}

/* False, and a warning that names the struct, for one too short for its size, or with unknown non-zero bytes.
 */
bool result_opts_valid(const void *opts, size_t known_bytes, const char *type);

/* OPTS_VALID(opts, bpf_map_create_opts) */
#define OPTS_VALID(opts, type)                                             \
	result_opts_valid(opts,                                            \
		offsetof(struct type, type##__last_field) +                \
			sizeof(((struct type *)NULL)->type##__last_field), \
		#type)

#endif
