/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * When a type of one BTF stands for a type of another. Three answers, from loose to strict; each returns 1,
 * 0, or -EINVAL for types that lead too deep or have ids that do not exist. No recursion: the types are
 * input.
 */
#ifndef LOADER_RELOCATE_CORE_TYPES_H
#define LOADER_RELOCATE_CORE_TYPES_H

#include "loader/btf/btf.h"

enum { CORE_DEPTH_LIMIT = 32 };

/* A field of the one may be read as a field of the other: kinds agree, sizes and signs need not. */
int core_fields_compatible(
	const struct btf *local, uint32_t local_id, const struct btf *target, uint32_t target_id);

/* The types are of one sort, and what they point to or take as parameters too (type id, existence, size). */
int core_types_compatible(
	const struct btf *local, uint32_t local_id, const struct btf *target, uint32_t target_id);

/* Every member, enumerator and parameter of the local type is in the other, with a matching type. */
int core_types_match(
	const struct btf *local, uint32_t local_id, const struct btf *target, uint32_t target_id);

/* The names are equal but for their flavours ("task_struct___old"). Two empty names are equal. */
bool core_names_equal(const char *one, const char *other);

#endif
