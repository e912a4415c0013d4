// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/elf/archive.h"

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"

/* Sizes and places of fields, in bytes; all numbers are little-endian. */
enum {
	END_BYTES =
		22, /* end of central directory: signature, ..., entries at 10, size at 12, offset at 16 */
	COMMENT_LIMIT = 0xffff, /* which may follow it */
	ENTRY_BYTES = 46,       /* of the central directory; name, extra field and comment follow */
	LOCAL_BYTES = 30,       /* before a member's name, extra field and contents */
};

struct view {
	const uint8_t *bytes;
	size_t size;
};

static uint16_t half(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return le16toh(value);
}

static uint32_t word(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

static bool holds(const struct view *view, uint64_t offset, uint64_t bytes)
{
	return offset <= view->size && bytes <= view->size - offset;
}

/* The end record stands last, but for a comment of any length. */
static const uint8_t *find_end(const struct view *view)
{
	for (size_t comment = 0; comment <= COMMENT_LIMIT && END_BYTES + comment <= view->size; comment++) {
		const uint8_t *end = view->bytes + view->size - END_BYTES - comment;

		if (word(end) == 0x06054b50 && half(end + 20) == comment)
			return end;
	}
	return NULL;
}

static int bad(struct xsk_error *err, const char *name)
{
	return error_set(err, -EBADMSG, "member %s: the archive is damaged, or none", name);
}

static int locate(const struct view *view, const uint8_t *entry, const char *name,
	struct archive_member *member, struct xsk_error *err)
{
	uint64_t local = word(entry + 42);

	if (half(entry + 8) & 1 || half(entry + 10))
		return error_set(
			err, -ENOTSUP, "member %s is compressed or encrypted: it cannot be mapped", name);
	if (!holds(view, local, LOCAL_BYTES) || word(view->bytes + local) != 0x04034b50)
		return bad(err, name);
	member->offset =
		local + LOCAL_BYTES + half(view->bytes + local + 26) + half(view->bytes + local + 28);
	member->bytes = word(entry + 24);
	return holds(view, member->offset, member->bytes) ? 0 : bad(err, name);
}

int archive_find(const void *archive, size_t bytes, const char *name, struct archive_member *member,
	struct xsk_error *err)
{
	const struct view view = { archive, bytes };
	const uint8_t *end = find_end(&view);
	size_t name_len = strlen(name);
	uint64_t at;

	if (!end)
		return bad(err, name);
	at = word(end + 16);
	for (uint32_t i = 0; i < half(end + 10); i++) {
		const uint8_t *entry = view.bytes + at;
		uint64_t len;

		if (!holds(&view, at, ENTRY_BYTES) || word(entry) != 0x02014b50)
			return bad(err, name);
		len = (uint64_t)half(entry + 28);
		if (!holds(&view, at + ENTRY_BYTES, len))
			return bad(err, name);
		if (len == name_len && memcmp(entry + ENTRY_BYTES, name, len) == 0)
			return locate(&view, entry, name, member, err);
		at += ENTRY_BYTES + len + half(entry + 30) + half(entry + 32);
	}
	return error_set(err, -ENOENT, "the archive has no member %s", name);
}
