// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* func_info and line_info of the segments, put together in the order of the instructions. */
#include <string.h>

#include "loader/relocate/relocated.h"

/* Both kinds of record begin with insn_off. */
_Static_assert(offsetof(struct bpf_func_info, insn_off) == 0, "first member");
_Static_assert(offsetof(struct bpf_line_info, insn_off) == 0, "first member");

static const struct info_records *records_of(const struct program_spec *program, bool lines)
{
	return lines ? &program->lines : &program->functions;
}

/* Copies one segment's records; the file counts bytes of a section, the kernel instructions of the whole. */
static void copy_records(
	const struct info_records *records, const struct program_spec *program, uint32_t position, char *to)
{
	for (uint32_t i = 0; i < records->count; i++) {
		char *record = to + (size_t)i * records->record_bytes;
		uint32_t offset;

		memcpy(record, (const char *)records->records + (size_t)i * records->record_bytes,
			records->record_bytes);
		memcpy(&offset, record, sizeof(offset));
		offset = offset / sizeof(struct bpf_insn) + position - program->section_instruction;
		memcpy(record, &offset, sizeof(offset));
	}
}

static int join(const struct object_spec *spec, bool lines, struct arena *arena,
	const struct relocated_program *relocated, struct relocated_info *info, struct xsk_object_error *err)
{
	const struct program_spec *entry = &spec->programs[relocated->segments[0].program];
	uint32_t record_bytes = records_of(entry, lines)->record_bytes;
	size_t total = 0, used = 0;

	if (!records_of(entry, lines)->count)
		return 0; /* a file may do without, but then for the whole program */
	for (uint32_t i = 0; i < relocated->segment_count; i++) {
		const struct program_spec *program = &spec->programs[relocated->segments[i].program];
		const struct info_records *records = records_of(program, lines);

		if (!records->count || records->record_bytes != record_bytes)
			return object_error_set(err, -ENOENT,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .program = entry->name,
					.section = program->section_name,
					.remedy = "compile all of it with -g"),
				"program %s: subprogram %s has no %s in .BTF.ext", entry->name, program->name,
				lines ? "line_info" : "func_info");
		total += records->count;
	}
	info->records = arena_array(arena, total, record_bytes);
	if (!info->records)
		return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
	info->record_bytes = record_bytes;
	info->count = (uint32_t)total;
	for (uint32_t i = 0; i < relocated->segment_count; i++) {
		const struct segment *segment = &relocated->segments[i];
		const struct program_spec *program = &spec->programs[segment->program];

		copy_records(records_of(program, lines), program, segment->position,
			(char *)info->records + used * record_bytes);
		used += records_of(program, lines)->count;
	}
	return 0;
}

int relocate_info(const struct object_spec *spec, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err)
{
	int result = join(spec, false, arena, relocated, &relocated->functions, err);

	return result ? result : join(spec, true, arena, relocated, &relocated->lines, err);
}
