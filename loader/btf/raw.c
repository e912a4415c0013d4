// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A struct btf as bytes again, in either byte order. What was never modified is the bytes it came from. */
#include <byteswap.h>
#include <bpf/libbpf_legacy.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/result.h"

static void swap_all(void *bytes, size_t count)
{
	uint32_t *words = bytes;

	for (size_t i = 0; i < count / 4; i++)
		words[i] = bswap_32(words[i]);
}

static void *assemble(const struct btf *btf, bool swapped, uint32_t *bytes)
{
	bool own_layout = btf->layout && !(btf->base && btf->layout == btf->base->layout);
	uint32_t layout_len = own_layout ? btf->layout_count * (uint32_t)sizeof(*btf->layout) : 0;
	uint32_t header_len = own_layout ? sizeof(struct btf_header_layout) : sizeof(struct btf_header);
	struct btf_header_layout header = {
		.v1 = { .magic = BTF_MAGIC,
			.version = BTF_VERSION,
			.hdr_len = header_len,
			.type_len = btf->types_len,
			.str_off = btf->types_len + layout_len,
			.str_len = btf->strings_len },
		.layout_off = btf->types_len,
		.layout_len = layout_len,
	};
	uint64_t total = (uint64_t)header_len + btf->types_len + layout_len + btf->strings_len;
	unsigned char *raw = total <= UINT32_MAX ? malloc(total) : NULL;
	struct btf_layout *layout;

	if (!raw)
		return NULL;
	*bytes = (uint32_t)total;
	memcpy(raw, &header, header_len);
	memcpy(raw + header_len, btf->types, btf->types_len);
	layout = (struct btf_layout *)(raw + header_len + btf->types_len);
	if (layout_len)
		memcpy(layout, btf->layout, layout_len);
	if (btf->strings_len)
		memcpy(raw + header_len + header.v1.str_off, btf->strings, btf->strings_len);
	if (swapped) {
		((struct btf_header *)raw)->magic = bswap_16(BTF_MAGIC);
		swap_all(raw + offsetof(struct btf_header, hdr_len),
			header_len - offsetof(struct btf_header, hdr_len));
		swap_all(raw + header_len, btf->types_len);
		for (uint32_t i = 0; i < layout_len / sizeof(*layout); i++)
			layout[i].flags = bswap_16(layout[i].flags);
	}
	return raw;
}

const void *btf_raw(const struct btf *btf, bool swapped, uint32_t *bytes)
{
	struct btf *made = (struct btf *)btf;

	if (btf->image_is_raw && !swapped) {
		*bytes = (uint32_t)btf->image_bytes;
		return btf->image;
	}
	if (!made->raw[swapped])
		made->raw[swapped] = assemble(btf, swapped, &made->raw_bytes[swapped]);
	*bytes = btf->raw_bytes[swapped];
	return btf->raw[swapped];
}

const void *btf__raw_data(const struct btf *btf, __u32 *size)
{
	const void *raw = btf_raw(btf, btf->swapped, size);

	return raw ? raw : result_null(-ENOMEM);
}

const void *btf__get_raw_data(const struct btf *btf, __u32 *size)
{
	return btf__raw_data(btf, size);
}

static enum btf_endianness native_order(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? BTF_LITTLE_ENDIAN : BTF_BIG_ENDIAN;
}

enum btf_endianness btf__endianness(const struct btf *btf)
{
	return btf->swapped ? !native_order() : native_order();
}

int btf__set_endianness(struct btf *btf, enum btf_endianness endian)
{
	if (endian != BTF_LITTLE_ENDIAN && endian != BTF_BIG_ENDIAN)
		return result_int(-EINVAL);
	btf->swapped = endian != native_order();
	return 0;
}
