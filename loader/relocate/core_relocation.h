/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * CO-RE: instructions compiled against one kernel's types, made right for another's. For each relocation:
 * parse its way (core_spec), find it in the candidates (core_match), compare what it is worth here and there
 * (core_value), patch (core_patch).
 */
#ifndef LOADER_RELOCATE_CORE_RELOCATION_H
#define LOADER_RELOCATE_CORE_RELOCATION_H

#include "loader/btf/index.h"
#include "loader/relocate/core_spec.h"

/*
 * The types that a local root type may stand for: of its kind and essential name. Relocations that match some
 * of them strike the others out, so that a later one is less ambiguous; the list is therefore one load's own.
 */
struct core_candidates {
	uint32_t type_id; /* local */
	uint32_t count;
	struct btf_candidate *list;
};

/* Sorted by type_id: one entry for each root type that relocations of the object name. */
struct core_table {
	struct core_candidates *entries;
	uint32_t count;
};

struct core_candidates *core_table_find(const struct core_table *table, uint32_t type_id);

/*
 * Applies the relocations of one program to @instructions, a copy of the program's own. What no candidate has
 * is poisoned, and told at level debug. -EINVAL, -ERANGE, ... with a record that names type and field.
 */
int core_relocate(const struct object_spec *object, const struct program_spec *program,
	struct core_table *table, struct bpf_insn *instructions, struct xsk_object_error *err);

/* "struct task_struct.pid (field offset)" of a relocation, for messages; cut to fit. */
void core_describe(const struct btf *btf, const struct core_relocation *relocation, char *text, size_t bytes);

#endif
