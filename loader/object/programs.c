// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs: the functions of executable sections, as the symbol table cuts them. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_PROGRAMS

static bool is_executable(const struct reader *reader, uint32_t section)
{
	return section < reader->spec->section_count && reader->sections[section].instructions;
}

static bool is_program(const struct reader *reader, const struct elf_symbol *symbol)
{
	return symbol->type == STT_FUNC && !symbol->is_special && is_executable(reader, symbol->section);
}

static int count_programs(struct reader *reader, uint32_t *count)
{
	struct elf_symbol symbol;

	*count = 0;
	for (uint32_t i = 1; i < reader->symbols.count; i++) {
		int code = reader_symbol(reader, i, &symbol);

		if (code)
			return code;
		*count += is_program(reader, &symbol);
	}
	return 0;
}

static int check_place(
	struct reader *reader, const struct elf_symbol *symbol, const struct section_spec *section)
{
	uint64_t bytes = (uint64_t)section->instruction_count * sizeof(struct bpf_insn);
	const struct object_place *place =
		OBJECT_AT(PHASE, .section = section->name, .program = symbol->name);

	if (symbol->value > bytes || symbol->size > bytes - symbol->value)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, place,
			"program %s: %llu bytes at offset %llu cross the end of section %s, which has %llu",
			symbol->name, (unsigned long long)symbol->size, (unsigned long long)symbol->value,
			section->name, (unsigned long long)bytes);
	if (section->role != SECTION_TEXT && symbol->binding == STB_LOCAL)
		return object_error_set(reader->err, -ENOTSUP,
			OBJECT_AT(PHASE, .section = section->name, .program = symbol->name,
				.remedy = "remove static; subprograms go without SEC()"),
			"program %s: static, in section %s of entry programs", symbol->name, section->name);
	if (!symbol->size)
		return object_error_set(
			reader->err, -EINVAL, place, "program %s: has no instructions", symbol->name);
	if (symbol->value % sizeof(struct bpf_insn) || symbol->size % sizeof(struct bpf_insn))
		return object_error_set(reader->err, -EINVAL, place,
			"program %s: %llu bytes at offset %llu are no whole instructions of section %s",
			symbol->name, (unsigned long long)symbol->size, (unsigned long long)symbol->value,
			section->name);
	return 0;
}

static int fill_program(struct reader *reader, struct program_spec *program, const struct elf_symbol *symbol)
{
	const struct section_spec *section = &reader->sections[symbol->section];
	int code = check_place(reader, symbol, section);

	if (code)
		return code;
	*program = (struct program_spec){
		.name = reader_text(reader, symbol->name),
		.section_name = section->name + (section->name[0] == '?'),
		.section = symbol->section,
		.section_instruction = (uint32_t)(symbol->value / sizeof(struct bpf_insn)),
		.instructions = section->instructions + symbol->value / sizeof(struct bpf_insn),
		.instruction_count = (uint32_t)(symbol->size / sizeof(struct bpf_insn)),
		.is_subprogram = section->role == SECTION_TEXT,
		.is_global = symbol->binding != STB_LOCAL,
		.is_hidden = symbol->binding != STB_LOCAL &&
			     (symbol->visibility == STV_HIDDEN || symbol->visibility == STV_INTERNAL),
		.no_autoload = section->name[0] == '?',
		.exception_callback = SPEC_NONE,
	};
	return program->name ? 0 : reader_no_memory(reader, XSK_OBJECT_PHASE_PROGRAMS);
}

static int compare_places(const void *left, const void *right)
{
	const struct program_spec *a = left, *b = right;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->section_instruction != b->section_instruction)
		return a->section_instruction < b->section_instruction ? -1 : 1;
	return 0;
}

/* Bytes that no symbol covers are left over from weak functions that the linker replaced: ignored. */
static int join_sections(struct reader *reader)
{
	for (uint32_t i = 0; i < reader->spec->program_count; i++) {
		const struct program_spec *program = &reader->programs[i], *before = program - 1;
		struct section_spec *section = &reader->sections[program->section];

		if (!section->program_count) {
			section->first_program = i;
		} else if (program->section_instruction - before->section_instruction <
			   before->instruction_count) {
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = section->name, .program = program->name),
				"programs %s and %s overlap in section %s", before->name, program->name,
				section->name);
		}
		section->program_count++;
	}
	return 0;
}

/* The second half of an ldimm64 that a jump or a relocation of the next program would take for its own. */
static int check_instructions(struct reader *reader, const struct program_spec *program)
{
	uint32_t last = program->instruction_count - 1;

	for (uint32_t i = 0; i < program->instruction_count; i++) {
		if (program->instructions[i].code != (BPF_LD | BPF_IMM | BPF_DW))
			continue;
		if (i == last)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = program->section_name, .program = program->name),
				"program %s: its last instruction, %u, is half of a 64-bit load",
				program->name, last);
		i++;
	}
	return 0;
}

int read_programs(struct reader *reader)
{
	struct object_spec *spec = reader->spec;
	struct elf_symbol symbol;
	uint32_t count, filled = 0;
	int code = count_programs(reader, &count);

	if (code)
		return code;
	reader->programs = arena_array(reader->arena, count, sizeof(*reader->programs));
	if (!reader->programs)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_PROGRAMS);
	spec->programs = reader->programs;
	spec->program_count = count;
	for (uint32_t i = 1; i < reader->symbols.count && filled < count; i++) {
		code = reader_symbol(reader, i, &symbol);
		if (!code && is_program(reader, &symbol))
			code = fill_program(reader, &reader->programs[filled++], &symbol);
		if (code)
			return code;
	}
	qsort(reader->programs, count, sizeof(*reader->programs), compare_places);
	code = join_sections(reader);
	for (uint32_t i = 0; i < count && !code; i++)
		code = check_instructions(reader, &reader->programs[i]);
	return code;
}
