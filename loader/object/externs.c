// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Externs: what the object expects from outside. Symbols without a section that the BTF lists in .kconfig
 * (the kernel's configuration, which becomes a map) or .ksyms (variables and functions of the kernel).
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_EXTERNS

/* The VAR or FUNC of each name that .kconfig and .ksyms list. */
struct declaration {
	const char *name;
	uint32_t id;
	bool is_kconfig;
};

struct declarations {
	struct declaration *entries;
	uint32_t count;
};

static bool is_extern(const struct elf_symbol *symbol)
{
	return symbol->section == SHN_UNDEF && !symbol->is_special && symbol->type == STT_NOTYPE &&
	       (symbol->binding == STB_GLOBAL || symbol->binding == STB_WEAK) && symbol->name[0];
}

static int compare_declarations(const void *left, const void *right)
{
	return strcmp(((const struct declaration *)left)->name, ((const struct declaration *)right)->name);
}

static void add_declarations(struct declarations *declarations, const struct btf *btf,
	const struct btf_type *datasec, bool is_kconfig)
{
	const struct btf_var_secinfo *places = datasec ? type_payload(datasec) : NULL;

	for (uint32_t i = 0; datasec && i < btf_vlen(datasec); i++)
		declarations->entries[declarations->count++] =
			(struct declaration){ btf_name_of(btf, btf_type_at(btf, places[i].type)),
				places[i].type, is_kconfig };
}

static int collect_declarations(struct reader *reader, struct declarations *declarations)
{
	const struct btf *btf = reader->spec->btf;
	const struct btf_type *kconfig = reader_datasec(reader, ".kconfig", NULL);
	const struct btf_type *ksyms = reader_datasec(reader, ".ksyms", NULL);
	size_t room = (kconfig ? btf_vlen(kconfig) : 0) + (ksyms ? btf_vlen(ksyms) : 0);

	*declarations = (struct declarations){ .entries = arena_array(
						       &reader->scratch, room, sizeof(struct declaration)) };
	if (!declarations->entries)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_EXTERNS);
	add_declarations(declarations, btf, kconfig, true);
	add_declarations(declarations, btf, ksyms, false);
	qsort(declarations->entries, declarations->count, sizeof(struct declaration), compare_declarations);
	return 0;
}

static bool says_extern(const struct btf_type *type)
{
	return type_is(type, BTF_KIND_VAR)
		       ? ((const struct btf_var *)type_payload(type))->linkage == BTF_VAR_GLOBAL_EXTERN
		       : btf_vlen(type) == BTF_FUNC_EXTERN;
}

static bool is_in_datasec(const struct btf *btf, uint32_t wanted)
{
	for (uint32_t id = 1; id < btf_type_count(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);
		const struct btf_var_secinfo *places = type_payload(type);

		for (uint32_t i = 0; type_is(type, BTF_KIND_DATASEC) && i < btf_vlen(type); i++)
			if (places[i].type == wanted)
				return true;
	}
	return false;
}

/* libbpf's codes: defined in this very file, in no section at all, in a section that is not for externs. */
static int code_for_undeclared(const struct btf *btf, uint32_t id)
{
	if (!says_extern(btf_type_at(btf, id)))
		return -EINVAL;
	return is_in_datasec(btf, id) ? -ENOTSUP : -ENOENT;
}

/* An extern of the file that the two DATASECs do not list: found in the BTF elsewhere, or not at all. */
static int undeclared(struct reader *reader, const struct elf_symbol *symbol)
{
	const struct btf *btf = reader->spec->btf;

	for (uint32_t id = 1; id < btf_type_count(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);

		if (!type_in(type, KIND_BIT(BTF_KIND_VAR) | KIND_BIT(BTF_KIND_FUNC)) ||
			strcmp(btf_name_of(btf, type), symbol->name))
			continue;
		/* bpf-gcc 12 describes no function as extern, and puts none into .ksyms. */
		return object_error_set(reader->err, code_for_undeclared(btf, id),
			OBJECT_AT(PHASE, .relocation = symbol->name,
				.remedy = "declare it with __kconfig or __ksym, or link the file that "
					  "defines it"),
			"extern %s: neither in .kconfig nor in .ksyms", symbol->name);
	}
	return object_error_set(reader->err, -ENOENT,
		OBJECT_AT(PHASE, .relocation = symbol->name,
			.remedy = "declare it with __kconfig or __ksym, or link the file that defines it"),
		"extern %s: the BTF does not describe it", symbol->name);
}

/* ---- .kconfig: types, and the layout of the map ---- */

static bool is_named_tristate(const struct btf *btf, const struct btf_type *type)
{
	return !strcmp(btf_name_of(btf, type), "libbpf_tristate");
}

static bool classify_int(const struct btf_type *type, struct extern_spec *ext)
{
	uint32_t encoding = BTF_INT_ENCODING(*(const uint32_t *)type_payload(type));

	ext->is_signed = encoding & BTF_INT_SIGNED;
	if (encoding & BTF_INT_BOOL) {
		ext->type = KCONFIG_BOOL;
		return type->size == 1;
	}
	ext->type = type->size == 1 ? KCONFIG_CHARACTER : KCONFIG_INTEGER;
	return type->size >= 1 && type->size <= 8 && !(type->size & (type->size - 1));
}

/* char, whatever its sign, after modifiers and typedefs. */
static bool is_character(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &id);

	return type && type_is(type, BTF_KIND_INT) && type->size == 1 &&
	       !(BTF_INT_ENCODING(*(const uint32_t *)type_payload(type)) & BTF_INT_BOOL);
}

static bool classify_kconfig(const struct btf *btf, uint32_t type_id, struct extern_spec *ext)
{
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &type_id);

	if (!type)
		return false;
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		return classify_int(type, ext);
	case BTF_KIND_ENUM:
		ext->type = KCONFIG_TRISTATE;
		return type->size == 4 && is_named_tristate(btf, type);
	case BTF_KIND_ENUM64:
		ext->type = KCONFIG_TRISTATE;
		return is_named_tristate(btf, type);
	case BTF_KIND_ARRAY: {
		const struct btf_array *array = type_payload(type);

		ext->type = KCONFIG_TEXT;
		return array->nelems && is_character(btf, array->type);
	}
	}
	return false;
}

static int read_kconfig_extern(
	struct reader *reader, struct extern_spec *ext, const struct btf_type *variable)
{
	const struct btf *btf = reader->spec->btf;
	const struct object_place *place = OBJECT_AT(PHASE, .section = ".kconfig", .relocation = ext->name,
		.remedy = "allowed are bool, char, integers, enum libbpf_tristate, char arrays");
	int64_t size;
	int alignment;

	if (!type_is(variable, BTF_KIND_VAR))
		return object_error_set(
			reader->err, -ENOTSUP, place, "extern %s: a function, in .kconfig", ext->name);
	ext->kind = EXTERN_KCONFIG;
	ext->type_id = variable->type;
	size = btf__resolve_size(btf, variable->type);
	if (size <= 0 || size > INT32_MAX)
		return object_error_set(reader->err, size < 0 ? (int)size : -EINVAL, place,
			"extern %s: its type has no size", ext->name);
	alignment = btf__align_of(btf, variable->type);
	if (alignment <= 0)
		return object_error_set(
			reader->err, -EINVAL, place, "extern %s: its type has no alignment", ext->name);
	if (!classify_kconfig(btf, variable->type, ext))
		return object_error_set(reader->err, -ENOTSUP, place,
			"extern %s: its type cannot hold a configuration value", ext->name);
	ext->size = (uint32_t)size;
	ext->alignment = (uint32_t)alignment;
	return 0;
}

static int lay_out_kconfig(struct reader *reader)
{
	uint64_t offset = 0;

	for (uint32_t i = 0; i < reader->spec->extern_count && reader->externs[i].kind == EXTERN_KCONFIG;
		i++) {
		struct extern_spec *ext = &reader->externs[i];

		offset = (offset + ext->alignment - 1) / ext->alignment * ext->alignment;
		ext->offset = (uint32_t)offset;
		offset += ext->size;
		if (offset > INT32_MAX)
			return object_error_set(reader->err, -E2BIG,
				OBJECT_AT(PHASE, .section = ".kconfig", .relocation = ext->name),
				"extern %s: .kconfig grows beyond 2 GB", ext->name);
	}
	return 0;
}

/* ---- .ksyms ---- */

static int read_ksym_extern(struct extern_spec *ext, const struct btf *btf, const struct btf_type *declared)
{
	uint32_t id = declared->type;
	const struct btf_type *type;

	if (type_is(declared, BTF_KIND_FUNC)) {
		ext->kind = EXTERN_KSYM_FUNCTION;
		ext->type_id = declared->type;
		return 0;
	}
	type = btf_skip_mods_and_typedefs(btf, &id);
	ext->kind = type && id ? EXTERN_KSYM_VARIABLE : EXTERN_KSYM_UNTYPED;
	ext->type_id = id;
	return type ? 0 : -EINVAL;
}

static int fill_extern(struct reader *reader, struct extern_spec *ext, const struct elf_symbol *symbol,
	const struct declaration *declaration)
{
	const struct btf *btf = reader->spec->btf;
	const struct btf_type *declared = btf_type_at(btf, declaration->id);

	*ext = (struct extern_spec){
		.name = reader_text(reader, symbol->name),
		.essential_len = btf_essential_length(symbol->name),
		.is_weak = symbol->binding == STB_WEAK,
		.symbol = symbol->index,
		.btf_id = declaration->id,
	};
	if (!ext->name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_EXTERNS);
	if (!says_extern(declared))
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE, .relocation = ext->name),
			"extern %s: its BTF does not say extern", ext->name);
	if (declaration->is_kconfig)
		return read_kconfig_extern(reader, ext, declared);
	if (read_ksym_extern(ext, btf, declared))
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .section = ".ksyms", .relocation = ext->name),
			"extern %s: its type nests too deep", ext->name);
	return 0;
}

/* Kconfig first, laid out by alignment, size, name; then the others by name. */
static int compare_externs(const void *left, const void *right)
{
	const struct extern_spec *a = left, *b = right;

	if ((a->kind == EXTERN_KCONFIG) != (b->kind == EXTERN_KCONFIG))
		return a->kind == EXTERN_KCONFIG ? -1 : 1;
	if (a->kind == EXTERN_KCONFIG && a->alignment != b->alignment)
		return a->alignment > b->alignment ? -1 : 1;
	if (a->kind == EXTERN_KCONFIG && a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int count_externs(struct reader *reader, uint32_t *count)
{
	struct elf_symbol symbol;

	*count = 0;
	for (uint32_t i = 1; i < reader->symbols.count; i++) {
		int code = reader_symbol(reader, i, &symbol);

		if (code)
			return code;
		*count += is_extern(&symbol);
	}
	return 0;
}

static int collect_externs(struct reader *reader, const struct declarations *declarations, uint32_t count)
{
	struct elf_symbol symbol;

	reader->externs = arena_array(reader->arena, count, sizeof(*reader->externs));
	if (!reader->externs)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_EXTERNS);
	reader->spec->externs = reader->externs;
	for (uint32_t i = 1; i < reader->symbols.count && reader->spec->extern_count < count; i++) {
		struct declaration wanted, *declaration;
		int code = reader_symbol(reader, i, &symbol);

		if (code)
			return code;
		if (!is_extern(&symbol))
			continue;
		wanted.name = symbol.name;
		declaration = bsearch(&wanted, declarations->entries, declarations->count, sizeof(wanted),
			compare_declarations);
		code = declaration ? fill_extern(reader, &reader->externs[reader->spec->extern_count++],
					     &symbol, declaration)
				   : undeclared(reader, &symbol);
		if (code)
			return code;
	}
	qsort(reader->externs, count, sizeof(*reader->externs), compare_externs);
	return 0;
}

int read_externs(struct reader *reader)
{
	struct declarations declarations;
	uint32_t count;
	int code;

	/* Without BTF, open_btf() has made sure that there is none. */
	if (!reader->spec->btf)
		return 0;
	code = count_externs(reader, &count);
	if (code || !count)
		return code;
	code = collect_declarations(reader, &declarations);
	if (!code)
		code = collect_externs(reader, &declarations, count);
	if (!code)
		code = lay_out_kconfig(reader);
	if (!code)
		code = rewrite_extern_datasecs(reader);
	return code;
}
