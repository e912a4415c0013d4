// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Tables of code addresses (.jumptables, for indirect jumps): byte offsets in a section become instruction
 * indices of the whole. The executor makes a BPF_MAP_TYPE_INSN_ARRAY of each.
 */
#include <inttypes.h>
#include <string.h>

#include "loader/relocate/relocated.h"

static int bad_table(const struct program_spec *program, const struct relocation_spec *relocation,
	struct xsk_object_error *err, const char *reason)
{
	return object_error_set(err, -EINVAL,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .program = program->name,
			.section = ".jumptables", .relocation = relocation->symbol),
		"program %s: jump table at %" PRIu64 " of .jumptables: %s", program->name, relocation->offset,
		reason);
}

int relocate_jump_table(const struct object_spec *spec, const struct relocation_spec *relocation,
	const struct segment *segment, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err)
{
	const struct program_spec *program = &spec->programs[segment->program];
	struct jump_table *tables, *table;
	const uint8_t *words;

	if (!relocation->size || relocation->size % 8 || relocation->offset % 8)
		return bad_table(program, relocation, err, "it is no whole number of entries");
	if (relocation->offset > spec->jump_table_bytes ||
		relocation->size > spec->jump_table_bytes - relocation->offset)
		return bad_table(program, relocation, err, "it lies outside the section");
	words = spec->jump_tables + relocation->offset;
	tables = arena_array(arena, relocated->jump_table_count + 1, sizeof(*tables));
	if (!tables)
		return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
	if (relocated->jump_table_count)
		memcpy(tables, relocated->jump_tables, relocated->jump_table_count * sizeof(*tables));
	relocated->jump_tables = tables;
	table = &tables[relocated->jump_table_count++];
	table->offset = relocation->offset;
	table->count = (uint32_t)(relocation->size / 8);
	table->targets = arena_array(arena, table->count, sizeof(*table->targets));
	if (!table->targets)
		return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
	for (uint32_t i = 0; i < table->count; i++) {
		uint64_t address, instruction;

		memcpy(&address, words + (size_t)i * 8, sizeof(address));
		instruction = address / sizeof(struct bpf_insn) - program->section_instruction;
		if (address % sizeof(struct bpf_insn) || instruction >= program->instruction_count)
			return bad_table(program, relocation, err, "an entry lies outside the program");
		table->targets[i] = segment->position + (uint32_t)instruction;
	}
	return 0;
}
