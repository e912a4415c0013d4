/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Versions of dynamic symbols: .gnu.version gives each a number, .gnu.version_d the numbers their names. */
#ifndef LOADER_ELF_VERSIONS_H
#define LOADER_ELF_VERSIONS_H

#include "loader/elf/file.h"

struct elf_versions {
	const struct elf_file *file;
	const struct elf_section *numbers;     /* NULL: the file has no versions */
	const struct elf_section *definitions; /* NULL: none defined */
};

/* Finds the two sections. 0 also where there are none; -ENOEXEC with a line for sizes that cannot be. */
int elf_versions_of(struct elf_versions *versions, const struct elf_file *file, struct xsk_error *err);

/* Has the dynamic symbol of that index the version @name? @default_only: and is it the default one ("@@")? */
bool elf_version_is(
	const struct elf_versions *versions, uint32_t symbol, const char *name, bool default_only);

#endif
