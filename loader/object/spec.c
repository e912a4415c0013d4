// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading an object file into a spec: the order of the steps, and lookups in the result. */
#include "loader/object/spec.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#ifndef EM_BPF
#define EM_BPF 247
#endif

int reader_elf_failed(struct reader *reader, const struct xsk_error *cause)
{
	int code = cause->code == -ENOMEM ? -ENOMEM : -LIBBPF_ERRNO__FORMAT;

	return object_error_from(reader->err, code, OBJECT_AT(.phase = XSK_OBJECT_PHASE_ELF), cause);
}

int reader_no_memory(struct reader *reader, enum xsk_object_phase phase)
{
	return object_error_memory(reader->err, phase);
}

int reader_symbol(struct reader *reader, uint32_t index, struct elf_symbol *symbol)
{
	struct xsk_error cause;

	return elf_symbol_at(&reader->symbols, index, symbol, &cause) ? reader_elf_failed(reader, &cause) : 0;
}

const char *reader_text(struct reader *reader, const char *text)
{
	return arena_text(reader->arena, text, strlen(text));
}

static int check_header(struct reader *reader)
{
	const struct elf_file *elf = reader->elf;
	const struct object_place *place =
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_ELF, .remedy = "compile it with clang -target bpf -c");

	if (!elf->is_64)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, place,
			"%s: a 32-bit ELF file, no BPF object", elf->name);
	if (elf->type != ET_REL)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, place,
			"%s: ELF type %u, no relocatable object", elf->name, elf->type);
	/* Clang before 7 left the machine empty. */
	if (elf->machine != EM_BPF && elf->machine != EM_NONE)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, place,
			"%s: for machine %u, not BPF (%u)", elf->name, elf->machine, EM_BPF);
	return 0;
}

static int open_symbols(struct reader *reader)
{
	const struct elf_section *table = elf_section_typed(reader->elf, SHT_SYMTAB, NULL);
	struct xsk_error cause;

	if (!table)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ELF,
				.remedy = "strip with llvm-strip -g, which keeps symbols"),
			"%s: no symbol table", reader->elf->name);
	if (elf_section_typed(reader->elf, SHT_SYMTAB, table))
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ELF), "%s: more than one symbol table",
			reader->elf->name);
	if (elf_symbols_of(&reader->symbols, reader->elf, table, &cause))
		return reader_elf_failed(reader, &cause);
	return 0;
}

/* Externs come before maps, because .kconfig is one; DATASECs before maps, because they are cut by them. */
static int read_all(struct reader *reader)
{
	static int (*const steps[])(struct reader * reader) = {
		check_header,
		open_symbols,
		read_sections,
		read_programs,
		read_btf,
		read_externs,
		complete_datasecs,
		read_function_ids,
		read_legacy_maps,
		read_defined_maps,
		read_data_maps,
		read_kconfig_map,
		read_struct_ops,
		reader_index_maps,
		read_relocations,
		read_map_slots,
		read_ext_records,
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int code = steps[i](reader);

		if (code)
			return code;
	}
	return 0;
}

static int name_object(struct reader *reader)
{
	const char *name = reader->options->name;

	reader->spec->name = reader_text(reader, name ? name : "");
	return reader->spec->name ? 0 : reader_no_memory(reader, XSK_OBJECT_PHASE_OPTIONS);
}

int object_spec_read(struct object_spec **result, const struct elf_file *elf,
	const struct object_spec_options *options, struct xsk_object_error *err)
{
	struct object_spec *spec = calloc(1, sizeof(*spec));
	struct reader reader = { .spec = spec, .elf = elf, .options = options, .err = err };
	int code;

	*result = NULL;
	if (!spec)
		return reader_no_memory(&reader, XSK_OBJECT_PHASE_ELF);
	reader.arena = &spec->arena;
	spec->text_section = spec->kconfig_map = spec->arena_map = SPEC_NONE;
	spec->is_foreign = elf_file_is_foreign(elf);
	code = name_object(&reader);
	if (!code)
		code = read_all(&reader);
	arena_free(&reader.scratch);
	if (code)
		object_spec_destroy(spec);
	else
		*result = spec;
	return code;
}

void object_spec_destroy(struct object_spec *spec)
{
	if (!spec)
		return;
	btf__free(spec->btf);
	btf_ext__free(spec->btf_ext);
	arena_free(&spec->arena);
	free(spec);
}

uint32_t object_spec_program_around(
	const struct object_spec *spec, uint32_t section, uint32_t section_instruction)
{
	const struct section_spec *place;
	uint32_t low, high;

	if (section >= spec->section_count)
		return SPEC_NONE;
	place = &spec->sections[section];
	low = place->first_program;
	high = low + place->program_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct program_spec *program = &spec->programs[middle];

		if (section_instruction < program->section_instruction)
			high = middle;
		else if (section_instruction - program->section_instruction >= program->instruction_count)
			low = middle + 1;
		else
			return middle;
	}
	return SPEC_NONE;
}

uint32_t object_spec_program_at(
	const struct object_spec *spec, uint32_t section, uint32_t section_instruction)
{
	uint32_t program = object_spec_program_around(spec, section, section_instruction);

	if (program == SPEC_NONE || spec->programs[program].section_instruction != section_instruction)
		return SPEC_NONE;
	return program;
}

const struct relocation_spec *program_spec_relocation(
	const struct program_spec *program, uint32_t instruction)
{
	uint32_t low = 0, high = program->relocation_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (program->relocations[middle].instruction < instruction)
			low = middle + 1;
		else if (program->relocations[middle].instruction > instruction)
			high = middle;
		else
			return &program->relocations[middle];
	}
	return NULL;
}
