// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * From bytes to a struct btf: the header, where the sections lie, the byte order; and back to nothing. What
 * the types mean is validate.c's.
 */
#include "loader/btf/btf.h"

#include <byteswap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"
#include "loader/btf/strings.h"
#include "loader/result.h"

void btf_image_free(void *data, size_t bytes, enum btf_storage storage)
{
	if (storage == BTF_HEAP)
		free(data);
	else if (storage == BTF_MAPPED && data)
		munmap(data, bytes);
}

static void swap_words(unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i + 4 <= count; i += 4) {
		uint32_t word;

		memcpy(&word, bytes + i, 4);
		word = bswap_32(word);
		memcpy(bytes + i, &word, 4);
	}
}

/* Reads the header in native order, missing fields zero. */
static int read_header(const void *data, size_t bytes, struct btf_header_layout *header, bool *swapped,
	bool *read_only, struct xsk_error *err)
{
	const unsigned char *all = data;
	size_t known;

	if (bytes < sizeof(header->v1))
		return error_set(err, -EINVAL, "BTF: %zu bytes hold no header", bytes);
	memset(header, 0, sizeof(*header));
	memcpy(&header->v1, data, sizeof(header->v1));
	*swapped = header->v1.magic == bswap_16(BTF_MAGIC);
	if (!*swapped && header->v1.magic != BTF_MAGIC)
		return error_set(
			err, -EINVAL, "BTF: magic number 0x%x, not 0x%x", header->v1.magic, BTF_MAGIC);
	known = *swapped ? bswap_32(header->v1.hdr_len) : header->v1.hdr_len;
	if (known < sizeof(header->v1) || known > bytes)
		return error_set(err, -EINVAL, "BTF: header of %zu bytes in %zu", known, bytes);
	*read_only = false;
	for (size_t i = sizeof(*header); i < known; i++)
		*read_only |= all[i] != 0;
	memcpy(header, data, known < sizeof(*header) ? known : sizeof(*header));
	if (*swapped) {
		header->v1.magic = BTF_MAGIC;
		swap_words((unsigned char *)&header->v1.hdr_len, sizeof(*header) - 4);
	}
	if (header->v1.version != BTF_VERSION)
		return error_set(err, -ENOTSUP, "BTF: version %u, not 1", header->v1.version);
	if (header->v1.flags)
		return error_set(err, -ENOTSUP, "BTF: unknown flags 0x%x", header->v1.flags);
	return 0;
}

static int check_sections(const struct btf_header_layout *header, size_t bytes, const char *strings,
	bool split, struct xsk_error *err)
{
	const struct btf_header *v1 = &header->v1;
	size_t room = bytes - v1->hdr_len;
	uint64_t types_end = (uint64_t)v1->type_off + v1->type_len;
	uint64_t strings_end = (uint64_t)v1->str_off + v1->str_len;
	uint64_t layout_end = (uint64_t)header->layout_off + header->layout_len;

	if (strings_end > room || types_end > v1->str_off)
		return error_set(err, -EINVAL,
			"BTF: types at %u + %u, strings at %u + %u: they overlap or leave the %zu bytes",
			v1->type_off, v1->type_len, v1->str_off, v1->str_len, room);
	if (v1->type_off % 4 || v1->type_len % 4 || v1->hdr_len % 4)
		return error_set(err, -EINVAL, "BTF: types at %u + %u behind a header of %u are not aligned",
			v1->type_off, v1->type_len, v1->hdr_len);
	if (header->layout_len && (header->layout_off % 4 || header->layout_len % 4 ||
					  header->layout_off < types_end || layout_end > v1->str_off))
		return error_set(err, -EINVAL, "BTF: layout at %u + %u is not between types and strings",
			header->layout_off, header->layout_len);
	if (v1->str_len > BTF_STRINGS_LIMIT || (!v1->str_len && !split))
		return error_set(err, -EINVAL, "BTF: string section of %u bytes", v1->str_len);
	if (v1->str_len && (strings[v1->str_len - 1] || (!split && strings[0])))
		return error_set(err, -EINVAL, "BTF: the string section does not begin and end with a zero");
	return 0;
}

/* Gives the struct memory of its own where the bytes must be changed or moved. */
static int own_image(struct btf *btf, struct xsk_error *err)
{
	void *copy;

	if (btf->storage == BTF_HEAP || (!btf->swapped && (uintptr_t)btf->image % 4 == 0))
		return 0;
	copy = malloc(btf->image_bytes);
	if (!copy)
		return error_set(err, -ENOMEM, "BTF: no memory for %zu bytes", btf->image_bytes);
	memcpy(copy, btf->image, btf->image_bytes);
	btf_image_free(btf->image, btf->image_bytes, btf->storage);
	btf->image = copy;
	btf->storage = BTF_HEAP;
	return 0;
}

static int place_sections(struct btf *btf, struct xsk_error *err)
{
	struct btf_header_layout header;
	unsigned char *all;
	int result;

	result = read_header(btf->image, btf->image_bytes, &header, &btf->swapped, &btf->read_only, err);
	if (result)
		return result;
	result = check_sections(&header, btf->image_bytes,
		(const char *)btf->image + header.v1.hdr_len + header.v1.str_off, btf->base != NULL, err);
	if (result)
		return result;
	if (btf->base && btf_strings_end(btf->base) > BTF_STRINGS_LIMIT - header.v1.str_len)
		return error_set(err, -E2BIG, "BTF: more strings than offsets");
	result = own_image(btf, err);
	if (result)
		return result;

	all = (unsigned char *)btf->image + header.v1.hdr_len;
	btf->types = all + header.v1.type_off;
	btf->types_len = header.v1.type_len;
	btf->strings = (const char *)all + header.v1.str_off;
	btf->strings_len = header.v1.str_len;
	if (header.layout_len) {
		btf->layout = (const struct btf_layout *)(all + header.layout_off);
		btf->layout_count = header.layout_len / sizeof(*btf->layout);
	} else if (btf->base) {
		btf->layout = btf->base->layout;
		btf->layout_count = btf->base->layout_count;
	}
	btf->image_is_raw = !btf->swapped;
	if (btf->swapped) {
		swap_words(all + header.v1.type_off, header.v1.type_len);
		for (uint32_t i = 0; header.layout_len && i < btf->layout_count; i++) {
			struct btf_layout *layout = (struct btf_layout *)(all + header.layout_off) + i;

			layout->flags = bswap_16(layout->flags);
		}
	}
	return 0;
}

int btf_open_sections(struct btf **out, const struct btf_source *source, struct xsk_error *err)
{
	struct btf *btf = calloc(1, sizeof(*btf));
	int result;

	*out = NULL;
	if (!btf) {
		btf_image_free(source->data, source->bytes, source->storage);
		return error_set(err, -ENOMEM, "BTF: no memory");
	}
	btf->fd = -1;
	btf->image = source->data;
	btf->image_bytes = source->bytes;
	btf->storage = source->storage;
	btf->base = source->base;
	btf->start_id = source->base ? btf_type_count(source->base) : 1;
	btf->start_str = source->base ? btf_strings_end(source->base) : 0;
	result = place_sections(btf, err);
	if (result) {
		btf__free(btf);
		return result;
	}
	*out = btf;
	return 0;
}

int btf_open(struct btf **out, const struct btf_source *source, struct xsk_error *err)
{
	struct btf *btf;
	uint32_t *offsets;
	int result;

	result = btf_open_sections(out, source, err);
	if (result)
		return result;
	btf = *out;
	*out = NULL;
	result = btf_count_types(btf, &btf->type_count, err);
	offsets = result ? NULL : malloc((btf->type_count + 1) * sizeof(*offsets));
	if (!result && !offsets)
		result = error_set(err, -ENOMEM, "BTF: no memory for %u types", btf->type_count);
	if (!result) {
		btf_walk_offsets(btf, offsets, btf->type_count, 0);
		btf->offsets = offsets;
		btf->offsets_room = btf->type_count + 1;
		result = btf_validate(btf, err);
		btf->valid = 1;
	}
	if (result) {
		btf__free(btf);
		return result;
	}
	*out = btf;
	return 0;
}

int btf_count_types(const struct btf *btf, uint32_t *out, struct xsk_error *err)
{
	uint32_t offset = 0, count = 0;

	while (offset < btf->types_len) {
		const struct btf_type *type = (const struct btf_type *)(btf->types + offset);
		uint64_t bytes = btf_type_bytes(btf, type, btf->types_len - offset);

		if (!bytes && btf->types_len - offset >= sizeof(*type))
			return error_set(err, -EINVAL,
				"BTF: type %u (kind %u, %u members) is of an unknown kind or runs past the "
				"end",
				btf->start_id + count, btf_kind(type), btf_vlen(type));
		if (!bytes)
			return error_set(err, -EINVAL, "BTF: type %u is cut off", btf->start_id + count);
		offset += (uint32_t)bytes;
		count++;
	}
	if (count > INT32_MAX - btf->start_id)
		return error_set(err, -E2BIG, "BTF: more types than ids");
	*out = count;
	return 0;
}

void btf_walk_offsets(const struct btf *btf, uint32_t *offsets, uint32_t count, unsigned int shift)
{
	uint32_t offset = 0, mask = (1u << shift) - 1;

	for (uint32_t i = 0; i < count; i++) {
		if (!(i & mask))
			offsets[i >> shift] = offset;
		offset += (uint32_t)btf_type_bytes(
			btf, (const struct btf_type *)(btf->types + offset), btf->types_len - offset);
	}
}

void btf__free(struct btf *btf)
{
	if (!btf)
		return;
	if (btf->fd >= 0)
		close(btf->fd);
	btf_image_free(btf->image, btf->image_bytes, btf->storage);
	if (btf->writable) {
		free((void *)btf->types);
		free((void *)btf->strings);
	}
	free(btf->own_layout);
	free(btf->offsets);
	free(btf->name_keys);
	btf_strings_free(btf->string_set);
	free(btf->raw[0]);
	free(btf->raw[1]);
	if (btf->owns_base)
		btf__free((struct btf *)btf->base);
	free(btf);
}

static struct btf *open_copy(const void *data, size_t bytes, struct btf *base)
{
	struct btf_source source = {
		.data = malloc(bytes ? bytes : 1), .bytes = bytes, .storage = BTF_HEAP, .base = base
	};
	struct btf *btf;
	int result;

	if (!source.data)
		return result_null(-ENOMEM);
	memcpy(source.data, data, bytes);
	result = btf_open(&btf, &source, NULL);
	return result ? result_null(result) : btf;
}

struct btf *btf__new(const void *data, __u32 size)
{
	return data || !size ? open_copy(data ? data : "", size, NULL) : result_null(-EINVAL);
}

struct btf *btf__new_split(const void *data, __u32 size, struct btf *base_btf)
{
	return data || !size ? open_copy(data ? data : "", size, base_btf) : result_null(-EINVAL);
}
