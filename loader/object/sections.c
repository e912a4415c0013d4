// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What each section is for, by its name and type; license and version; instructions in native byte order. */
#include <elf.h>
#include <endian.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_ELF

static bool is_or_begins(const char *name, const char *base)
{
	size_t len = strlen(base);

	return !strncmp(name, base, len) && (name[len] == '\0' || name[len] == '.');
}

static bool is_struct_ops_name(const char *name)
{
	name += *name == '?';
	return !strcmp(name, ".struct_ops") || !strcmp(name, ".struct_ops.link");
}

static enum section_role role_of_contents(const struct elf_section *section)
{
	if (section->flags & SHF_EXECINSTR)
		return strcmp(section->name, ".text") ? SECTION_PROGRAMS : SECTION_TEXT;
	if (is_or_begins(section->name, ".data") || is_or_begins(section->name, ".rodata"))
		return SECTION_DATA;
	if (!strcmp(section->name, ".maps"))
		return SECTION_MAPS;
	if (!strcmp(section->name, "maps"))
		return SECTION_LEGACY_MAPS;
	if (is_struct_ops_name(section->name))
		return SECTION_STRUCT_OPS;
	if (!strcmp(section->name, ".addr_space.1"))
		return SECTION_ARENA;
	if (!strcmp(section->name, ".jumptables"))
		return SECTION_JUMP_TABLES;
	return SECTION_IGNORED;
}

static enum section_role role_of(const struct elf_section *section)
{
	if (!section->size)
		return SECTION_IGNORED;
	if (section->type == SHT_NOBITS) {
		if (!strcmp(section->name, ".addr_space.1"))
			return SECTION_ARENA;
		return is_or_begins(section->name, ".bss") ? SECTION_DATA : SECTION_IGNORED;
	}
	return section->type == SHT_PROGBITS ? role_of_contents(section) : SECTION_IGNORED;
}

/* Sections that an object has once. */
static int note_single(struct reader *reader, const struct elf_section *section)
{
	struct {
		const char *name;
		uint32_t *index;
	} singles[] = {
		{ "license", &reader->license_section },
		{ "version", &reader->version_section },
		{ ".maps", &reader->maps_section },
		{ "maps", &reader->legacy_maps_section },
		{ ".BTF", &reader->btf_section },
		{ ".BTF.ext", &reader->btf_ext_section },
		{ ".jumptables", &reader->jump_tables_section },
		{ ".addr_space.1", &reader->arena_section },
	};

	/* A relocation table of that name, as in `SEC("license")` of an assembler, is something else. */
	if (section->type != SHT_PROGBITS && section->type != SHT_NOBITS)
		return 0;
	for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
		if (strcmp(section->name, singles[i].name))
			continue;
		if (*singles[i].index)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = section->name),
				"section %s: sections %u and %u have this name", section->name,
				*singles[i].index, section->index);
		*singles[i].index = section->index;
	}
	return 0;
}

static struct bpf_insn swap_instruction(struct bpf_insn instruction)
{
	uint8_t registers = instruction.dst_reg;

	instruction.dst_reg = instruction.src_reg;
	instruction.src_reg = registers & 0xf;
	instruction.off = (__s16)__builtin_bswap16((uint16_t)instruction.off);
	instruction.imm = (__s32)__builtin_bswap32((uint32_t)instruction.imm);
	return instruction;
}

static int read_instructions(
	struct reader *reader, struct section_spec *spec, const struct elf_section *section)
{
	struct bpf_insn *instructions;

	if (section->size % sizeof(struct bpf_insn) || section->size / sizeof(struct bpf_insn) > INT32_MAX)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAMS, .section = section->name),
			"section %s: %llu bytes are no whole number of instructions", section->name,
			(unsigned long long)section->size);
	instructions = arena_copy(reader->arena, section->bytes, section->size);
	if (!instructions)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_PROGRAMS);
	spec->instructions = instructions;
	spec->instruction_count = (uint32_t)(section->size / sizeof(*instructions));
	if (reader->spec->is_foreign)
		for (uint32_t i = 0; i < spec->instruction_count; i++)
			instructions[i] = swap_instruction(instructions[i]);
	return 0;
}

static int read_section(struct reader *reader, struct section_spec *spec, const struct elf_section *section)
{
	spec->role = role_of(section);
	spec->size = section->size;
	spec->name = reader_text(reader, section->name);
	if (!spec->name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_ELF);
	if (spec->role != SECTION_IGNORED && section->flags & SHF_COMPRESSED)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(PHASE, .section = spec->name, .remedy = "compress debug sections only"),
			"section %s: compressed", spec->name);
	if (spec->role != SECTION_PROGRAMS && spec->role != SECTION_TEXT)
		return note_single(reader, section);
	if (spec->role == SECTION_TEXT) {
		if (reader->spec->text_section != SPEC_NONE)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = ".text"),
				"section .text: sections %u and %u have this name",
				reader->spec->text_section, section->index);
		reader->spec->text_section = section->index;
	}
	return read_instructions(reader, spec, section);
}

static int read_license(struct reader *reader)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->license_section);
	size_t room = sizeof(reader->spec->license) - 1;

	if (!reader->license_section)
		return 0;
	if (!section->bytes)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(PHASE, .section = "license"), "section license: has no contents");
	/* The kernel compares with a list of short names; what is cut could not be on it. */
	memcpy(reader->spec->license, section->bytes, section->size < room ? section->size : room);
	return 0;
}

static int read_version(struct reader *reader)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->version_section);
	uint32_t version;

	if (!reader->version_section)
		return 0;
	if (!section->bytes || section->size != sizeof(version))
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(PHASE, .section = "version"),
			"section version: %llu bytes, not a 4-byte number",
			(unsigned long long)section->size);
	memcpy(&version, section->bytes, sizeof(version));
	reader->spec->kernel_version = reader->spec->is_foreign ? __builtin_bswap32(version) : version;
	return 0;
}

static int read_jump_tables(struct reader *reader)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->jump_tables_section);
	uint64_t *words;

	if (!reader->jump_tables_section || !section->size)
		return 0;
	if (!section->bytes || section->size % sizeof(*words))
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(PHASE, .section = section->name),
			"section %s: %llu bytes are no whole number of entries", section->name,
			(unsigned long long)section->size);
	words = arena_copy(reader->arena, section->bytes, section->size);
	if (!words)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_ELF);
	if (reader->spec->is_foreign)
		for (uint64_t i = 0; i < section->size / sizeof(*words); i++)
			words[i] = __builtin_bswap64(words[i]);
	reader->spec->jump_tables = (const uint8_t *)words;
	reader->spec->jump_table_bytes = section->size;
	return 0;
}

int read_sections(struct reader *reader)
{
	uint32_t count = reader->elf->section_count;
	int code = 0;

	reader->sections = arena_array(reader->arena, count, sizeof(*reader->sections));
	if (!reader->sections)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_ELF);
	reader->spec->sections = reader->sections;
	reader->spec->section_count = count;
	for (uint32_t i = 0; i < count && !code; i++)
		code = read_section(reader, &reader->sections[i], &reader->elf->sections[i]);
	if (!code)
		code = read_license(reader);
	if (!code)
		code = read_version(reader);
	if (!code)
		code = read_jump_tables(reader);
	return code;
}
