// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * .BTF.ext as bytes. Behind its header there is one table for each kind:
 *
 *	record_bytes | name_off count record ... record | name_off count record ... | ...
 */
#include "loader/btf/ext.h"

#include <bpf/btf.h>
#include <bpf/libbpf_legacy.h>
#include <byteswap.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/result.h"

struct header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t hdr_len;
	struct {
		uint32_t off, len; /* behind the header */
	} tables[BTF_EXT_KINDS];   /* the last is missing in old files */
};

enum { HEADER_MIN = offsetof(struct header, tables) + 2 * 8 };

struct btf_ext {
	unsigned char *data; /* native */
	size_t bytes;
	bool swapped; /* goes out in the other byte order */
	unsigned char *raw_swapped;
	struct {
		unsigned char *first; /* behind the record size */
		uint32_t len;
		uint32_t record_bytes;
	} tables[BTF_EXT_KINDS];
};

static const struct {
	const char *name;
	uint32_t record_min;
} kinds[BTF_EXT_KINDS] = {
	[BTF_EXT_FUNC_INFO] = { "func_info", sizeof(struct bpf_func_info) },
	[BTF_EXT_LINE_INFO] = { "line_info", sizeof(struct bpf_line_info) },
	[BTF_EXT_CORE_RELO] = { "core_relo", sizeof(struct bpf_core_relo) },
};

static void swap_words(unsigned char *at, size_t bytes)
{
	for (size_t i = 0; i + 4 <= bytes; i += 4) {
		uint32_t word;

		memcpy(&word, at + i, 4);
		word = bswap_32(word);
		memcpy(at + i, &word, 4);
	}
}

/* Header and tables, which hold nothing but words behind the first four bytes. */
static void swap_all(unsigned char *data, const struct header *native)
{
	uint32_t known = native->hdr_len < sizeof(*native) ? native->hdr_len : (uint32_t)sizeof(*native);
	uint16_t magic;

	memcpy(&magic, data, sizeof(magic));
	magic = bswap_16(magic);
	memcpy(data, &magic, sizeof(magic));
	swap_words(data + 4, known - 4);
	for (int kind = 0; kind < BTF_EXT_KINDS; kind++)
		swap_words(data + native->hdr_len + native->tables[kind].off, native->tables[kind].len);
}

static int read_header(const struct btf_ext *ext, struct header *header, bool *swapped, struct xsk_error *err)
{
	uint32_t known;

	memset(header, 0, sizeof(*header));
	if (ext->bytes < HEADER_MIN)
		return error_set(err, -EINVAL, "BTF.ext: %zu bytes hold no header", ext->bytes);
	memcpy(header, ext->data, HEADER_MIN);
	*swapped = header->magic == bswap_16(BTF_MAGIC);
	if (!*swapped && header->magic != BTF_MAGIC)
		return error_set(
			err, -EINVAL, "BTF.ext: magic number 0x%x, not 0x%x", header->magic, BTF_MAGIC);
	known = *swapped ? bswap_32(header->hdr_len) : header->hdr_len;
	if (known < HEADER_MIN || known > ext->bytes || known % 4)
		return error_set(err, -EINVAL, "BTF.ext: header of %u bytes in %zu", known, ext->bytes);
	/* What we do not know must be nothing. */
	for (size_t i = sizeof(*header); i < known; i++)
		if (ext->data[i])
			return error_set(err, -E2BIG, "BTF.ext: header with unknown fields");
	memcpy(header, ext->data, known < sizeof(*header) ? known : sizeof(*header));
	if (*swapped)
		swap_words((unsigned char *)header + 4, sizeof(*header) - 4);
	if (header->version != BTF_VERSION)
		return error_set(err, -ENOTSUP, "BTF.ext: version %u, not 1", header->version);
	if (header->flags)
		return error_set(err, -ENOTSUP, "BTF.ext: unknown flags 0x%x", header->flags);
	for (int kind = 0; kind < BTF_EXT_KINDS; kind++) {
		uint64_t end = (uint64_t)header->tables[kind].off + header->tables[kind].len;

		if (end > ext->bytes - known || (header->tables[kind].off | header->tables[kind].len) % 4)
			return error_set(err, -EINVAL,
				"BTF.ext: %s at %u + %u is not aligned or leaves the %zu bytes",
				kinds[kind].name, header->tables[kind].off, header->tables[kind].len,
				ext->bytes - known);
	}
	return 0;
}

/* Every section's records lie in the table. */
static int check_table(struct btf_ext *ext, enum btf_ext_kind kind, struct xsk_error *err)
{
	uint32_t left = ext->tables[kind].len, record = ext->tables[kind].record_bytes;
	const unsigned char *at = ext->tables[kind].first;

	if (record < kinds[kind].record_min || record % 4)
		return error_set(err, -EINVAL, "BTF.ext: %s: records of %u bytes", kinds[kind].name, record);
	while (left) {
		const uint32_t *head = (const uint32_t *)at;
		uint64_t bytes;

		if (left < 8)
			return error_set(err, -EINVAL, "BTF.ext: %s: a section is cut off", kinds[kind].name);
		bytes = 8 + (uint64_t)head[1] * record;
		if (!head[1] || bytes > left)
			return error_set(err, -EINVAL, "BTF.ext: %s: %u records of %u bytes in %u",
				kinds[kind].name, head[1], record, left - 8);
		at += bytes;
		left -= (uint32_t)bytes;
	}
	return 0;
}

static int place_tables(struct btf_ext *ext, struct xsk_error *err)
{
	struct header header;
	int result;

	result = read_header(ext, &header, &ext->swapped, err);
	if (result)
		return result;
	/* Tables that overlap would be swapped twice. */
	for (int a = 0; a < BTF_EXT_KINDS; a++)
		for (int b = 0; b < a; b++)
			if (header.tables[a].off < header.tables[b].off + header.tables[b].len &&
				header.tables[b].off < header.tables[a].off + header.tables[a].len)
				return error_set(err, -EINVAL, "BTF.ext: %s and %s overlap", kinds[b].name,
					kinds[a].name);
	if (ext->swapped)
		swap_all(ext->data, &header);
	for (int kind = 0; kind < BTF_EXT_KINDS; kind++) {
		unsigned char *table = ext->data + header.hdr_len + header.tables[kind].off;

		if (!header.tables[kind].len)
			continue;
		ext->tables[kind].first = table + 4;
		ext->tables[kind].len = header.tables[kind].len - 4;
		ext->tables[kind].record_bytes = *(const uint32_t *)table;
		result = check_table(ext, kind, err);
		if (result)
			return result;
	}
	return 0;
}

int btf_ext_open(struct btf_ext **out, const void *bytes, size_t size, struct xsk_error *err)
{
	struct btf_ext *ext = calloc(1, sizeof(*ext));
	int result;

	*out = NULL;
	if (ext)
		ext->data = malloc(size + 1);
	if (!ext || !ext->data) {
		free(ext);
		return error_set(err, -ENOMEM, "BTF.ext: no memory for %zu bytes", size);
	}
	if (size)
		memcpy(ext->data, bytes, size);
	ext->bytes = size;
	result = place_tables(ext, err);
	if (result) {
		btf_ext__free(ext);
		return result;
	}
	*out = ext;
	return 0;
}

void btf_ext__free(struct btf_ext *btf_ext)
{
	if (!btf_ext)
		return;
	free(btf_ext->data);
	free(btf_ext->raw_swapped);
	free(btf_ext);
}

uint32_t btf_ext_record_bytes(const struct btf_ext *ext, enum btf_ext_kind kind)
{
	return ext->tables[kind].record_bytes;
}

bool btf_ext_next_section(const struct btf_ext *ext, enum btf_ext_kind kind, struct btf_ext_section *section)
{
	const uint32_t *head = section->next ? section->next : ext->tables[kind].first;

	if (!ext->tables[kind].len ||
		(const unsigned char *)head >= ext->tables[kind].first + ext->tables[kind].len)
		return false;
	section->name_off = head[0];
	section->count = head[1];
	section->record_bytes = ext->tables[kind].record_bytes;
	section->records = head + 2;
	section->next = btf_ext_record(section, section->count);
	return true;
}

/* Words of each kind's record that are type ids or string offsets: bits by position. */
static int visit_words(
	struct btf_ext *ext, const uint8_t *words, bool heads, btf_ext_visit visit, void *context)
{
	free(ext->raw_swapped);
	ext->raw_swapped = NULL;
	for (int kind = 0; kind < BTF_EXT_KINDS; kind++) {
		struct btf_ext_section section = { 0 };

		while (btf_ext_next_section(ext, kind, &section)) {
			int result = heads ? visit(context, (uint32_t *)section.records - 2) : 0;

			for (uint32_t i = 0; !result && i < section.count; i++) {
				uint32_t *record = (uint32_t *)btf_ext_record(&section, i);

				for (int word = 0; !result && word < 4; word++)
					if (words[kind] >> word & 1)
						result = visit(context, &record[word]);
			}
			if (result)
				return result;
		}
	}
	return 0;
}

int btf_ext_visit_ids(struct btf_ext *ext, btf_ext_visit visit, void *context)
{
	static const uint8_t words[BTF_EXT_KINDS] = {
		[BTF_EXT_FUNC_INFO] = 1 << 1,
		[BTF_EXT_CORE_RELO] = 1 << 1,
	};

	return visit_words(ext, words, false, visit, context);
}

int btf_ext_visit_strings(struct btf_ext *ext, btf_ext_visit visit, void *context)
{
	static const uint8_t words[BTF_EXT_KINDS] = {
		[BTF_EXT_LINE_INFO] = 1 << 1 | 1 << 2,
		[BTF_EXT_CORE_RELO] = 1 << 2,
	};

	return visit_words(ext, words, true, visit, context);
}

struct btf_ext *btf_ext__new(const __u8 *data, __u32 size)
{
	struct btf_ext *ext;
	int result = data ? btf_ext_open(&ext, data, size, NULL) : -EINVAL;

	return result ? result_null(result) : ext;
}

const void *btf_ext__raw_data(const struct btf_ext *btf_ext, __u32 *size)
{
	struct btf_ext *made = (struct btf_ext *)btf_ext;
	struct header header = { 0 };

	*size = (__u32)btf_ext->bytes;
	if (!btf_ext->swapped)
		return btf_ext->data;
	if (!made->raw_swapped) {
		made->raw_swapped = malloc(btf_ext->bytes);
		if (!made->raw_swapped)
			return result_null(-ENOMEM);
		memcpy(made->raw_swapped, btf_ext->data, btf_ext->bytes);
		memcpy(&header, btf_ext->data, HEADER_MIN);
		memcpy(&header, btf_ext->data,
			header.hdr_len < sizeof(header) ? header.hdr_len : sizeof(header));
		swap_all(made->raw_swapped, &header);
	}
	return btf_ext->raw_swapped;
}

const void *btf_ext__get_raw_data(const struct btf_ext *btf_ext, __u32 *size)
{
	return btf_ext__raw_data(btf_ext, size);
}

static enum btf_endianness native_order(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? BTF_LITTLE_ENDIAN : BTF_BIG_ENDIAN;
}

enum btf_endianness btf_ext__endianness(const struct btf_ext *btf_ext)
{
	return btf_ext->swapped ? !native_order() : native_order();
}

int btf_ext__set_endianness(struct btf_ext *btf_ext, enum btf_endianness endian)
{
	if (endian != BTF_LITTLE_ENDIAN && endian != BTF_BIG_ENDIAN)
		return result_int(-EINVAL);
	btf_ext->swapped = endian != native_order();
	return 0;
}
