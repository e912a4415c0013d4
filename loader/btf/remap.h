/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Changing all ids or all strings of a struct btf, and of the .BTF.ext beside it, at once. */
#ifndef LOADER_BTF_REMAP_H
#define LOADER_BTF_REMAP_H

#include <stdint.h>

struct btf;
struct btf_ext;

/*
 * Own strings anew: each once, none that nobody uses, those of the base by its offsets; in the order in which
 * types use them. @ext may be NULL.
 */
int btf_rewrite_strings(struct btf *btf, struct btf_ext *ext);

/*
 * Own types by map[id - start_id], the new id of each: that of an earlier or later own type, or of the
 * base's. An own type whose new id is already taken by one before it is dropped where @keep says so, and the
 * ids of those kept must rise by one. Cannot fail.
 */
void btf_compact_types(struct btf *btf, struct btf_ext *ext, const uint32_t *map, const unsigned char *keep);

#endif
