/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Bytes as decisions of a generator, so that most of what comes out is valid BTF, however strange. */
#ifndef TESTS_FUZZ_BTF_FROM_BYTES_H
#define TESTS_FUZZ_BTF_FROM_BYTES_H

#include <stddef.h>

struct btf;

struct input {
	const unsigned char *data;
	size_t left;
};

/* The next byte; 0 behind the end. */
unsigned int input_next(struct input *in);

/* At most @types types by btf__add_*(), split where there is a @base; NULL: what came out is not valid. */
struct btf *btf_from_bytes(struct input *in, struct btf *base, unsigned int types);

/*
 * A copy with a few things changed, as another kernel's types are: members moved, renamed or retyped, sizes,
 * lengths, flags, values of enumerators. NULL: not valid any more. @btf is not split.
 */
struct btf *btf_variant(struct input *in, const struct btf *btf);

#endif
