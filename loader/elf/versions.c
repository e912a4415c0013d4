// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Formats: Linux Standard Base, "Symbol Versioning"; structures Elf64_Versym, Elf64_Verdef, Elf64_Verdaux. */
#include "loader/elf/versions.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"

enum { VERSION_HIDDEN = 0x8000, VERSION_MASK = 0x7fff };

int elf_versions_of(struct elf_versions *versions, const struct elf_file *file, struct xsk_error *err)
{
	versions->file = file;
	versions->numbers = elf_section_typed(file, SHT_GNU_versym, NULL);
	versions->definitions = elf_section_typed(file, SHT_GNU_verdef, NULL);
	if (versions->numbers && (!versions->numbers->bytes || versions->numbers->size % sizeof(Elf64_Half)))
		return error_set(
			err, -ENOEXEC, "%s: .gnu.version is no table of symbol versions", file->name);
	if (versions->definitions && !versions->definitions->bytes)
		versions->definitions = NULL;
	return 0;
}

static uint16_t half(const struct elf_versions *versions, const void *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	return versions->file->is_big_endian ? be16toh(value) : le16toh(value);
}

static uint32_t word(const struct elf_versions *versions, const void *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return versions->file->is_big_endian ? be32toh(value) : le32toh(value);
}

/* A string of the definitions' string table, or NULL. */
static const char *string_at(const struct elf_versions *versions, uint32_t offset)
{
	const struct elf_section *strings = elf_section_at(versions->file, versions->definitions->link);

	if (!strings || !strings->bytes || offset >= strings->size ||
		!memchr(strings->bytes + offset, 0, strings->size - offset))
		return NULL;
	return (const char *)strings->bytes + offset;
}

/* The name of a version number; the chain of definitions is followed forward only, so that it ends. */
static const char *name_of(const struct elf_versions *versions, uint16_t number)
{
	const struct elf_section *section = versions->definitions;
	uint64_t at = 0;

	while (section && section->size >= sizeof(Elf64_Verdef) &&
		at <= section->size - sizeof(Elf64_Verdef)) {
		const uint8_t *definition = section->bytes + at;
		uint32_t next = word(versions, definition + offsetof(Elf64_Verdef, vd_next));
		uint64_t name = at + word(versions, definition + offsetof(Elf64_Verdef, vd_aux));

		if ((half(versions, definition + offsetof(Elf64_Verdef, vd_ndx)) & VERSION_MASK) == number) {
			if (name > section->size - sizeof(Elf64_Verdaux))
				return NULL;
			return string_at(versions, word(versions, section->bytes + name));
		}
		if (!next)
			return NULL;
		at += next;
	}
	return NULL;
}

bool elf_version_is(const struct elf_versions *versions, uint32_t symbol, const char *name, bool default_only)
{
	const char *found;
	uint16_t number;

	if (!versions->numbers || symbol >= versions->numbers->size / sizeof(Elf64_Half))
		return false;
	number = half(versions, versions->numbers->bytes + symbol * sizeof(Elf64_Half));
	if (default_only && number & VERSION_HIDDEN)
		return false;
	found = name_of(versions, number & VERSION_MASK);
	return found && strcmp(found, name) == 0;
}
