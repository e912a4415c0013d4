/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Where a CO-RE relocation points: a root type and the way from it to a field, in one BTF. The compiler
 * writes the way as an access string, "0:2:1": an array index on the root pointer, then member indices and
 * array indices. (Contract: clang's BPF CO-RE relocations, Documentation/bpf/llvm_reloc.rst in the kernel.)
 *
 * The same struct says it for the object's own types (parsed) and for a kernel's (matched, core_match()).
 */
#ifndef LOADER_RELOCATE_CORE_SPEC_H
#define LOADER_RELOCATE_CORE_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loader/btf/btf.h"
#include "loader/object/spec.h"

enum { CORE_STEPS_LIMIT = 64 };

/*
 * What of the way has a meaning in other types too: members with a name, and array elements. Members without
 * a name only add to the offset.
 */
struct core_step {
	uint32_t type_id; /* named: the struct or union (modifiers skipped); else the element's type */
	uint32_t index;   /* of the member, or of the element */
	const char *name; /* NULL: array element */
};

struct core_spec {
	const struct btf *btf;
	uint32_t root_id;
	enum bpf_core_relo_kind kind;
	uint32_t step_count; /* steps[0]: the index on the root. Enumerators: one step, named, index of it.
				Types: 0 */
	uint64_t bit_offset; /* from the root */
	struct core_step steps[CORE_STEPS_LIMIT];
};

static inline bool core_is_field(enum bpf_core_relo_kind kind)
{
	return kind <= BPF_CORE_FIELD_RSHIFT_U64;
}

static inline bool core_is_type(enum bpf_core_relo_kind kind)
{
	return (kind >= BPF_CORE_TYPE_ID_LOCAL && kind <= BPF_CORE_TYPE_SIZE) ||
	       kind == BPF_CORE_TYPE_MATCHES;
}

static inline bool core_is_enumerator(enum bpf_core_relo_kind kind)
{
	return kind == BPF_CORE_ENUMVAL_EXISTS || kind == BPF_CORE_ENUMVAL_VALUE;
}

/* 0, or -EINVAL with what is wrong with the string. */
int core_spec_parse(struct core_spec *spec, const struct btf *btf, const struct core_relocation *relocation,
	struct xsk_error *err);

/*
 * The same way in another type: @target_id of @target, which has the root's name and kind. 1: *@matched is
 * it; 0: that type has no such field; negative: a type that cannot be walked.
 */
int core_match(const struct core_spec *local, const struct btf *target, uint32_t target_id,
	struct core_spec *matched);

/* "struct task_struct.se.on_rq", "enum pid_type.PIDTYPE_PID": for people. Cut to fit. */
void core_spec_describe(const struct core_spec *spec, char *text, size_t bytes);

/* "field offset" and so on. */
const char *core_kind_name(enum bpf_core_relo_kind kind);

/*
 * A flexible array: no elements, and the last member of its struct, which @before names. Any index is
 * allowed.
 */
bool core_array_is_flexible(
	const struct btf *btf, const struct core_step *before, const struct btf_array *array);

/* Adds @count * size of @type_id to the offset; -EINVAL when that has no size, -E2BIG beyond 2^60 bits. */
int core_spec_advance(struct core_spec *spec, uint32_t type_id, uint64_t count);

#endif
