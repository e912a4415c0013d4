/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * How the name of each type begins, as numbers side by side: for whoever asks a large BTF for one name after
 * the other. Made by one walk, which a question without them costs too; then a question reads half a megabyte
 * of the kernel's 126,000 numbers and compares few names (1 ms and 0.04 ms).
 */
#ifndef LOADER_BTF_KEYS_H
#define LOADER_BTF_KEYS_H

#include <stdint.h>

struct btf;

/* By own type; made when first asked for, kept. NULL: no memory. @btf must not be writable. */
const uint32_t *btf_name_keys(const struct btf *btf);

/* Ids of own types of some kinds with that name, ascending: the first from @id on; 0: none. */
uint32_t btf_keys_next(
	const struct btf *btf, const uint32_t *keys, const char *name, uint32_t kinds, uint32_t id);

#endif
