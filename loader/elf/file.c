// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Opening an ELF file and checking its section table. A file is mapped unless it is small, so that bytes
 * that nobody looks at (DWARF is most of an object) are never read.
 */
#include "loader/elf/file.h"

#include <endian.h>
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"

enum { SMALL_BYTES = 16384 };

/* Whether a table of strings ends with NUL, so that every offset in it begins a string. */
static bool is_string_table(const struct elf_section *section)
{
	return section && section->type == SHT_STRTAB && section->bytes && section->size &&
	       section->bytes[section->size - 1] == '\0';
}

static int check_identity(const struct elf_file *file, struct xsk_error *err)
{
	const uint8_t *ident = file->bytes;

	if (file->size < EI_NIDENT || memcmp(ident, ELFMAG, SELFMAG))
		return error_set(err, -ENOEXEC, "%s: not an ELF file", file->name);
	if (ident[EI_CLASS] != ELFCLASS64 && ident[EI_CLASS] != ELFCLASS32)
		return error_set(err, -ENOEXEC, "%s: unknown ELF class %u", file->name, ident[EI_CLASS]);
	if (ident[EI_DATA] != ELFDATA2LSB && ident[EI_DATA] != ELFDATA2MSB)
		return error_set(err, -ENOEXEC, "%s: unknown byte order %u", file->name, ident[EI_DATA]);
	if (ident[EI_VERSION] != EV_CURRENT)
		return error_set(err, -ENOEXEC, "%s: unknown ELF version %u", file->name, ident[EI_VERSION]);
	return 0;
}

static int read_header(struct elf_file *file, GElf_Ehdr *header, struct xsk_error *err)
{
	size_t entry_bytes, alignment;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return error_set(err, -ENOEXEC, "%s: libelf: %s", file->name, elf_errmsg(-1));
	/* libelf writes to the memory only where it is asked to update the file. */
	file->elf = elf_memory((char *)file->bytes, file->size);
	if (!file->elf || !gelf_getehdr(file->elf, header))
		return error_set(err, -ENOEXEC, "%s: libelf: %s", file->name, elf_errmsg(-1));
	file->is_64 = file->bytes[EI_CLASS] == ELFCLASS64;
	file->is_big_endian = file->bytes[EI_DATA] == ELFDATA2MSB;
	file->type = header->e_type;
	file->machine = header->e_machine;
	if (header->e_version != EV_CURRENT)
		return error_set(err, -ENOEXEC, "%s: unknown ELF version %u", file->name, header->e_version);
	entry_bytes = file->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	alignment = file->is_64 ? 8 : 4;
	if (!header->e_shoff)
		return 0;
	if (header->e_shentsize != entry_bytes)
		return error_set(err, -ENOEXEC, "%s: section headers of %u bytes, not %zu", file->name,
			header->e_shentsize, entry_bytes);
	if (header->e_shoff % alignment)
		return error_set(err, -ENOEXEC, "%s: section headers at misaligned offset %llu", file->name,
			(unsigned long long)header->e_shoff);
	if (header->e_shoff > file->size || file->size - header->e_shoff < entry_bytes)
		return error_set(err, -ENOEXEC, "%s: section headers at offset %llu lie beyond its %zu bytes",
			file->name, (unsigned long long)header->e_shoff, file->size);
	return 0;
}

static int count_sections(struct elf_file *file, const GElf_Ehdr *header, struct xsk_error *err)
{
	size_t count = 0, room;

	if (!header->e_shoff)
		return 0;
	if (elf_getshdrnum(file->elf, &count))
		return error_set(err, -ENOEXEC, "%s: libelf: %s", file->name, elf_errmsg(-1));
	room = (file->size - header->e_shoff) / header->e_shentsize;
	if (count > room || header->e_shnum > room)
		return error_set(err, -ENOEXEC, "%s: %zu section headers, the file has room for %zu",
			file->name, count > header->e_shnum ? count : header->e_shnum, room);
	file->sections = calloc(count ? count : 1, sizeof(*file->sections));
	if (!file->sections)
		return error_set(err, -ENOMEM, "%s: no memory for %zu sections", file->name, count);
	file->section_count = (uint32_t)count;
	return 0;
}

static int read_section(struct elf_file *file, uint32_t index, GElf_Word *name, struct xsk_error *err)
{
	struct elf_section *section = &file->sections[index];
	Elf_Scn *scn = elf_getscn(file->elf, index);
	GElf_Shdr header;

	if (!scn || !gelf_getshdr(scn, &header))
		return error_set(
			err, -ENOEXEC, "%s: section %u: libelf: %s", file->name, index, elf_errmsg(-1));
	*name = header.sh_name;
	*section = (struct elf_section){
		.name = "",
		.size = header.sh_size,
		.flags = header.sh_flags,
		.address = header.sh_addr,
		.offset = header.sh_offset,
		.alignment = header.sh_addralign,
		.entry_bytes = header.sh_entsize,
		.index = index,
		.type = header.sh_type,
		.link = header.sh_link,
		.info = header.sh_info,
	};
	if (section->type == SHT_NOBITS || section->type == SHT_NULL)
		return 0;
	if (section->offset > file->size || section->size > file->size - section->offset)
		return error_set(err, -ENOEXEC,
			"%s: section %u: %llu bytes at offset %llu reach beyond the file's %zu", file->name,
			index, (unsigned long long)section->size, (unsigned long long)section->offset,
			file->size);
	section->bytes = file->bytes + section->offset;
	return 0;
}

/* Section names last: the table of names is a section itself. */
static int name_sections(struct elf_file *file, const GElf_Word *names, struct xsk_error *err)
{
	const struct elf_section *strings;
	size_t index;

	if (elf_getshdrstrndx(file->elf, &index))
		return error_set(err, -ENOEXEC, "%s: libelf: %s", file->name, elf_errmsg(-1));
	if (index == SHN_UNDEF)
		return 0;
	strings = index < file->section_count ? &file->sections[index] : NULL;
	if (!is_string_table(strings))
		return error_set(err, -ENOEXEC,
			"%s: section %zu holds the section names, but is no string table "
			"that ends with NUL",
			file->name, index);
	for (uint32_t i = 0; i < file->section_count; i++) {
		if (names[i] >= strings->size)
			return error_set(err, -ENOEXEC,
				"%s: section %u: its name lies beyond the table of names", file->name, i);
		file->sections[i].name = (const char *)strings->bytes + names[i];
	}
	return 0;
}

static int read_sections(struct elf_file *file, const GElf_Ehdr *header, struct xsk_error *err)
{
	scoped_free GElf_Word *names = NULL;
	int code = count_sections(file, header, err);

	if (code || !file->section_count)
		return code;
	names = calloc(file->section_count, sizeof(*names));
	if (!names)
		return error_set(err, -ENOMEM, "%s: no memory for section names", file->name);
	for (uint32_t i = 0; i < file->section_count; i++) {
		code = read_section(file, i, &names[i], err);
		if (code)
			return code;
	}
	return name_sections(file, names, err);
}

static int read_file(struct elf_file *file, struct xsk_error *err)
{
	GElf_Ehdr header;
	int code = check_identity(file, err);

	if (!code)
		code = read_header(file, &header, err);
	if (!code)
		code = read_sections(file, &header, err);
	return code;
}

static struct elf_file *allocate_file(const char *name)
{
	size_t len = strlen(name) + 1;
	struct elf_file *file = calloc(1, sizeof(*file) + len);

	if (file)
		file->name = memcpy(file + 1, name, len);
	return file;
}

static int finish(struct elf_file **result, struct elf_file *file, int code)
{
	if (code)
		elf_file_close(file);
	else
		*result = file;
	return code;
}

/* A small file is read: a mapping, its page faults and its end cost more. */
static int read_small(struct elf_file *file, int fd, size_t bytes, struct xsk_error *err)
{
	size_t done = 0;

	file->copy = malloc(bytes);
	if (!file->copy)
		return error_set(err, -ENOMEM, "open %s: no memory", file->name);
	while (done < bytes) {
		ssize_t result = sys_read(fd, (char *)file->copy + done, bytes - done);

		if (result < 0)
			return error_set(
				err, (int)result, "read %s: %s", file->name, error_name((int)result));
		if (!result)
			break; /* it became shorter */
		done += (size_t)result;
	}
	file->bytes = file->copy;
	file->size = done;
	return 0;
}

static int map_file(struct elf_file *file, struct xsk_error *err)
{
	scoped_fd int fd = sys_open(file->name, O_RDONLY);
	struct stat status;
	int code;

	if (fd < 0)
		return error_set(err, fd, "open %s: %s", file->name, error_name(fd));
	code = sys_fstat(fd, &status);
	if (code)
		return error_set(err, code, "open %s: %s", file->name, error_name(code));
	if (!S_ISREG(status.st_mode))
		return error_set(err, -EINVAL, "open %s: not a regular file", file->name);
	if (!status.st_size)
		return error_set(err, -ENOEXEC, "%s: not an ELF file: it is empty", file->name);
	if (status.st_size <= SMALL_BYTES)
		return read_small(file, fd, (size_t)status.st_size, err);
	code = sys_mmap(&file->mapping, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (code)
		return error_set(err, code, "map %s: %s", file->name, error_name(code));
	file->bytes = file->mapping;
	file->size = (size_t)status.st_size;
	return 0;
}

int elf_file_open(struct elf_file **result, const char *path, struct xsk_error *err)
{
	struct elf_file *file = allocate_file(path);
	int code;

	*result = NULL;
	if (!file)
		return error_set(err, -ENOMEM, "open %s: no memory", path);
	code = map_file(file, err);
	if (!code)
		code = read_file(file, err);
	return finish(result, file, code);
}

int elf_file_from_memory(
	struct elf_file **result, const void *bytes, size_t size, const char *name, struct xsk_error *err)
{
	struct elf_file *file = allocate_file(name);

	*result = NULL;
	if (!file)
		return error_set(err, -ENOMEM, "%s: no memory", name);
	file->bytes = bytes;
	file->size = size;
	return finish(result, file, read_file(file, err));
}

void elf_file_close(struct elf_file *file)
{
	if (!file)
		return;
	elf_end(file->elf);
	if (file->mapping)
		munmap(file->mapping, file->size);
	free(file->copy);
	free(file->sections);
	free(file);
}

bool elf_file_is_foreign(const struct elf_file *file)
{
	return file->is_big_endian != (__BYTE_ORDER == __BIG_ENDIAN);
}

const struct elf_section *elf_section_at(const struct elf_file *file, uint32_t index)
{
	return index < file->section_count ? &file->sections[index] : NULL;
}

const struct elf_section *elf_section_named(const struct elf_file *file, const char *name)
{
	for (uint32_t i = 1; i < file->section_count; i++)
		if (!strcmp(file->sections[i].name, name))
			return &file->sections[i];
	return NULL;
}

const struct elf_section *elf_section_typed(
	const struct elf_file *file, uint32_t type, const struct elf_section *after)
{
	for (uint32_t i = after ? after->index + 1 : 1; i < file->section_count; i++)
		if (file->sections[i].type == type)
			return &file->sections[i];
	return NULL;
}
