// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One program's CO-RE relocations, in the order of the file. */
#include "loader/relocate/core_relocation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/print.h"
#include "loader/relocate/core_value.h"

struct core_candidates *core_table_find(const struct core_table *table, uint32_t type_id)
{
	uint32_t low = 0, high = table->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (table->entries[middle].type_id < type_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < table->count && table->entries[low].type_id == type_id ? &table->entries[low] : NULL;
}

void core_describe(const struct btf *btf, const struct core_relocation *relocation, char *text, size_t bytes)
{
	struct core_spec spec;
	size_t used;

	core_spec_parse(&spec, btf, relocation, NULL);
	core_spec_describe(&spec, text, bytes);
	used = strlen(text);
	snprintf(text + used, bytes - used, " (%s)", core_kind_name(relocation->kind));
}

/* What the candidates that match agree on. */
struct verdict {
	uint32_t matches;
	struct core_spec spec; /* of the first */
	struct core_value value;
};

/* Two candidates that give different answers leave no way to choose. */
static int agree(const struct verdict *verdict, const struct core_spec *spec, const struct core_value *value,
	struct xsk_error *err)
{
	if (verdict->spec.bit_offset == spec->bit_offset && verdict->value.is_missing == value->is_missing &&
		verdict->value.value == value->value)
		return 0;
	return error_set(err, -EINVAL,
		"ambiguous: kernel type %u gives %" PRIu64 ", kernel type %u gives %" PRIu64
		" (tell the types apart with a flavour that only one of them matches)",
		verdict->spec.root_id, verdict->value.value, spec->root_id, value->value);
}

static int ask_candidates(const struct core_spec *local, struct core_candidates *candidates,
	struct verdict *verdict, struct xsk_error *err)
{
	verdict->matches = 0;
	for (uint32_t i = 0; i < candidates->count; i++) {
		const struct btf_candidate candidate = candidates->list[i];
		struct core_value value;
		struct core_spec spec;
		int result = core_match(local, candidate.btf, candidate.id, &spec);

		if (result < 0)
			return error_set(
				err, result, "comparison with kernel type %u leads nowhere", candidate.id);
		if (!result)
			continue;
		result = core_value_of(local->kind, &spec, &value, err);
		if (!result && verdict->matches)
			result = agree(verdict, &spec, &value, err);
		if (result)
			return result;
		if (!verdict->matches) {
			verdict->spec = spec;
			verdict->value = value;
		}
		candidates->list[verdict->matches++] = candidate;
	}
	/* Those that matched stand in front now; the others are out for the rest of this load. */
	if (verdict->matches)
		candidates->count = verdict->matches;
	return verdict->matches ? 0 : core_value_of(local->kind, NULL, &verdict->value, err);
}

static int check_root(const struct btf *btf, const struct core_relocation *relocation, struct xsk_error *err)
{
	const struct btf_type *root = btf_type_at(btf, relocation->type_id);

	if (!root)
		return error_set(err, -EINVAL, "type %u does not exist", relocation->type_id);
	if (!*btf_name_of(btf, root))
		return error_set(err, -EINVAL, "the root type has no name to look for in the kernel");
	return 0;
}

static int relocate_one(const struct object_spec *object, const struct core_relocation *relocation,
	struct core_table *table, struct bpf_insn *instruction, uint32_t left, bool *is_poisoned,
	struct xsk_error *err)
{
	struct core_candidates none = { 0 }, *candidates = &none;
	struct core_value local_value;
	struct core_spec local;
	struct verdict verdict;
	int result;

	result = core_spec_parse(&local, object->btf, relocation, err);
	if (!result)
		result = core_value_of(relocation->kind, &local, &local_value, err);
	if (result)
		return result;
	if (relocation->kind == BPF_CORE_TYPE_ID_LOCAL)
		return core_patch(
			instruction, left, &local, &local_value, &local, &local_value, is_poisoned, err);
	result = check_root(object->btf, relocation, err);
	if (result)
		return result;
	candidates = core_table_find(table, relocation->type_id);
	result = ask_candidates(&local, candidates ? candidates : &none, &verdict, err);
	if (result)
		return result;
	return core_patch(
		instruction, left, &local, &local_value, &verdict.spec, &verdict.value, is_poisoned, err);
}

int core_relocate(const struct object_spec *object, const struct program_spec *program,
	struct core_table *table, struct bpf_insn *instructions, struct xsk_object_error *err)
{
	for (uint32_t i = 0; i < program->core_count; i++) {
		const struct core_relocation *relocation = &program->core[i];
		char what[XSK_OBJECT_ERROR_NAME_BYTES];
		struct xsk_error cause;
		bool is_poisoned;
		int result;

		result = relocate_one(object, relocation, table, &instructions[relocation->instruction],
			program->instruction_count - relocation->instruction, &is_poisoned, &cause);
		if (!result && !is_poisoned)
			continue;
		core_describe(object->btf, relocation, what, sizeof(what));
		if (result)
			return object_error_set(err, result,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .program = program->name,
					.section = program->section_name, .relocation = what),
				"program %s, instruction %u: CO-RE relocation of %s: %s", program->name,
				relocation->instruction, what, cause.text);
		print_debug("program %s, instruction %u: this kernel has no %s; the instruction must not be "
			    "reached\n",
			program->name, relocation->instruction, what);
	}
	return 0;
}
