/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A struct btf that grows. The first change copies types and strings into memory with room behind them, and
 * lets go of the bytes it came from; pointers to types and strings are valid until the next change.
 */
#ifndef LOADER_BTF_WRITE_H
#define LOADER_BTF_WRITE_H

#include <stddef.h>
#include <stdint.h>

struct btf;
struct btf_type;

/* Before any change. -EOPNOTSUPP where the header has fields that would be lost; -ENOMEM. */
int btf_make_writable(struct btf *btf);

/* A new string, whether or not it is there already; see strings.h for the other way. */
int btf_append_string(struct btf *btf, const char *text, size_t len);

/* Room behind the last type, zeroed, that is not yet counted; NULL when memory or ids are short. */
void *btf_reserve_type(struct btf *btf, size_t bytes);
/* Counts what was reserved and filled in; returns its id. */
int btf_commit_type(struct btf *btf, size_t bytes);
/* More room at the end of the last type, which then is moved perhaps; NULL when memory is short. */
void *btf_extend_type(struct btf *btf, size_t bytes);

/* Puts new memory in the place of types (and offsets, with their count) or strings; takes what it is given.
 */
void btf_replace_types(
	struct btf *btf, unsigned char *types, uint32_t len, uint32_t *offsets, uint32_t count);
void btf_replace_strings(struct btf *btf, char *strings, uint32_t len);

/* After types were changed in place: what was made from them is stale. */
void btf_changed(struct btf *btf);

/* A writable copy of own types and strings, upon the same base. */
int btf_clone(struct btf **clone, const struct btf *btf);

/*
 * Appends a type of @src, its strings interned, its ids as they are; returns the new id. @strings: NULL, or
 * offsets of @src's strings to offsets in @btf, for many types of one source.
 */
struct id_map;
int btf_copy_type(
	struct btf *btf, const struct btf *src, const struct btf_type *src_type, struct id_map *strings);

#endif
