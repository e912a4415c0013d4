/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BTF into the kernel, whatever kinds it knows. */
#ifndef LOADER_BTF_UPLOAD_H
#define LOADER_BTF_UPLOAD_H

#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

struct btf;

struct btf_upload {
	char *log; /* NULL: what the verifier says about BTF is only asked for, and put into the line, on
		      failure */
	size_t log_bytes;
	uint32_t log_level;
	int token_fd; /* 0 or less: none */
};

/*
 * Loads; the descriptor is btf__fd()'s. If the kernel refuses, it is asked which kinds it lacks, and gets a
 * copy without them. -EEXIST: loaded already. @upload may be NULL.
 */
int btf_into_kernel(struct btf *btf, const struct btf_upload *upload, struct xsk_error *err);

/*
 * A copy in which what older kernels lack is replaced by what they know, each type at its id and of its size.
 * @lacks: bits 1 << CAPABILITY_BTF_*. *@copy is NULL where nothing was to be replaced.
 */
int btf_sanitize(struct btf **copy, const struct btf *btf, uint32_t lacks);

/* Of those bits the ones that matter to @btf. */
uint32_t btf_needs(const struct btf *btf);

#endif
