// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * .BTF.ext: which of its records belong to which program. Records of functions and lines ascend, so those of
 * a program stand together; CO-RE's need not. Those of instructions that no program covers (a weak function
 * that was replaced) drop out.
 */
#include <errno.h>
#include <string.h>

#include "loader/btf/ext.h"
#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_BTF, .section = ".BTF.ext"

int open_btf_ext(struct reader *reader)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->btf_ext_section);
	struct xsk_error cause;
	int code;

	/* A loader that left relocations out would make programs that read the wrong fields. */
	if (!section->bytes)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, OBJECT_AT(PHASE),
			"section .BTF.ext: has no contents");
	code = btf_ext_open(&reader->spec->btf_ext, section->bytes, section->size, &cause);
	if (code) {
		reader->spec->btf_ext = NULL;
		return object_error_from(reader->err, code, OBJECT_AT(PHASE), &cause);
	}
	code = btf_ext_check(reader->spec->btf_ext, reader->spec->btf, &cause);
	return code ? object_error_from(reader->err, code, OBJECT_AT(PHASE), &cause) : 0;
}

/* All three kinds of records begin with their place. */
static uint32_t record_instruction(const struct btf_ext_section *section, uint32_t index)
{
	uint32_t offset;

	memcpy(&offset, btf_ext_record(section, index), sizeof(offset));
	return offset / (uint32_t)sizeof(struct bpf_insn);
}

/* The first record at or behind an instruction. */
static uint32_t lower_bound(const struct btf_ext_section *section, uint32_t instruction)
{
	uint32_t low = 0, high = section->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (record_instruction(section, middle) < instruction)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A copy of one; its text too, because strings move when somebody adds to the BTF. */
static int copy_core(struct reader *reader, const struct program_spec *program,
	const struct bpf_core_relo *record, struct core_relocation *core)
{
	*core = (struct core_relocation){
		.instruction =
			record->insn_off / (uint32_t)sizeof(struct bpf_insn) - program->section_instruction,
		.type_id = record->type_id,
		.access = reader_text(reader, btf_string_at(reader->spec->btf, record->access_str_off)),
		.kind = record->kind,
	};
	return core->access ? 0 : reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
}

/*
 * CO-RE records come in the order of the source, which is that of instructions as a rule only. Each goes to
 * the program that holds its instruction, where the file's order is kept: it matters.
 */
static int share_core(
	struct reader *reader, struct section_spec *place, const struct btf_ext_section *section)
{
	struct program_spec *programs = &reader->programs[place->first_program];
	struct core_relocation **lists = arena_array(&reader->scratch, place->program_count, sizeof(*lists));
	uint32_t *owners = arena_array(&reader->scratch, section->count, sizeof(*owners));
	int code = 0;

	if (!lists || !owners)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
	for (uint32_t i = 0; i < section->count; i++) {
		owners[i] = object_spec_program_around(
			reader->spec, (uint32_t)(place - reader->sections), record_instruction(section, i));
		if (owners[i] != SPEC_NONE)
			reader->programs[owners[i]].core_count++;
	}
	for (uint32_t i = 0; i < place->program_count; i++) {
		lists[i] = arena_array(reader->arena, programs[i].core_count, sizeof(**lists));
		if (!lists[i])
			return reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
		programs[i].core = lists[i];
	}
	for (uint32_t i = 0; i < section->count && !code; i++)
		if (owners[i] != SPEC_NONE)
			code = copy_core(reader, &reader->programs[owners[i]], btf_ext_record(section, i),
				lists[owners[i] - place->first_program]++);
	return code;
}

static void set_records(
	struct info_records *info, const struct btf_ext_section *section, uint32_t first, uint32_t count)
{
	*info = (struct info_records){
		.records = btf_ext_record(section, first),
		.count = count,
		.record_bytes = section->record_bytes,
	};
}

/* The record at the first instruction names the function: better than the symbol, which others may share. */
static void set_function(struct program_spec *program)
{
	const struct bpf_func_info *info = program->functions.records;

	if (info->insn_off / sizeof(struct bpf_insn) == program->section_instruction)
		program->function_id = info->type_id;
}

static void share_with_program(
	struct program_spec *program, enum btf_ext_kind kind, const struct btf_ext_section *section)
{
	uint32_t first = lower_bound(section, program->section_instruction);
	uint32_t count =
		lower_bound(section, program->section_instruction + program->instruction_count) - first;

	if (!count)
		return;
	set_records(kind == BTF_EXT_FUNC_INFO ? &program->functions : &program->lines, section, first, count);
	if (kind == BTF_EXT_FUNC_INFO)
		set_function(program);
}

static struct section_spec *find_section(struct reader *reader, const char *name)
{
	for (uint32_t i = 0; i < reader->spec->section_count; i++)
		if (reader->sections[i].instructions && !strcmp(reader->sections[i].name, name))
			return &reader->sections[i];
	return NULL;
}

static int share_section(
	struct reader *reader, enum btf_ext_kind kind, const struct btf_ext_section *section, bool *seen)
{
	const char *name = btf_string_at(reader->spec->btf, section->name_off);
	struct section_spec *place = find_section(reader, name);

	if (!place)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, OBJECT_AT(PHASE),
			"section .BTF.ext: describes section %s, which has no programs", name);
	if (seen[place - reader->sections])
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, OBJECT_AT(PHASE),
			"section .BTF.ext: describes section %s twice", name);
	seen[place - reader->sections] = true;
	for (uint32_t i = 0; i < section->count; i++)
		if (record_instruction(section, i) >= place->instruction_count)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, OBJECT_AT(PHASE),
				"section .BTF.ext: describes instruction %u of section %s, which has %u",
				record_instruction(section, i), name, place->instruction_count);
	if (kind == BTF_EXT_CORE_RELO)
		return share_core(reader, place, section);
	for (uint32_t i = 0; i < place->program_count; i++)
		share_with_program(&reader->programs[place->first_program + i], kind, section);
	return 0;
}

int read_ext_records(struct reader *reader)
{
	bool *seen;

	if (!reader->spec->btf_ext)
		return 0;
	seen = arena_array(&reader->scratch, reader->spec->section_count, sizeof(*seen));
	if (!seen)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
	for (int kind = 0; kind < BTF_EXT_KINDS; kind++) {
		struct btf_ext_section section = { 0 };

		memset(seen, 0, reader->spec->section_count * sizeof(*seen));
		while (btf_ext_next_section(reader->spec->btf_ext, (enum btf_ext_kind)kind, &section)) {
			int code = share_section(reader, (enum btf_ext_kind)kind, &section, seen);

			if (code)
				return code;
		}
	}
	return 0;
}
