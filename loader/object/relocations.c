// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Relocations of programs: what each address in an instruction means. Nothing is patched here; a call that
 * the assembler resolved by itself is listed too, so that later stages find every call in one place.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_RELOCATIONS

enum {
	TYPE_LD64 = 1,  /* R_BPF_64_64 */
	TYPE_CALL = 10, /* R_BPF_64_32 */
};

struct placed_relocation {
	uint32_t program;
	struct relocation_spec relocation;
};

/* One relocation on its way: everything that a refusal names. */
struct site {
	struct reader *reader;
	const struct program_spec *program;
	const struct bpf_insn *instruction;
	struct elf_symbol symbol;
	struct relocation_spec *relocation;
};

/* By symbol index; SPEC_NONE where the symbol is no extern. */
static uint32_t *index_externs(struct reader *reader)
{
	uint32_t *index = arena_array(&reader->scratch, reader->symbols.count, sizeof(*index));

	for (uint32_t i = 0; index && i < reader->symbols.count; i++)
		index[i] = SPEC_NONE;
	for (uint32_t i = 0; index && i < reader->spec->extern_count; i++)
		index[reader->externs[i].symbol] = i;
	return index;
}

static int refuse(const struct site *site, int code, const char *what)
{
	const struct program_spec *program = site->program;
	const char *name = site->symbol.name[0] ? site->symbol.name : "a section";

	return object_error_set(site->reader->err, code,
		OBJECT_AT(PHASE, .section = program->section_name, .program = program->name,
			.relocation = site->symbol.name),
		"program %s: instruction %u refers to %s: %s", program->name, site->relocation->instruction,
		name, what);
}

static bool is_call(const struct bpf_insn *instruction)
{
	return instruction->code == (BPF_JMP | BPF_CALL);
}

static bool is_ld64(const struct bpf_insn *instruction)
{
	return instruction->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/*
 * The function of .text that begins at an instruction; SPEC_NONE is an error only once the program is loaded.
 */
static uint32_t subprogram_at(const struct reader *reader, int64_t instruction)
{
	uint32_t program;

	if (reader->spec->text_section == SPEC_NONE || instruction < 0 || instruction >= UINT32_MAX)
		return SPEC_NONE;
	program = object_spec_program_at(reader->spec, reader->spec->text_section, (uint32_t)instruction);
	return program != SPEC_NONE && reader->programs[program].is_subprogram ? program : SPEC_NONE;
}

static void set_target(
	struct relocation_spec *relocation, enum relocation_kind kind, uint32_t target, const char *symbol)
{
	relocation->kind = kind;
	relocation->target = target;
	relocation->symbol = symbol;
}

static int keep_symbol(struct site *site)
{
	site->relocation->symbol = reader_text(site->reader, site->symbol.name);
	return site->relocation->symbol ? 0 : reader_no_memory(site->reader, XSK_OBJECT_PHASE_RELOCATIONS);
}

static int set_subprogram(struct site *site, enum relocation_kind kind, int64_t instruction)
{
	uint32_t target = subprogram_at(site->reader, instruction);

	set_target(site->relocation, kind, target,
		target == SPEC_NONE ? "" : site->reader->programs[target].name);
	return target == SPEC_NONE ? keep_symbol(site) : 0;
}

static int read_extern(struct site *site, const uint32_t *externs)
{
	uint32_t target = externs[site->symbol.index];

	if (target == SPEC_NONE)
		return refuse(site, -LIBBPF_ERRNO__RELOC,
			"not defined, and the BTF does not declare it (link the file that defines it)");
	set_target(site->relocation,
		is_call(site->instruction) ? RELOCATION_EXTERN_CALL : RELOCATION_EXTERN_LD64, target,
		site->reader->externs[target].name);
	return 0;
}

static int read_call(struct site *site)
{
	const struct elf_symbol *symbol = &site->symbol;

	if (site->instruction->src_reg != BPF_PSEUDO_CALL)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "a call of a helper, not of a function");
	if (symbol->is_special || symbol->section != site->reader->spec->text_section)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "not a function of .text (remove its SEC())");
	if (symbol->value % sizeof(struct bpf_insn) || symbol->value > INT64_MAX)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "not at the start of an instruction");
	return set_subprogram(site, RELOCATION_CALL,
		(int64_t)(symbol->value / sizeof(struct bpf_insn)) + site->instruction->imm + 1);
}

/*
 * What the table holds is looked at when its program is relocated: a bad one refuses that program, not the
 * file.
 */
static int read_jump_table(struct site *site)
{
	set_target(site->relocation, RELOCATION_JUMP_TABLE, SPEC_NONE, "");
	site->relocation->offset = site->symbol.value;
	site->relocation->size = site->symbol.size;
	return keep_symbol(site);
}

static int set_data(struct site *site, uint32_t map)
{
	const struct map_spec *spec = map == SPEC_NONE ? NULL : &site->reader->maps[map];
	int64_t address;

	if (!spec)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "its section is no data");
	/*
	 * The address that the instruction will hold: the compiler leaves the offset from the symbol in it.
	 */
	if (site->symbol.value > spec->data_size)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "lies beyond its section");
	address = (int64_t)site->symbol.value + site->instruction->imm;
	if (address < 0 || (uint64_t)address > spec->data_size)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "the offset from it leads out of its section");
	set_target(site->relocation, RELOCATION_DATA, map, "");
	site->relocation->offset = site->symbol.value;
	return 0;
}

static int set_map(struct site *site)
{
	uint32_t map = reader_map_at(site->reader, site->symbol.section, site->symbol.value);

	if (map == SPEC_NONE)
		return refuse(site, -LIBBPF_ERRNO__RELOC, "no map is defined there");
	set_target(site->relocation, RELOCATION_MAP, map, site->reader->maps[map].name);
	return 0;
}

static int read_address(struct site *site)
{
	const struct elf_symbol *symbol = &site->symbol;

	if (symbol->is_special || symbol->section == SHN_UNDEF)
		return refuse(site, -LIBBPF_ERRNO__RELOC,
			"it is in no section (is an extern or a definition missing?)");
	switch (site->reader->sections[symbol->section].role) {
	case SECTION_TEXT:
		if (symbol->type != STT_SECTION && symbol->type != STT_FUNC)
			return refuse(site, -LIBBPF_ERRNO__RELOC, "in .text, but no function");
		if (symbol->value % sizeof(struct bpf_insn) ||
			site->instruction->imm % (int)sizeof(struct bpf_insn) ||
			symbol->value > INT64_MAX / 2)
			return refuse(site, -LIBBPF_ERRNO__RELOC, "not at the start of an instruction");
		return set_subprogram(site, RELOCATION_SUBPROGRAM,
			((int64_t)symbol->value + site->instruction->imm) / (int64_t)sizeof(struct bpf_insn));
	case SECTION_MAPS:
	case SECTION_LEGACY_MAPS:
		return set_map(site);
	case SECTION_ARENA:
		return set_data(site, site->reader->spec->arena_map);
	case SECTION_DATA:
		return set_data(site, reader_map_at(site->reader, symbol->section, 0));
	case SECTION_JUMP_TABLES:
		return read_jump_table(site);
	default:
		return refuse(site, -LIBBPF_ERRNO__RELOC, "its section holds neither maps nor data");
	}
}

static int read_site(struct site *site, uint32_t type, const uint32_t *externs)
{
	const struct elf_symbol *symbol = &site->symbol;

	if (!is_call(site->instruction) && !is_ld64(site->instruction))
		return refuse(site, -LIBBPF_ERRNO__RELOC, "neither a call nor a 64-bit load");
	if (type != (is_call(site->instruction) ? (uint32_t)TYPE_CALL : (uint32_t)TYPE_LD64))
		return refuse(
			site, -LIBBPF_ERRNO__RELOC, "relocated in a way that does not fit the instruction");
	if (symbol->section == SHN_UNDEF && !symbol->is_special &&
		(symbol->binding == STB_GLOBAL || symbol->binding == STB_WEAK))
		return read_extern(site, externs);
	return is_call(site->instruction) ? read_call(site) : read_address(site);
}

static int place_relocation(struct reader *reader, const struct elf_relocations *relocations, uint32_t index,
	const uint32_t *externs, struct placed_relocation *placed)
{
	struct site site = { .reader = reader, .relocation = &placed->relocation };
	uint32_t section = relocations->target->index;
	struct elf_relocation relocation;
	struct xsk_error cause;
	int code;

	if (elf_relocation_at(relocations, index, &relocation, &cause))
		return reader_elf_failed(reader, &cause);
	if (relocation.offset % sizeof(struct bpf_insn))
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(PHASE, .section = relocations->target->name),
			"section %s: relocation %u at offset %llu, not the start of an instruction",
			relocations->target->name, index, (unsigned long long)relocation.offset);
	code = reader_symbol(reader, relocation.symbol, &site.symbol);
	if (code)
		return code;
	placed->program = object_spec_program_around(
		reader->spec, section, (uint32_t)(relocation.offset / sizeof(struct bpf_insn)));
	if (placed->program == SPEC_NONE)
		return 0;
	site.program = &reader->programs[placed->program];
	placed->relocation.instruction =
		(uint32_t)(relocation.offset / sizeof(struct bpf_insn)) - site.program->section_instruction;
	site.instruction = &site.program->instructions[placed->relocation.instruction];
	return read_site(&site, relocation.type, externs);
}

static int compare_placed(const void *left, const void *right)
{
	const struct placed_relocation *a = left, *b = right;

	if (a->program != b->program)
		return a->program < b->program ? -1 : 1;
	return a->relocation.instruction < b->relocation.instruction
		       ? -1
		       : a->relocation.instruction > b->relocation.instruction;
}

static bool is_pseudo_reference(const struct bpf_insn *instruction)
{
	return (is_call(instruction) && instruction->src_reg == BPF_PSEUDO_CALL) ||
	       (is_ld64(instruction) && instruction->src_reg == BPF_PSEUDO_FUNC);
}

/* The assembler resolves calls within .text; an address of a function always has a relocation. */
static struct relocation_spec implied_relocation(
	struct reader *reader, const struct program_spec *program, uint32_t instruction)
{
	const struct bpf_insn *insn = &program->instructions[instruction];
	struct relocation_spec implied = { .instruction = instruction,
		.is_implied = true,
		.target = SPEC_NONE,
		.kind = is_call(insn) ? RELOCATION_CALL : RELOCATION_SUBPROGRAM,
		.symbol = "" };

	if (is_call(insn) && program->section == reader->spec->text_section)
		implied.target = subprogram_at(
			reader, (int64_t)program->section_instruction + instruction + insn->imm + 1);
	return implied;
}

/*
 * Walks the instructions of a program beside its relocations, which are sorted, and writes both to @out
 * (NULL:
 * counts only). Returns how many there are.
 */
static uint32_t merge(struct reader *reader, const struct program_spec *program,
	const struct placed_relocation *placed, uint32_t count, struct relocation_spec *out)
{
	uint32_t used = 0, written = 0;

	for (uint32_t i = 0; i < program->instruction_count; i++) {
		const struct bpf_insn *instruction = &program->instructions[i];

		if (used < count && placed[used].relocation.instruction == i) {
			if (out)
				out[written] = placed[used].relocation;
			used++;
			written++;
		} else if (is_pseudo_reference(instruction)) {
			if (out)
				out[written] = implied_relocation(reader, program, i);
			written++;
		}
		i += is_ld64(instruction);
	}
	return written;
}

static int fill_program(struct reader *reader, struct program_spec *program,
	const struct placed_relocation *placed, uint32_t count)
{
	uint32_t total = merge(reader, program, placed, count, NULL);
	struct relocation_spec *relocations;

	if (!total)
		return 0;
	for (uint32_t i = 1; i < count; i++)
		if (placed[i].relocation.instruction == placed[i - 1].relocation.instruction)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = program->section_name, .program = program->name),
				"program %s: instruction %u is relocated twice", program->name,
				placed[i].relocation.instruction);
	relocations = arena_array(reader->arena, total, sizeof(*relocations));
	if (!relocations)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_RELOCATIONS);
	program->relocation_count = merge(reader, program, placed, count, relocations);
	program->relocations = relocations;
	return 0;
}

/* Relocations of one section, sorted, to the section's programs; those of no program sort behind. */
static int share_out(struct reader *reader, const struct section_spec *section,
	const struct placed_relocation *placed, uint32_t count)
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < section->program_count; i++) {
		uint32_t program = section->first_program + i, first = next;
		int code;

		while (next < count && placed[next].program == program)
			next++;
		code = fill_program(reader, &reader->programs[program], placed + first, next - first);
		if (code)
			return code;
	}
	return 0;
}

static int read_table(struct reader *reader, const struct elf_section *table, const uint32_t *externs,
	struct placed_relocation **placed, uint32_t *count)
{
	struct elf_relocations relocations;
	struct xsk_error cause;
	int code = 0;

	if (table->type == SHT_RELA)
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
			OBJECT_AT(PHASE, .section = table->name),
			"section %s: relocations with addends of their own, which BPF has not", table->name);
	if (elf_relocations_of(&relocations, &reader->symbols, table, &cause))
		return reader_elf_failed(reader, &cause);
	*count = relocations.count;
	*placed = arena_array(&reader->scratch, relocations.count, sizeof(**placed));
	if (!*placed)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_RELOCATIONS);
	for (uint32_t i = 0; i < relocations.count && !code; i++)
		code = place_relocation(reader, &relocations, i, externs, &(*placed)[i]);
	if (!code)
		qsort(*placed, *count, sizeof(**placed), compare_placed);
	return code;
}

/* The one table of a section; NULL where nothing in it is relocated. */
static int find_table(struct reader *reader, uint32_t section, const struct elf_section **table)
{
	*table = NULL;
	for (uint32_t i = 1; i < reader->elf->section_count; i++) {
		const struct elf_section *candidate = &reader->elf->sections[i];

		if ((candidate->type != SHT_REL && candidate->type != SHT_RELA) || candidate->info != section)
			continue;
		if (*table)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = candidate->name),
				"section %s: a second table of relocations of section %s", candidate->name,
				reader->sections[section].name);
		*table = candidate;
	}
	return 0;
}

int read_relocations(struct reader *reader)
{
	uint32_t *externs = index_externs(reader);
	int code = 0;

	if (!externs)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_RELOCATIONS);
	for (uint32_t i = 0; i < reader->spec->section_count && !code; i++) {
		struct placed_relocation none, *placed = &none;
		const struct elf_section *table;
		uint32_t count = 0;

		if (!reader->sections[i].program_count)
			continue;
		code = find_table(reader, i, &table);
		if (!code && table)
			code = read_table(reader, table, externs, &placed, &count);
		if (!code)
			code = share_out(reader, &reader->sections[i], placed, count);
	}
	return code;
}
