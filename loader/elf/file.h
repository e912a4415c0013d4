/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * An ELF file seen through libelf: sections, symbols and relocations by index, each checked against the file
 * before it is handed out. Both classes and both byte orders. No BPF knowledge; no recursion; nothing that
 * the file says is used as a length or an index before it was compared with what is there.
 *
 *	elf_file_open ---> sections[0..section_count)     read and checked once, at open
 *	elf_symbols_of --> elf_symbol_at(i)               numbers in native order, name inside the string
 * table elf_relocations_of --> elf_relocation_at(i)
 *
 * Names and bytes point into the file (or the caller's memory) and are valid until elf_file_close().
 */
#ifndef LOADER_ELF_FILE_H
#define LOADER_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

struct elf_section {
	const char *name;     /* "" where the file gives none; always ends inside its string table */
	const uint8_t *bytes; /* NULL for SHT_NOBITS and SHT_NULL */
	uint64_t size;        /* bytes[0..size) lie in the file, unless bytes is NULL */
	uint64_t flags, address, offset, alignment, entry_bytes;
	uint32_t index, type, link, info;
};

struct elf_file {
	const char *name;     /* the path, or what the caller calls the memory; for messages */
	const uint8_t *bytes; /* the whole file */
	size_t size;
	bool is_64, is_big_endian;
	uint16_t type, machine;
	struct elf_section *sections; /* by ELF index; [0] is the empty one */
	uint32_t section_count;
	/* Private from here. */
	void *elf;
	void *mapping, *copy; /* one of them, or neither: the caller's memory */
};

/*
 * -ENOENT and so on as the system says; -ENOEXEC: no ELF file, or one whose tables do not hold together;
 * -ENOMEM. The line says which table or section and what is wrong with it. *@file is NULL on failure.
 */
int elf_file_open(struct elf_file **file, const char *path, struct xsk_error *err);
/* @bytes stay the caller's and unchanged until elf_file_close(); any alignment. @name is copied. */
int elf_file_from_memory(
	struct elf_file **file, const void *bytes, size_t size, const char *name, struct xsk_error *err);
void elf_file_close(struct elf_file *file);

/* The file's byte order is not the machine's. */
bool elf_file_is_foreign(const struct elf_file *file);

/* The section of that index, or NULL where the file has none. */
const struct elf_section *elf_section_at(const struct elf_file *file, uint32_t index);
/* The first section of that name, or of that type after @after (NULL: from the start); NULL when there is
 * none. */
const struct elf_section *elf_section_named(const struct elf_file *file, const char *name);
const struct elf_section *elf_section_typed(
	const struct elf_file *file, uint32_t type, const struct elf_section *after);

struct elf_symbol {
	const char *name; /* "" where it has none */
	uint64_t value, size;
	uint32_t index;   /* in its table */
	uint32_t section; /* index, SHN_XINDEX resolved: below section_count, or SHN_UNDEF, or is_special */
	bool is_special;  /* SHN_ABS, SHN_COMMON or another reserved value, which then stands in section */
	uint8_t type, binding, visibility; /* STT_, STB_, STV_ */
};

/* A symbol table, and with it the string table and the table of extended indices that belong to it. */
struct elf_symbols {
	const struct elf_file *file;
	const struct elf_section *section, *strings;
	uint32_t count;
	void *data, *extended; /* private */
};

/* @section is of type SHT_SYMTAB or SHT_DYNSYM. -ENOEXEC with a line. */
int elf_symbols_of(struct elf_symbols *symbols, const struct elf_file *file,
	const struct elf_section *section, struct xsk_error *err);
/* -ENOEXEC: index beyond the table, name outside the strings, section index beyond the file. */
int elf_symbol_at(
	const struct elf_symbols *symbols, uint32_t index, struct elf_symbol *symbol, struct xsk_error *err);

struct elf_relocation {
	uint64_t offset; /* in the section that is relocated: below its size */
	uint32_t symbol; /* below symbols.count of the table that section.link names */
	uint32_t type;
	int64_t addend; /* 0 in SHT_REL */
};

/* A relocation section, the section it applies to, the symbols it uses. */
struct elf_relocations {
	const struct elf_file *file;
	const struct elf_section *section, *target;
	const struct elf_symbols *symbols;
	uint32_t count;
	void *data; /* private */
};

/* @section is of type SHT_REL or SHT_RELA; its sh_link must be @symbols' section. -ENOEXEC with a line. */
int elf_relocations_of(struct elf_relocations *relocations, const struct elf_symbols *symbols,
	const struct elf_section *section, struct xsk_error *err);
/* -ENOEXEC: offset outside the target section, symbol outside the table. */
int elf_relocation_at(const struct elf_relocations *relocations, uint32_t index,
	struct elf_relocation *relocation, struct xsk_error *err);

#endif
