/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Where in a file the code of a symbol lies: names with versions, patterns, virtual addresses. */
#ifndef LOADER_ELF_LOCATE_H
#define LOADER_ELF_LOCATE_H

#include "loader/elf/file.h"

/*
 * File offset of a virtual address, by the segments that are loaded from the file. -ENOENT: none holds it.
 */
int elf_offset_of(const struct elf_file *file, uint64_t address, uint64_t *offset);

/*
 * File offset of a function. @name may carry a version: "read@GLIBC_2.2.5", or "read@@GLIBC_2.2.5" for the default
 * one only. .symtab and .dynsym are searched, either may lack. A global symbol wins over a weak one, a weak one over
 * a local one.
 * -ENOENT: no such function; -ESRCH with a line: several that are equally good, at different places.
 */
int elf_function_offset(
	const struct elf_file *file, const char *name, uint64_t *offset, struct xsk_error *err);

/*
 * Calls @visit for each function of the file, with its name and file offset, until it returns other than 0, which is
 * then the result. A function that stands in both tables is seen twice.
 */
int elf_each_function(const struct elf_file *file,
	int (*visit)(void *context, const struct elf_symbol *symbol, uint64_t offset), void *context,
	struct xsk_error *err);

#endif
