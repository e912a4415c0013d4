// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/usdt_note.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "loader/elf/locate.h"

enum { STAPSDT_TYPE = 3 };

static uint32_t word(const struct elf_file *file, const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return file->is_big_endian ? be32toh(value) : le32toh(value);
}

/* An address of the file's class. */
static uint64_t address_at(const struct elf_file *file, const uint8_t *at)
{
	uint64_t value;

	if (!file->is_64)
		return word(file, at);
	memcpy(&value, at, sizeof(value));
	return file->is_big_endian ? be64toh(value) : le64toh(value);
}

/* The next string of a descriptor; NULL when it does not end there. */
static const char *next_text(const uint8_t **at, const uint8_t *end)
{
	const char *text = (const char *)*at;
	const uint8_t *stop = *at < end ? memchr(*at, 0, (size_t)(end - *at)) : NULL;

	if (!stop)
		return NULL;
	*at = stop + 1;
	return text;
}

static int parse(const struct elf_file *file, const uint8_t *descriptor, size_t bytes, struct usdt_note *note,
	uint64_t *base, uint64_t *semaphore)
{
	size_t each = file->is_64 ? 8 : 4;
	const uint8_t *at = descriptor + 3 * each, *end = descriptor + bytes;

	if (bytes < 3 * each)
		return -EBADMSG;
	note->address = address_at(file, descriptor);
	*base = address_at(file, descriptor + each);
	*semaphore = address_at(file, descriptor + 2 * each);
	note->provider = next_text(&at, end);
	note->name = note->provider ? next_text(&at, end) : NULL;
	note->arguments = note->name ? next_text(&at, end) : NULL;
	return note->arguments ? 0 : -EBADMSG;
}

/* Prelinked files were moved after their notes were written: by as much as .stapsdt.base says. */
static int locate(const struct elf_file *file, struct usdt_note *note, uint64_t base, uint64_t semaphore,
	struct xsk_error *err)
{
	const struct elf_section *anchor = elf_section_named(file, ".stapsdt.base");
	uint64_t moved = anchor && base ? anchor->address - base : 0;

	note->address += moved;
	if (elf_offset_of(file, note->address, &note->offset))
		return error_set(err, -EBADMSG, "%s: probe %s:%s stands outside the file's segments",
			file->name, note->provider, note->name);
	note->semaphore = 0;
	if (semaphore && elf_offset_of(file, semaphore + moved, &note->semaphore))
		return error_set(err, -EBADMSG,
			"%s: the semaphore of probe %s:%s stands outside the file's segments", file->name,
			note->provider, note->name);
	return 0;
}

int usdt_each_note(const struct elf_file *file, const char *provider, const char *name,
	int (*visit)(void *context, const struct usdt_note *note), void *context, struct xsk_error *err)
{
	const struct elf_section *section = elf_section_named(file, ".note.stapsdt");
	uint64_t at = 0;

	if (!section || section->type != SHT_NOTE || !section->bytes)
		return error_set(err, -ENOENT, "%s has no USDT probes (section .note.stapsdt)", file->name);
	/* Header of three words, owner and descriptor, each padded to four bytes. */
	while (at < section->size && section->size - at >= 12) {
		const uint8_t *header = section->bytes + at;
		uint64_t owner_bytes = word(file, header), bytes = word(file, header + 4);
		uint64_t owner = at + 12, descriptor = owner + (owner_bytes + 3) / 4 * 4;
		uint64_t end = descriptor + (bytes + 3) / 4 * 4, base, semaphore;
		struct usdt_note note;
		int code;

		if (descriptor > section->size || bytes > section->size - descriptor)
			return error_set(err, -EBADMSG, "%s: a note runs beyond .note.stapsdt", file->name);
		at = end;
		if (word(file, header + 8) != STAPSDT_TYPE || owner_bytes != sizeof("stapsdt") ||
			memcmp(section->bytes + owner, "stapsdt", sizeof("stapsdt")) != 0)
			continue;
		if (parse(file, section->bytes + descriptor, bytes, &note, &base, &semaphore))
			return error_set(
				err, -EBADMSG, "%s: a note of .note.stapsdt is too short", file->name);
		if (strcmp(note.provider, provider) != 0 || strcmp(note.name, name) != 0)
			continue;
		code = locate(file, &note, base, semaphore, err);
		if (!code)
			code = visit(context, &note);
		if (code)
			return code;
	}
	return 0;
}
