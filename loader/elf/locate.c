// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/elf/locate.h"

#include <errno.h>
#include <gelf.h>
#include <string.h>

#include "base/error.h"
#include "loader/elf/versions.h"

int elf_offset_of(const struct elf_file *file, uint64_t address, uint64_t *offset)
{
	size_t count;

	if (elf_getphdrnum(file->elf, &count))
		return -ENOENT;
	for (size_t i = 0; i < count && i < INT32_MAX; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(file->elf, (int)i, &segment) || segment.p_type != PT_LOAD)
			continue;
		if (address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz &&
			segment.p_offset <= file->size) {
			*offset = address - segment.p_vaddr + segment.p_offset;
			return *offset < file->size ? 0 : -ENOENT;
		}
	}
	return -ENOENT;
}

static bool is_function(const struct elf_symbol *symbol)
{
	return (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC) && !symbol->is_special &&
	       symbol->section != SHN_UNDEF && *symbol->name;
}

/* Object files have no segments: there a symbol's value counts from its section. */
static int offset_of_symbol(const struct elf_file *file, const struct elf_symbol *symbol, uint64_t *offset)
{
	const struct elf_section *section = elf_section_at(file, symbol->section);

	if (file->type == ET_REL) {
		if (!section || symbol->value >= section->size)
			return -ENOENT;
		*offset = section->offset + symbol->value;
		return 0;
	}
	return elf_offset_of(file, symbol->value, offset);
}

static int each_in_table(const struct elf_file *file, uint32_t type,
	int (*visit)(void *context, const struct elf_symbol *symbol, uint64_t offset), void *context,
	struct xsk_error *err)
{
	const struct elf_section *section = elf_section_typed(file, type, NULL);
	struct elf_symbols symbols;
	int code;

	if (!section)
		return 0;
	code = elf_symbols_of(&symbols, file, section, err);
	for (uint32_t i = 0; i < symbols.count && !code; i++) {
		struct elf_symbol symbol;
		uint64_t offset;

		code = elf_symbol_at(&symbols, i, &symbol, err);
		if (!code && is_function(&symbol) && !offset_of_symbol(file, &symbol, &offset))
			code = visit(context, &symbol, offset);
	}
	return code;
}

int elf_each_function(const struct elf_file *file,
	int (*visit)(void *context, const struct elf_symbol *symbol, uint64_t offset), void *context,
	struct xsk_error *err)
{
	int code = each_in_table(file, SHT_SYMTAB, visit, context, err);

	return code ? code : each_in_table(file, SHT_DYNSYM, visit, context, err);
}

/* The best function of a name so far. */
struct search {
	const char *name;
	size_t name_len; /* without the version */
	struct elf_versions versions;
	const char *version; /* NULL: any */
	bool default_only;
	bool in_dynamic; /* versions belong to .dynsym only */
	int rank;        /* of the best: 0 none, 1 local, 2 weak, 3 global */
	uint64_t offset;
	bool ambiguous;
};

static int rank_of(const struct elf_symbol *symbol)
{
	return symbol->binding == STB_LOCAL ? 1 : symbol->binding == STB_WEAK ? 2 : 3;
}

static bool has_name(const struct search *search, const struct elf_symbol *symbol)
{
	const char *at = strchr(symbol->name, '@'); /* some linkers write the version into .symtab's name */
	size_t len = at ? (size_t)(at - symbol->name) : strlen(symbol->name);

	if (len != search->name_len || memcmp(symbol->name, search->name, len) != 0)
		return false;
	if (!search->version)
		return true;
	if (!search->in_dynamic)
		return at && strcmp(at + 1 + (at[1] == '@'), search->version) == 0 &&
		       (!search->default_only || at[1] == '@');
	return elf_version_is(&search->versions, symbol->index, search->version, search->default_only);
}

static int consider(void *context, const struct elf_symbol *symbol, uint64_t offset)
{
	struct search *search = context;
	int rank = rank_of(symbol);

	if (!has_name(search, symbol) || rank < search->rank)
		return 0;
	if (rank == search->rank && offset != search->offset)
		search->ambiguous = true;
	if (rank > search->rank) {
		search->rank = rank;
		search->offset = offset;
		search->ambiguous = false;
	}
	return 0;
}

int elf_function_offset(
	const struct elf_file *file, const char *name, uint64_t *offset, struct xsk_error *err)
{
	const char *at = strchr(name, '@');
	struct search search = {
		.name = name,
		.name_len = at ? (size_t)(at - name) : strlen(name),
		.version = at ? at + 1 + (at[1] == '@') : NULL,
		.default_only = at && at[1] == '@',
	};
	int code = each_in_table(file, SHT_SYMTAB, consider, &search, err);

	if (!code && search.version)
		code = elf_versions_of(&search.versions, file, err);
	search.in_dynamic = true;
	if (!code)
		code = each_in_table(file, SHT_DYNSYM, consider, &search, err);
	if (code)
		return code;
	if (!search.rank)
		return error_set(err, -ENOENT, "%s has no function '%s'", file->name, name);
	if (search.ambiguous)
		return error_set(err, -ESRCH, "%s has several functions '%s': give a version or an offset",
			file->name, name);
	*offset = search.offset;
	return 0;
}
