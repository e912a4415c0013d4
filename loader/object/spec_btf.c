// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The object's BTF: opened, its DATASECs completed with what only ELF knows (clang leaves sizes and offsets
 * of global variables at zero), functions joined with programs.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_BTF

struct btf_type *reader_type(const struct reader *reader, uint32_t id)
{
	return (struct btf_type *)btf_type_at(reader->spec->btf, id);
}

/* Without BTF these cannot be understood; everything else loads without it. */
static const char *what_needs_btf(struct reader *reader)
{
	struct elf_symbol symbol;

	if (reader->maps_section)
		return ".maps";
	for (uint32_t i = 0; i < reader->spec->section_count; i++)
		if (reader->sections[i].role == SECTION_STRUCT_OPS)
			return reader->sections[i].name;
	for (uint32_t i = 1; i < reader->symbols.count; i++)
		if (!elf_symbol_at(&reader->symbols, i, &symbol, NULL) && symbol.section == SHN_UNDEF &&
			symbol.type == STT_NOTYPE && symbol.binding != STB_LOCAL && symbol.name[0])
			return "an extern";
	return NULL;
}

static int btf_is_missing(struct reader *reader, int code, const char *why)
{
	const char *needed_by = what_needs_btf(reader);

	if (!needed_by)
		return 0;
	return object_error_set(reader->err, code,
		OBJECT_AT(PHASE, .section = ".BTF", .remedy = reader->btf_section ? NULL : "compile with -g"),
		"section .BTF: %s, and %s needs it", why, needed_by);
}

static int open_btf(struct reader *reader)
{
	const struct elf_section *section = elf_section_at(reader->elf, reader->btf_section);
	struct btf_source source = { .bytes = section->size, .storage = BTF_HEAP };
	struct xsk_error cause;
	int code;

	if (!reader->btf_section)
		return btf_is_missing(reader, -ENOENT, "is missing");
	if (!section->bytes)
		return btf_is_missing(reader, -LIBBPF_ERRNO__FORMAT, "has no contents");
	source.data = malloc(section->size ? section->size : 1);
	if (!source.data)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
	memcpy(source.data, section->bytes, section->size);
	code = btf_open(&reader->spec->btf, &source, &cause);
	if (!code)
		return 0;
	reader->spec->btf = NULL;
	return code == -ENOMEM ? reader_no_memory(reader, XSK_OBJECT_PHASE_BTF)
			       : btf_is_missing(reader, code, cause.text);
}

int read_btf(struct reader *reader)
{
	int code = open_btf(reader);

	if (code || !reader->spec->btf || !reader->btf_ext_section)
		return code;
	return open_btf_ext(reader);
}

const struct btf_type *reader_datasec(const struct reader *reader, const char *name, uint32_t *id)
{
	const struct btf *btf = reader->spec->btf;

	for (uint32_t i = 1; btf && i < btf_type_count(btf); i++) {
		const struct btf_type *type = btf_type_at(btf, i);

		if (type_is(type, BTF_KIND_DATASEC) && !strcmp(btf_name_of(btf, type), name)) {
			if (id)
				*id = i;
			return type;
		}
	}
	return NULL;
}

/* ---- DATASECs ---- */

struct variable_symbol {
	const char *name;
	uint64_t value;
	bool is_hidden;
};

struct variable_symbols {
	struct variable_symbol *entries;
	uint32_t count;
};

static int compare_variables(const void *left, const void *right)
{
	return strcmp(
		((const struct variable_symbol *)left)->name, ((const struct variable_symbol *)right)->name);
}

static bool is_global_variable(const struct elf_symbol *symbol)
{
	return symbol->type == STT_OBJECT && !symbol->is_special && symbol->section != SHN_UNDEF &&
	       (symbol->binding == STB_GLOBAL || symbol->binding == STB_WEAK);
}

static int collect_variables(struct reader *reader, struct variable_symbols *variables)
{
	struct elf_symbol symbol;

	variables->entries =
		arena_array(&reader->scratch, reader->symbols.count, sizeof(*variables->entries));
	if (!variables->entries)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
	for (uint32_t i = 1; i < reader->symbols.count; i++) {
		int code = reader_symbol(reader, i, &symbol);

		if (code)
			return code;
		if (is_global_variable(&symbol))
			variables->entries[variables->count++] = (struct variable_symbol){ symbol.name,
				symbol.value,
				symbol.visibility == STV_HIDDEN || symbol.visibility == STV_INTERNAL };
	}
	qsort(variables->entries, variables->count, sizeof(*variables->entries), compare_variables);
	return 0;
}

static int compare_offsets(const void *left, const void *right)
{
	uint32_t a = ((const struct btf_var_secinfo *)left)->offset;
	uint32_t b = ((const struct btf_var_secinfo *)right)->offset;

	return a < b ? -1 : a > b;
}

void reader_sort_datasec(struct btf_type *datasec)
{
	qsort(type_payload(datasec), btf_vlen(datasec), sizeof(struct btf_var_secinfo), compare_offsets);
}

/* Offset and linkage of one variable that other files may name. */
static int complete_variable(struct reader *reader, const struct variable_symbols *variables,
	const char *section, struct btf_var_secinfo *place, bool set_offset)
{
	struct btf_type *type = reader_type(reader, place->type);
	struct variable_symbol wanted, *symbol;
	struct btf_var *variable;

	if (!type || !type_is(type, BTF_KIND_VAR))
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE, .section = section),
			"DATASEC %s: type %u is no VAR", section, place->type);
	variable = type_payload(type);
	if (variable->linkage != BTF_VAR_GLOBAL_ALLOCATED)
		return 0;
	wanted.name = btf_name_of(reader->spec->btf, type);
	symbol = bsearch(&wanted, variables->entries, variables->count, sizeof(wanted), compare_variables);
	if (!symbol)
		return object_error_set(reader->err, -ENOENT, OBJECT_AT(PHASE, .section = section),
			"DATASEC %s: variable %s has no symbol", section, wanted.name);
	if (set_offset) {
		if (symbol->value > UINT32_MAX)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = section), "DATASEC %s: variable %s lies at %llu",
				section, wanted.name, (unsigned long long)symbol->value);
		place->offset = (uint32_t)symbol->value;
	}
	if (symbol->is_hidden)
		variable->linkage = BTF_VAR_STATIC;
	return 0;
}

static int check_datasec(struct reader *reader, const char *name, const struct btf_type *datasec)
{
	const struct btf_var_secinfo *places = type_payload(datasec);
	uint32_t end = 0;

	for (uint32_t i = 0; i < btf_vlen(datasec); i++) {
		if (places[i].offset < end || places[i].offset > datasec->size ||
			places[i].size > datasec->size - places[i].offset)
			return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT,
				OBJECT_AT(PHASE, .section = name),
				"DATASEC %s: variable %s, %u bytes at %u, overlaps the one before or the end "
				"at %u",
				name,
				btf_name_of(
					reader->spec->btf, btf_type_at(reader->spec->btf, places[i].type)),
				places[i].size, places[i].offset, datasec->size);
		end = places[i].offset + places[i].size;
	}
	return 0;
}

/* Those that the linker made have sizes and offsets already, and both must agree with ELF. */
static int complete_datasec(
	struct reader *reader, const struct variable_symbols *variables, struct btf_type *datasec)
{
	const char *name = btf_name_of(reader->spec->btf, datasec);
	const struct elf_section *section = elf_section_named(reader->elf, name);
	struct btf_var_secinfo *places = type_payload(datasec);
	bool is_open = !datasec->size;
	int code = 0;

	if (!section && is_open)
		return object_error_set(reader->err, -ENOENT, OBJECT_AT(PHASE, .section = name),
			"DATASEC %s: the file has no such section", name);
	if (section && (section->size > UINT32_MAX || datasec->size > section->size))
		return object_error_set(reader->err, -LIBBPF_ERRNO__FORMAT, OBJECT_AT(PHASE, .section = name),
			"DATASEC %s: %u bytes, the section has %llu", name, datasec->size,
			(unsigned long long)section->size);
	if (is_open)
		datasec->size = (uint32_t)section->size;
	for (uint32_t i = 0; i < btf_vlen(datasec) && !code; i++)
		code = complete_variable(reader, variables, name, &places[i], is_open);
	if (code)
		return code;
	reader_sort_datasec(datasec);
	return check_datasec(reader, name, datasec);
}

int complete_datasecs(struct reader *reader)
{
	struct variable_symbols variables = { 0 };
	const struct btf *btf = reader->spec->btf;

	for (uint32_t id = 1; btf && id < btf_type_count(btf); id++) {
		struct btf_type *type = reader_type(reader, id);
		const char *name = btf_name_of(btf, type);
		int code = 0;

		/* externs.c has laid out these two. */
		if (!type_is(type, BTF_KIND_DATASEC) || !strcmp(name, ".kconfig") || !strcmp(name, ".ksyms"))
			continue;
		if (!variables.entries)
			code = collect_variables(reader, &variables);
		if (!code)
			code = complete_datasec(reader, &variables, type);
		if (code)
			return code;
	}
	return 0;
}

/* ---- functions ---- */

static int compare_names(const void *left, const void *right)
{
	const struct program_spec *const *a = left, *const *b = right;

	return strcmp((*a)->name, (*b)->name);
}

static struct program_spec *find_program(struct program_spec **by_name, uint32_t count, const char *name)
{
	struct program_spec wanted = { .name = name }, *key = &wanted, **found;

	found = bsearch(&key, by_name, count, sizeof(*by_name), compare_names);
	return found ? *found : NULL;
}

/* DECL_TAG "exception_callback:NAME" on the function of an entry program. */
static int read_exception_callback(
	struct reader *reader, struct program_spec **by_name, const struct btf_type *tag)
{
	static const char prefix[] = "exception_callback:";
	const struct btf *btf = reader->spec->btf;
	const struct btf_decl_tag *place = type_payload(tag);
	const struct btf_type *function = btf_type_at(btf, tag->type);
	const char *value = btf_name_of(btf, tag);
	struct program_spec *program, *callback;

	if (strncmp(value, prefix, sizeof(prefix) - 1) || place->component_idx != -1 || !function ||
		!type_is(function, BTF_KIND_FUNC))
		return 0;
	program = find_program(by_name, reader->spec->program_count, btf_name_of(btf, function));
	if (!program || program->is_subprogram)
		return 0;
	callback = find_program(by_name, reader->spec->program_count, value + sizeof(prefix) - 1);
	if (!callback || !callback->is_subprogram || !callback->is_global || callback->is_hidden)
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .program = program->name,
				.remedy = "it must be a global function without SEC(), not hidden"),
			"program %s: exception callback %s is no global subprogram", program->name,
			value + sizeof(prefix) - 1);
	/* Refused when the program is loaded, if it is: the others of the file need not suffer. */
	program->has_callbacks = program->exception_callback != SPEC_NONE;
	program->exception_callback = (uint32_t)(callback - reader->programs);
	return 0;
}

static void join_function(struct reader *reader, struct program_spec **by_name, uint32_t id)
{
	struct btf_type *type = reader_type(reader, id);
	struct program_spec *program =
		find_program(by_name, reader->spec->program_count, btf_name_of(reader->spec->btf, type));

	if (!program || btf_vlen(type) == BTF_FUNC_EXTERN)
		return;
	program->function_id = id;
	/* The verifier must see callers, because it does not verify a hidden function by itself. */
	if (program->is_hidden && program->is_subprogram)
		type->info = type_info(BTF_KIND_FUNC, BTF_FUNC_STATIC, btf_kflag(type));
}

int read_function_ids(struct reader *reader)
{
	const struct btf *btf = reader->spec->btf;
	uint32_t count = reader->spec->program_count;
	struct program_spec **by_name;
	int code = 0;

	if (!btf || !count)
		return 0;
	by_name = arena_array(&reader->scratch, count, sizeof(*by_name));
	if (!by_name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_BTF);
	for (uint32_t i = 0; i < count; i++)
		by_name[i] = &reader->programs[i];
	qsort(by_name, count, sizeof(*by_name), compare_names);
	for (uint32_t id = 1; id < btf_type_count(btf) && !code; id++) {
		const struct btf_type *type = btf_type_at(btf, id);

		if (type_is(type, BTF_KIND_FUNC))
			join_function(reader, by_name, id);
		else if (type_is(type, BTF_KIND_DECL_TAG))
			code = read_exception_callback(reader, by_name, type);
	}
	return code;
}
