// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * btf__add_*(): a type behind the last one, a member behind the last member of the last type. Ids may be of
 * types that come later; btf_validate() judges the whole. Returns the new id, or -EINVAL, -ENOSPC,
 * -EOPNOTSUPP, -ENOMEM.
 */
#include <limits.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/strings.h"
#include "loader/btf/write.h"
#include "loader/result.h"

/* A head, and words that follow it. */
struct new_type {
	const char *name; /* NULL or "": none */
	uint32_t kind;
	uint32_t vlen;
	bool flag;
	uint32_t size_or_type;
	uint32_t words[3];
	uint32_t word_count;
};

static int intern(struct btf *btf, const char *name, uint32_t *offset)
{
	int64_t result = name && *name ? btf_intern_string(btf, name, strlen(name)) : 0;

	if (result < 0)
		return (int)result;
	*offset = (uint32_t)result;
	return 0;
}

static int append(struct btf *btf, const struct new_type *new_type)
{
	size_t bytes = sizeof(struct btf_type) + new_type->word_count * 4;
	struct btf_type *type;
	uint32_t name = 0;
	int result;

	result = btf_make_writable(btf);
	if (!result)
		result = intern(btf, new_type->name, &name);
	if (result)
		return result_int(result);
	type = btf_reserve_type(btf, bytes);
	if (!type)
		return result_int(-ENOMEM);
	type->name_off = name;
	type->info = type_info(new_type->kind, new_type->vlen, new_type->flag);
	type->size = new_type->size_or_type;
	memcpy(type_payload(type), new_type->words, new_type->word_count * 4);
	return btf_commit_type(btf, bytes);
}

/* For kinds that must be named. */
static int append_named(struct btf *btf, const struct new_type *new_type)
{
	return new_type->name && *new_type->name ? append(btf, new_type) : result_int(-EINVAL);
}

static bool is_id(int id)
{
	return id >= 0;
}

static int append_ref(struct btf *btf, uint32_t kind, const char *name, int ref_type_id, bool flag)
{
	struct new_type new_type = {
		.name = name, .kind = kind, .flag = flag, .size_or_type = (uint32_t)ref_type_id
	};

	return is_id(ref_type_id) ? append(btf, &new_type) : result_int(-EINVAL);
}

static bool is_power_of_2(size_t number)
{
	return number && !(number & (number - 1));
}

int btf__add_int(struct btf *btf, const char *name, size_t byte_sz, int encoding)
{
	struct new_type new_type = { .name = name,
		.kind = BTF_KIND_INT,
		.size_or_type = (uint32_t)byte_sz,
		.words = { (uint32_t)encoding << 24 | (uint32_t)byte_sz * 8 },
		.word_count = 1 };

	if (!is_power_of_2(byte_sz) || byte_sz > 16 ||
		encoding & ~(BTF_INT_SIGNED | BTF_INT_CHAR | BTF_INT_BOOL))
		return result_int(-EINVAL);
	return append_named(btf, &new_type);
}

int btf__add_float(struct btf *btf, const char *name, size_t byte_sz)
{
	struct new_type new_type = {
		.name = name, .kind = BTF_KIND_FLOAT, .size_or_type = (uint32_t)byte_sz
	};

	if (byte_sz != 2 && byte_sz != 4 && byte_sz != 8 && byte_sz != 12 && byte_sz != 16)
		return result_int(-EINVAL);
	return append_named(btf, &new_type);
}

int btf__add_ptr(struct btf *btf, int ref_type_id)
{
	return append_ref(btf, BTF_KIND_PTR, NULL, ref_type_id, false);
}

int btf__add_array(struct btf *btf, int index_type_id, int elem_type_id, __u32 nr_elems)
{
	struct new_type new_type = { .kind = BTF_KIND_ARRAY,
		.words = { (uint32_t)elem_type_id, (uint32_t)index_type_id, nr_elems },
		.word_count = 3 };

	return is_id(index_type_id) && is_id(elem_type_id) ? append(btf, &new_type) : result_int(-EINVAL);
}

int btf__add_struct(struct btf *btf, const char *name, __u32 sz)
{
	return append(btf, &(struct new_type){ .name = name, .kind = BTF_KIND_STRUCT, .size_or_type = sz });
}

int btf__add_union(struct btf *btf, const char *name, __u32 sz)
{
	return append(btf, &(struct new_type){ .name = name, .kind = BTF_KIND_UNION, .size_or_type = sz });
}

/* The last type, where it is one of @kinds. */
static struct btf_type *last_type(struct btf *btf, uint32_t kinds)
{
	struct btf_type *type =
		btf->type_count ? (struct btf_type *)btf_type_at(btf, btf_type_count(btf) - 1) : NULL;

	return type && type_in(type, kinds) ? type : NULL;
}

/* One more member of the last type: a name, and up to three words of which the first may be that name. */
static int append_member(
	struct btf *btf, uint32_t kinds, const char *name, bool named, uint32_t *words, uint32_t word_count)
{
	struct btf_type *type;
	int result;
	void *room;

	type = last_type(btf, kinds);
	if (!type)
		return result_int(-EINVAL);
	if (btf_vlen(type) >= BTF_VLEN_LIMIT)
		return result_int(-ENOSPC);
	result = btf_make_writable(btf);
	if (!result && named)
		result = intern(btf, name, &words[0]);
	if (result)
		return result_int(result);
	room = btf_extend_type(btf, word_count * 4);
	if (!room)
		return result_int(-ENOMEM);
	memcpy(room, words, word_count * 4);
	type = last_type(btf, kinds);
	type->info++;
	return 0;
}

int btf__add_field(struct btf *btf, const char *name, int field_type_id, __u32 bit_offset, __u32 bit_size)
{
	const uint32_t composite = KIND_BIT(BTF_KIND_STRUCT) | KIND_BIT(BTF_KIND_UNION);
	struct btf_type *type = last_type(btf, composite);
	uint32_t words[3] = { 0, (uint32_t)field_type_id };
	bool flag;
	int result;

	if (!type || !is_id(field_type_id))
		return result_int(-EINVAL);
	if (bit_size > 0xff || (bit_size && bit_offset > 0xffffff))
		return result_int(-EINVAL);
	if (btf_is_union(type) && bit_offset)
		return result_int(-EINVAL);
	flag = bit_size || btf_kflag(type);
	/* The first bitfield turns all offsets into pairs of width and offset. */
	if (flag && bit_offset > 0xffffff)
		return result_int(-EINVAL);
	for (uint32_t i = 0; flag && !btf_kflag(type) && i < btf_vlen(type); i++)
		if (btf_members(type)[i].offset > 0xffffff)
			return result_int(-EINVAL);
	words[2] = flag ? bit_size << 24 | bit_offset : bit_offset;
	result = append_member(btf, composite, name, true, words, 3);
	if (!result && flag)
		last_type(btf, composite)->info |= 1u << 31;
	return result;
}

static bool is_enum_size(uint32_t bytes)
{
	return is_power_of_2(bytes) && bytes <= 8;
}

int btf__add_enum(struct btf *btf, const char *name, __u32 bytes_sz)
{
	struct new_type new_type = { .name = name, .kind = BTF_KIND_ENUM, .size_or_type = bytes_sz };

	return is_enum_size(bytes_sz) ? append(btf, &new_type) : result_int(-EINVAL);
}

int btf__add_enum_value(struct btf *btf, const char *name, __s64 value)
{
	uint32_t words[2] = { 0, (uint32_t)value };
	int result;

	if (!name || !*name || value < INT_MIN || value > UINT_MAX)
		return result_int(value < INT_MIN || value > UINT_MAX ? -E2BIG : -EINVAL);
	result = append_member(btf, KIND_BIT(BTF_KIND_ENUM), name, true, words, 2);
	/* The flag of an enum: its values are signed. */
	if (!result && value < 0)
		last_type(btf, KIND_BIT(BTF_KIND_ENUM))->info |= 1u << 31;
	return result;
}

int btf__add_enum64(struct btf *btf, const char *name, __u32 bytes_sz, bool is_signed)
{
	struct new_type new_type = {
		.name = name, .kind = BTF_KIND_ENUM64, .flag = is_signed, .size_or_type = bytes_sz
	};

	return is_enum_size(bytes_sz) ? append(btf, &new_type) : result_int(-EINVAL);
}

int btf__add_enum64_value(struct btf *btf, const char *name, __u64 value)
{
	uint32_t words[3] = { 0, (uint32_t)value, (uint32_t)(value >> 32) };

	if (!name || !*name)
		return result_int(-EINVAL);
	return append_member(btf, KIND_BIT(BTF_KIND_ENUM64), name, true, words, 3);
}

int btf__add_fwd(struct btf *btf, const char *name, enum btf_fwd_kind fwd_kind)
{
	struct new_type new_type = { .name = name, .kind = BTF_KIND_FWD, .flag = fwd_kind == BTF_FWD_UNION };

	if (!name || !*name)
		return result_int(-EINVAL);
	switch (fwd_kind) {
	case BTF_FWD_STRUCT:
	case BTF_FWD_UNION:
		return append(btf, &new_type);
	case BTF_FWD_ENUM:
		/* An enum without values; its size is a guess, as with compilers. */
		return btf__add_enum(btf, name, sizeof(int));
	default:
		return result_int(-EINVAL);
	}
}

int btf__add_typedef(struct btf *btf, const char *name, int ref_type_id)
{
	return name && *name ? append_ref(btf, BTF_KIND_TYPEDEF, name, ref_type_id, false)
			     : result_int(-EINVAL);
}

int btf__add_volatile(struct btf *btf, int ref_type_id)
{
	return append_ref(btf, BTF_KIND_VOLATILE, NULL, ref_type_id, false);
}

int btf__add_const(struct btf *btf, int ref_type_id)
{
	return append_ref(btf, BTF_KIND_CONST, NULL, ref_type_id, false);
}

int btf__add_restrict(struct btf *btf, int ref_type_id)
{
	return append_ref(btf, BTF_KIND_RESTRICT, NULL, ref_type_id, false);
}

int btf__add_type_tag(struct btf *btf, const char *value, int ref_type_id)
{
	return value && *value ? append_ref(btf, BTF_KIND_TYPE_TAG, value, ref_type_id, false)
			       : result_int(-EINVAL);
}

int btf__add_type_attr(struct btf *btf, const char *value, int ref_type_id)
{
	return value && *value ? append_ref(btf, BTF_KIND_TYPE_TAG, value, ref_type_id, true)
			       : result_int(-EINVAL);
}

int btf__add_func(struct btf *btf, const char *name, enum btf_func_linkage linkage, int proto_type_id)
{
	struct new_type new_type = {
		.name = name, .kind = BTF_KIND_FUNC, .vlen = linkage, .size_or_type = (uint32_t)proto_type_id
	};

	if ((uint32_t)linkage > BTF_FUNC_EXTERN || !is_id(proto_type_id))
		return result_int(-EINVAL);
	return append_named(btf, &new_type);
}

int btf__add_func_proto(struct btf *btf, int ret_type_id)
{
	return append_ref(btf, BTF_KIND_FUNC_PROTO, NULL, ret_type_id, false);
}

int btf__add_func_param(struct btf *btf, const char *name, int type_id)
{
	uint32_t words[2] = { 0, (uint32_t)type_id };

	if (!is_id(type_id))
		return result_int(-EINVAL);
	return append_member(btf, KIND_BIT(BTF_KIND_FUNC_PROTO), name, true, words, 2);
}

int btf__add_var(struct btf *btf, const char *name, int linkage, int type_id)
{
	struct new_type new_type = { .name = name,
		.kind = BTF_KIND_VAR,
		.size_or_type = (uint32_t)type_id,
		.words = { (uint32_t)linkage },
		.word_count = 1 };

	if (linkage < BTF_VAR_STATIC || linkage > BTF_VAR_GLOBAL_EXTERN || !is_id(type_id))
		return result_int(-EINVAL);
	return append_named(btf, &new_type);
}

int btf__add_datasec(struct btf *btf, const char *name, __u32 byte_sz)
{
	return append_named(
		btf, &(struct new_type){ .name = name, .kind = BTF_KIND_DATASEC, .size_or_type = byte_sz });
}

int btf__add_datasec_var_info(struct btf *btf, int var_type_id, __u32 offset, __u32 byte_sz)
{
	uint32_t words[3] = { (uint32_t)var_type_id, offset, byte_sz };

	if (!is_id(var_type_id))
		return result_int(-EINVAL);
	return append_member(btf, KIND_BIT(BTF_KIND_DATASEC), NULL, false, words, 3);
}

static int append_decl(struct btf *btf, const char *value, int ref_type_id, int component_idx, bool attribute)
{
	struct new_type new_type = { .name = value,
		.kind = BTF_KIND_DECL_TAG,
		.flag = attribute,
		.size_or_type = (uint32_t)ref_type_id,
		.words = { (uint32_t)component_idx },
		.word_count = 1 };

	if (!is_id(ref_type_id) || component_idx < -1)
		return result_int(-EINVAL);
	return append_named(btf, &new_type);
}

int btf__add_decl_tag(struct btf *btf, const char *value, int ref_type_id, int component_idx)
{
	return append_decl(btf, value, ref_type_id, component_idx, false);
}

int btf__add_decl_attr(struct btf *btf, const char *value, int ref_type_id, int component_idx)
{
	return append_decl(btf, value, ref_type_id, component_idx, true);
}

int btf__find_str(struct btf *btf, const char *s)
{
	int64_t offset = btf_find_string(btf, s, strlen(s));

	return offset < 0 ? result_int((int)offset) : (int)offset;
}

int btf__add_str(struct btf *btf, const char *s)
{
	int64_t offset;
	int result = btf_make_writable(btf);

	if (result)
		return result_int(result);
	offset = btf_intern_string(btf, s, strlen(s));
	return offset < 0 ? result_int((int)offset) : (int)offset;
}
