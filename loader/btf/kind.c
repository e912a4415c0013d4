// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What each kind of type is made of: its size, the type ids and the string offsets in it. Everything in a
 * type section is a 32-bit word, so positions are all that the rest of loader/btf/ needs to know.
 */
#include "loader/btf/btf.h"

const struct btf_kind_size btf_kind_sizes[BTF_KINDS] = {
	[BTF_KIND_INT] = { 4, 0 },
	[BTF_KIND_ARRAY] = { sizeof(struct btf_array), 0 },
	[BTF_KIND_STRUCT] = { 0, sizeof(struct btf_member) },
	[BTF_KIND_UNION] = { 0, sizeof(struct btf_member) },
	[BTF_KIND_ENUM] = { 0, sizeof(struct btf_enum) },
	[BTF_KIND_FUNC_PROTO] = { 0, sizeof(struct btf_param) },
	[BTF_KIND_VAR] = { sizeof(struct btf_var), 0 },
	[BTF_KIND_DATASEC] = { 0, sizeof(struct btf_var_secinfo) },
	[BTF_KIND_DECL_TAG] = { sizeof(struct btf_decl_tag), 0 },
	[BTF_KIND_ENUM64] = { 0, sizeof(struct btf_enum64) },
};

const struct btf_kind_words btf_kind_words[BTF_KINDS] = {
	[BTF_KIND_PTR] = { true },
	[BTF_KIND_STRUCT] = { false, 2, 1 },
	[BTF_KIND_UNION] = { false, 2, 1 },
	[BTF_KIND_ENUM] = { false, 0, 1 },
	[BTF_KIND_TYPEDEF] = { true },
	[BTF_KIND_VOLATILE] = { true },
	[BTF_KIND_CONST] = { true },
	[BTF_KIND_RESTRICT] = { true },
	[BTF_KIND_FUNC] = { true },
	[BTF_KIND_FUNC_PROTO] = { true, 2, 1 },
	[BTF_KIND_VAR] = { true },
	[BTF_KIND_DATASEC] = { false, 1, 0 },
	[BTF_KIND_DECL_TAG] = { true },
	[BTF_KIND_TYPE_TAG] = { true },
	[BTF_KIND_ENUM64] = { false, 0, 1 },
};

const char *btf_kind_name(uint32_t kind)
{
	static const char *const names[BTF_KINDS] = {
		"void",
		"int",
		"ptr",
		"array",
		"struct",
		"union",
		"enum",
		"fwd",
		"typedef",
		"volatile",
		"const",
		"restrict",
		"func",
		"func_proto",
		"var",
		"datasec",
		"float",
		"decl_tag",
		"type_tag",
		"enum64",
	};

	return kind < BTF_KINDS ? names[kind] : "unknown";
}

uint64_t btf_type_bytes(const struct btf *btf, const struct btf_type *type, size_t left)
{
	uint64_t bytes = sizeof(*type);
	uint32_t kind;

	if (left < sizeof(*type))
		return 0;
	kind = btf_kind(type);
	if (kind != BTF_KIND_UNKN && kind < BTF_KINDS)
		bytes +=
			btf_kind_sizes[kind].fixed + (uint64_t)btf_kind_sizes[kind].each *
							     (btf_kind_sizes[kind].each ? btf_vlen(type) : 0);
	else if (kind != BTF_KIND_UNKN && kind < btf->layout_count)
		bytes += btf->layout[kind].info_bytes +
			 (uint64_t)btf->layout[kind].element_bytes * btf_vlen(type);
	else
		return 0;
	return bytes <= left && bytes % 4 == 0 ? bytes : 0;
}

static uint32_t *element_word(const struct btf_type *type, uint32_t i, uint8_t word_plus_1)
{
	uint32_t *payload = type_payload(type);

	if (!word_plus_1 || i >= btf_vlen(type))
		return NULL;
	return payload + (size_t)i * (btf_kind_sizes[btf_kind(type)].each / 4) + word_plus_1 - 1;
}

uint32_t *btf_type_ref(const struct btf_type *type, uint32_t i)
{
	uint32_t kind = btf_kind(type);

	if (kind >= BTF_KINDS)
		return NULL;
	if (kind == BTF_KIND_ARRAY) {
		struct btf_array *array = type_payload(type);

		return i == 0 ? &array->type : i == 1 ? &array->index_type : NULL;
	}
	if (btf_kind_words[kind].head_id) {
		if (i == 0)
			return (uint32_t *)&type->type;
		i--;
	}
	return element_word(type, i, btf_kind_words[kind].element_id);
}

uint32_t *btf_type_str(const struct btf_type *type, uint32_t i)
{
	uint32_t kind = btf_kind(type);

	if (i == 0)
		return (uint32_t *)&type->name_off;
	return kind < BTF_KINDS ? element_word(type, i - 1, btf_kind_words[kind].element_name) : NULL;
}
