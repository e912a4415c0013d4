// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Types of one struct btf appended to another. What fails leaves no type behind. */
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/id_map.h"
#include "loader/btf/strings.h"
#include "loader/btf/write.h"
#include "loader/result.h"

/* The same text in @btf. */
static int64_t copy_string(struct btf *btf, const struct btf *src, uint32_t offset, struct id_map *strings)
{
	uint32_t known = strings ? id_map_get(strings, offset) : 0;
	const char *text;
	int64_t copy;

	if (!offset || known)
		return known;
	text = btf_string_at(src, offset);
	if (!text)
		return -EINVAL;
	copy = btf_intern_string(btf, text, strlen(text));
	if (copy > 0 && strings && id_map_put(strings, offset, (uint32_t)copy))
		return -ENOMEM;
	return copy;
}

int btf_copy_type(
	struct btf *btf, const struct btf *src, const struct btf_type *src_type, struct id_map *strings)
{
	uint64_t bytes = btf_type_bytes(src, src_type, SIZE_MAX);
	struct btf_type *type;
	uint32_t *offset;

	if (!bytes)
		return -EINVAL;
	/* Strings first: their memory and that of types are apart, but @src may be @btf. */
	for (uint32_t i = 0; (offset = btf_type_str(src_type, i)); i++) {
		int64_t copy = copy_string(btf, src, *offset, strings);

		if (copy < 0)
			return (int)copy;
	}
	if (src == btf) {
		size_t at = (size_t)((const unsigned char *)src_type - btf->types);

		type = btf_reserve_type(btf, bytes);
		src_type = (const struct btf_type *)(btf->types + at);
	} else {
		type = btf_reserve_type(btf, bytes);
	}
	if (!type)
		return -ENOMEM;
	memcpy(type, src_type, bytes);
	for (uint32_t i = 0; src != btf && (offset = btf_type_str(type, i)); i++) {
		int64_t copy = copy_string(btf, src, *offset, strings);

		if (copy < 0)
			return (int)copy;
		*offset = (uint32_t)copy;
	}
	return btf_commit_type(btf, bytes);
}

int btf__add_type(struct btf *btf, const struct btf *src_btf, const struct btf_type *src_type)
{
	int result = btf_make_writable(btf);

	return result_int(result ? result : btf_copy_type(btf, src_btf, src_type, NULL));
}

/* Own ids move to where the types are now; void and the base's stay. */
static void shift_ids(const struct btf *btf, const struct btf *src, uint32_t first)
{
	for (uint32_t id = first; id < btf_type_count(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);
		uint32_t *ref;

		for (uint32_t i = 0; (ref = btf_type_ref(type, i)); i++)
			if (*ref >= src->start_id)
				*ref += first - src->start_id;
	}
}

int btf__add_btf(struct btf *btf, const struct btf *src_btf)
{
	struct id_map strings = { 0 };
	uint32_t first, count = src_btf->type_count, types_len, start_id = src_btf->start_id;
	int result;

	/* Ids of another base would mean something else here. */
	if (src_btf->base && src_btf->base != btf->base)
		return result_int(-EOPNOTSUPP);
	result = btf_make_writable(btf);
	if (result)
		return result_int(result);
	types_len = btf->types_len;
	first = btf_type_count(btf);
	for (uint32_t i = 0; i < count && result >= 0; i++) {
		const struct btf_type *type = btf_type_at(src_btf, start_id + i);

		/* Unknown kinds may hold ids, which nobody could move. */
		result = type && btf_kind(type) < BTF_KINDS ? btf_copy_type(btf, src_btf, type, &strings)
							    : -EINVAL;
	}
	id_map_free(&strings);
	if (result < 0) {
		btf->types_len = types_len;
		btf->type_count = first - btf->start_id;
		return result_int(result);
	}
	shift_ids(btf, src_btf, first);
	return (int)first;
}
