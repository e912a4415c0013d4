/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Changing all ids or all strings of a struct btf, and of the .BTF.ext beside it, at once. */
#ifndef LOADER_BTF_REMAP_H
#define LOADER_BTF_REMAP_H

#include <stdbool.h>
#include <stdint.h>

struct btf;
struct btf_ext;

/*
 * Own strings anew: each once, none that nobody uses, those of the base by its offsets; in the order in which
 * types use them. @ext may be NULL.
 */
int btf_rewrite_strings(struct btf *btf, struct btf_ext *ext);

/*
 * Every own id in types and @ext, which may be NULL, becomes map[id - start_id]. Cannot fail.
 */
void btf_renumber(struct btf *btf, struct btf_ext *ext, const uint32_t *map);

/*
 * Likewise, and own types that @keep does not want go. The new ids of those kept must rise by one; that of one which
 * goes is the id of what stands for it, own or the base's.
 */
void btf_compact_types(struct btf *btf, struct btf_ext *ext, const uint32_t *map, const unsigned char *keep);

/* False where a type is of a kind whose references we cannot tell. */
bool btf_knows_all_kinds(const struct btf *btf);

#endif
