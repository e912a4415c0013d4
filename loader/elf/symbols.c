// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Symbol and relocation tables: libelf converts, here is checked what they point at. */
#include <errno.h>
#include <gelf.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "loader/elf/file.h"

/* A table of entries of known size, in native byte order; NULL data where it is empty. */
static int open_table(void **data, uint32_t *count, const struct elf_file *file,
	const struct elf_section *section, Elf_Type type, struct xsk_error *err)
{
	size_t entry_bytes = gelf_fsize(file->elf, type, 1, EV_CURRENT);
	size_t alignment = type == ELF_T_WORD || !file->is_64 ? 4 : 8;
	Elf_Data *table;

	*data = NULL;
	*count = 0;
	if (!section->bytes)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): a table without contents", file->name,
			section->index, section->name);
	if (section->flags & SHF_COMPRESSED)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): a compressed table", file->name,
			section->index, section->name);
	if (type != ELF_T_WORD && section->entry_bytes != entry_bytes)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): entries of %llu bytes, not %zu",
			file->name, section->index, section->name, (unsigned long long)section->entry_bytes,
			entry_bytes);
	if (section->size % entry_bytes || section->size / entry_bytes > UINT32_MAX / 2)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): its %llu bytes are no multiple of %zu",
			file->name, section->index, section->name, (unsigned long long)section->size,
			entry_bytes);
	if (section->offset % alignment)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): a table at misaligned offset %llu",
			file->name, section->index, section->name, (unsigned long long)section->offset);
	if (!section->size)
		return 0;
	table = elf_getdata(elf_getscn(file->elf, section->index), NULL);
	if (!table || !table->d_buf || table->d_size < section->size)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): libelf: %s", file->name, section->index,
			section->name, elf_errmsg(-1));
	*data = table;
	*count = (uint32_t)(section->size / entry_bytes);
	return 0;
}

static int open_strings(struct elf_symbols *symbols, struct xsk_error *err)
{
	const struct elf_section *strings = elf_section_at(symbols->file, symbols->section->link);

	if (!strings || strings->type != SHT_STRTAB || !strings->bytes)
		return error_set(err, -ENOEXEC,
			"%s: section %u (%s): section %u, which should hold its names, is no "
			"string table",
			symbols->file->name, symbols->section->index, symbols->section->name,
			symbols->section->link);
	if (!strings->size || strings->bytes[strings->size - 1])
		return error_set(err, -ENOEXEC,
			"%s: section %u (%s): a string table that does not end with NUL", symbols->file->name,
			strings->index, strings->name);
	symbols->strings = strings;
	return 0;
}

/* Where the file has 65280 sections and more, their indices stand in a table beside the symbols. */
static int open_extended(struct elf_symbols *symbols, struct xsk_error *err)
{
	const struct elf_section *section = NULL;
	uint32_t count;
	int code;

	while ((section = elf_section_typed(symbols->file, SHT_SYMTAB_SHNDX, section))) {
		if (section->link != symbols->section->index)
			continue;
		code = open_table(&symbols->extended, &count, symbols->file, section, ELF_T_WORD, err);
		if (code)
			return code;
		if (count < symbols->count)
			return error_set(err, -ENOEXEC,
				"%s: section %u (%s): %u section indices for %u symbols", symbols->file->name,
				section->index, section->name, count, symbols->count);
		return 0;
	}
	return 0;
}

int elf_symbols_of(struct elf_symbols *symbols, const struct elf_file *file,
	const struct elf_section *section, struct xsk_error *err)
{
	int code;

	*symbols = (struct elf_symbols){ .file = file, .section = section };
	if (section->type != SHT_SYMTAB && section->type != SHT_DYNSYM)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): no symbol table", file->name,
			section->index, section->name);
	code = open_strings(symbols, err);
	if (!code)
		code = open_table(&symbols->data, &symbols->count, file, section, ELF_T_SYM, err);
	if (!code)
		code = open_extended(symbols, err);
	return code;
}

int elf_symbol_at(
	const struct elf_symbols *symbols, uint32_t index, struct elf_symbol *symbol, struct xsk_error *err)
{
	const struct elf_file *file = symbols->file;
	Elf32_Word extended = 0;
	GElf_Sym raw;

	if (index >= symbols->count)
		return error_set(
			err, -ENOEXEC, "%s: symbol %u: the table has %u", file->name, index, symbols->count);
	if (!gelf_getsymshndx(symbols->data, symbols->extended, (int)index, &raw, &extended))
		return error_set(
			err, -ENOEXEC, "%s: symbol %u: libelf: %s", file->name, index, elf_errmsg(-1));
	if (raw.st_name >= symbols->strings->size)
		return error_set(err, -ENOEXEC, "%s: symbol %u: its name lies beyond the string table",
			file->name, index);
	*symbol = (struct elf_symbol){
		.name = (const char *)symbols->strings->bytes + raw.st_name,
		.value = raw.st_value,
		.size = raw.st_size,
		.index = index,
		.section = raw.st_shndx,
		.type = GELF_ST_TYPE(raw.st_info),
		.binding = GELF_ST_BIND(raw.st_info),
		.visibility = GELF_ST_VISIBILITY(raw.st_other),
	};
	if (raw.st_shndx == SHN_XINDEX) {
		if (!symbols->extended)
			return error_set(err, -ENOEXEC,
				"%s: symbol %u (%s): an extended section index, but no table "
				"of them",
				file->name, index, symbol->name);
		symbol->section = extended;
	} else if (raw.st_shndx >= SHN_LORESERVE) {
		symbol->is_special = true;
		return 0;
	}
	if (symbol->section >= file->section_count)
		return error_set(err, -ENOEXEC, "%s: symbol %u (%s): in section %u, the file has %u",
			file->name, index, symbol->name, symbol->section, file->section_count);
	return 0;
}

int elf_relocations_of(struct elf_relocations *relocations, const struct elf_symbols *symbols,
	const struct elf_section *section, struct xsk_error *err)
{
	const struct elf_file *file = symbols->file;

	*relocations = (struct elf_relocations){ .file = file, .section = section, .symbols = symbols };
	if (section->type != SHT_REL && section->type != SHT_RELA)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): no relocation table", file->name,
			section->index, section->name);
	if (section->link != symbols->section->index)
		return error_set(err, -ENOEXEC,
			"%s: section %u (%s): its symbols are in section %u, not in %u (%s)", file->name,
			section->index, section->name, section->link, symbols->section->index,
			symbols->section->name);
	relocations->target = elf_section_at(file, section->info);
	if (!section->info || !relocations->target)
		return error_set(err, -ENOEXEC, "%s: section %u (%s): relocates section %u, the file has %u",
			file->name, section->index, section->name, section->info, file->section_count);
	return open_table(&relocations->data, &relocations->count, file, section,
		section->type == SHT_REL ? ELF_T_REL : ELF_T_RELA, err);
}

int elf_relocation_at(const struct elf_relocations *relocations, uint32_t index,
	struct elf_relocation *relocation, struct xsk_error *err)
{
	const struct elf_section *section = relocations->section;
	const char *name = relocations->file->name;
	GElf_Rela raw = { 0 };
	GElf_Rel rel;

	if (index >= relocations->count)
		return error_set(err, -ENOEXEC, "%s: relocation %u of %s: the table has %u", name, index,
			section->name, relocations->count);
	if (section->type == SHT_RELA) {
		if (!gelf_getrela(relocations->data, (int)index, &raw))
			return error_set(err, -ENOEXEC, "%s: relocation %u of %s: libelf: %s", name, index,
				section->name, elf_errmsg(-1));
	} else {
		if (!gelf_getrel(relocations->data, (int)index, &rel))
			return error_set(err, -ENOEXEC, "%s: relocation %u of %s: libelf: %s", name, index,
				section->name, elf_errmsg(-1));
		raw.r_offset = rel.r_offset;
		raw.r_info = rel.r_info;
	}
	*relocation = (struct elf_relocation){
		.offset = raw.r_offset,
		.symbol = (uint32_t)GELF_R_SYM(raw.r_info),
		.type = (uint32_t)GELF_R_TYPE(raw.r_info),
		.addend = raw.r_addend,
	};
	if (relocation->offset >= relocations->target->size)
		return error_set(err, -ENOEXEC, "%s: relocation %u of %s: offset %llu, %s has %llu bytes",
			name, index, section->name, (unsigned long long)relocation->offset,
			relocations->target->name, (unsigned long long)relocations->target->size);
	if (relocation->symbol >= relocations->symbols->count)
		return error_set(err, -ENOEXEC, "%s: relocation %u of %s: symbol %u, the file has %u", name,
			index, section->name, relocation->symbol, relocations->symbols->count);
	return 0;
}
