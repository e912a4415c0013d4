/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Strings of a struct btf by their contents: a hash table of offsets. Built when first needed; not needed by
 * anybody who only reads.
 */
#ifndef LOADER_BTF_STRINGS_H
#define LOADER_BTF_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;
struct btf_strings;

uint32_t text_hash(const char *text, size_t len);
/*
 * The same of a text that ends before @end, and its length, in one pass. @flavoured is false only where the
 * text has no two underscores in a row, so no flavour either.
 */
uint32_t text_scan(const char *text, const char *end, size_t *len, bool *flavoured);

void btf_strings_free(struct btf_strings *strings);

/* Offset of a string of @btf or its bases; -ENOENT, -ENOMEM. */
int64_t btf_find_string(const struct btf *btf, const char *text, size_t len);

/* Likewise, appending it to @btf, which must be writable, where it is new; -E2BIG. @text may be a string of
 * @btf. */
int64_t btf_intern_string(struct btf *btf, const char *text, size_t len);

#endif
