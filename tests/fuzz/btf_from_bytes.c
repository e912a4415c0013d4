// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* See btf_from_bytes.h. */
#include "tests/fuzz/btf_from_bytes.h"

#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/write.h"

unsigned int input_next(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->data++;
}

static const char *name(struct input *in)
{
	static const char *const names[] = { "", "a", "b", "c", "int", "long", "char", "a___x" };

	return names[input_next(in) % 8];
}

static const char *some_name(struct input *in)
{
	const char *chosen = name(in);

	return *chosen ? chosen : "d";
}

/* A type before this one as a rule, or one that comes soon. */
static int ref(struct input *in, const struct btf *btf)
{
	unsigned int back = input_next(in);
	int last = (int)btf__type_cnt(btf) - 1;

	return back >= 250            ? last + 1 + (int)back - 250
	       : last - (int)back > 0 ? last - (int)back
				      : (int)back % (last + 1);
}

static void add_members(struct input *in, struct btf *btf, unsigned int count)
{
	uint32_t bit = 0;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int width = input_next(in), type = (unsigned int)ref(in, btf);

		bit += input_next(in) % 4 * 8;
		btf__add_field(btf, name(in), (int)type, bit, width < 32 ? width : 0);
		if (width < 32)
			bit += width;
		else if (btf__resolve_size(btf, type) > 0 && btf__resolve_size(btf, type) < 4096)
			bit += (uint32_t)btf__resolve_size(btf, type) * 8;
	}
	/* Large enough, as a rule. */
	const struct btf_type *type = btf__type_by_id(btf, btf__type_cnt(btf) - 1);

	if (btf_is_struct(type) && input_next(in) < 240)
		((struct btf_type *)type)->size = (bit + 7) / 8 + input_next(in) % 8;
}

static void add_type(struct input *in, struct btf *btf)
{
	static const uint32_t sizes[] = { 1, 2, 4, 8 };
	unsigned int count;

	switch (input_next(in) % 18) {
	case 0:
		btf__add_int(btf, some_name(in), sizes[input_next(in) % 4], (int)input_next(in) % 8);
		break;
	case 1:
		btf__add_ptr(btf, ref(in, btf));
		break;
	case 2:
		btf__add_array(btf, 1, ref(in, btf), input_next(in) % 5);
		break;
	case 3:
	case 4:
		btf__add_struct(btf, name(in), input_next(in));
		add_members(in, btf, input_next(in) % 6);
		break;
	case 5:
		btf__add_union(btf, name(in), input_next(in));
		count = input_next(in) % 5;
		for (unsigned int i = 0; i < count; i++)
			btf__add_field(btf, name(in), ref(in, btf), 0, 0);
		break;
	case 6:
		btf__add_enum(btf, name(in), sizes[input_next(in) % 4]);
		count = input_next(in) % 4;
		for (unsigned int i = 0; i < count; i++)
			btf__add_enum_value(btf, some_name(in), (int)input_next(in) - 128);
		break;
	case 7:
		btf__add_enum64(btf, name(in), 8, input_next(in) & 1);
		count = input_next(in) % 4;
		for (unsigned int i = 0; i < count; i++)
			btf__add_enum64_value(
				btf, some_name(in), (uint64_t)input_next(in) << input_next(in) % 64);
		break;
	case 8:
		btf__add_fwd(btf, some_name(in), (enum btf_fwd_kind)(input_next(in) % 3));
		break;
	case 9:
		btf__add_typedef(btf, some_name(in), ref(in, btf));
		break;
	case 10:
		btf__add_const(btf, ref(in, btf));
		break;
	case 11:
		btf__add_volatile(btf, ref(in, btf));
		break;
	case 12:
		btf__add_restrict(btf, ref(in, btf));
		break;
	case 13:
		btf__add_type_tag(btf, "tag", ref(in, btf));
		break;
	case 14:
		btf__add_func_proto(btf, ref(in, btf));
		count = input_next(in) % 4;
		for (unsigned int i = 0; i < count; i++)
			btf__add_func_param(btf, name(in), ref(in, btf));
		break;
	case 15:
		btf__add_func(btf, some_name(in), BTF_FUNC_GLOBAL, ref(in, btf));
		break;
	case 16:
		btf__add_var(btf, some_name(in), (int)input_next(in) % 3, ref(in, btf));
		break;
	default:
		btf__add_float(btf, "float", sizes[1 + input_next(in) % 3]);
		break;
	}
}

struct btf *btf_from_bytes(struct input *in, struct btf *base, unsigned int types)
{
	struct btf *btf = base ? btf__new_empty_split(base) : btf__new_empty();

	if (!base)
		btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	while (in->left && types--)
		add_type(in, btf);
	if (!btf_validate(btf, NULL))
		return btf;
	btf__free(btf);
	return NULL;
}

/* ---- variants ---- */

static void change_members(struct input *in, struct btf *btf, struct btf_type *type)
{
	struct btf_member *member =
		btf_members(type) + input_next(in) % (btf_vlen(type) ? btf_vlen(type) : 1);
	uint32_t bits = input_next(in) % 16 * 8;

	if (!btf_vlen(type))
		return;
	switch (input_next(in) % 5) {
	case 0:
		/* Everything from here on moves, as when a member is new. */
		for (; member < btf_members(type) + btf_vlen(type); member++)
			if (btf_is_struct(type))
				member->offset += bits;
		type->size += bits / 8;
		break;
	case 1:
		member->name_off = btf_members(type)[input_next(in) % btf_vlen(type)].name_off;
		break;
	case 2:
		member->type = (uint32_t)ref(in, btf);
		break;
	case 3:
		if (btf_is_struct(type))
			member->offset ^= bits;
		break;
	default:
		type->size += bits;
		break;
	}
}

static void change_type(struct input *in, struct btf *btf, struct btf_type *type)
{
	static const uint32_t int_bytes[] = { 1, 2, 4, 8 };
	uint32_t i;

	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		change_members(in, btf, type);
		break;
	case BTF_KIND_ARRAY:
		btf_array(type)->nelems = input_next(in) % 6;
		break;
	case BTF_KIND_INT:
		type->size = int_bytes[input_next(in) % 4];
		*(uint32_t *)type_payload(type) = (input_next(in) % 5) << 24 | type->size * 8;
		break;
	case BTF_KIND_ENUM:
		i = input_next(in);
		if (btf_vlen(type))
			btf_enum(type)[i % btf_vlen(type)].val = (int)input_next(in) - 128;
		type->size = int_bytes[input_next(in) % 4];
		break;
	case BTF_KIND_ENUM64:
		i = input_next(in);
		if (btf_vlen(type))
			btf_enum64(type)[i % btf_vlen(type)].val_hi32 = input_next(in);
		break;
	case BTF_KIND_FWD:
		type->info ^= 1u << 31;
		break;
	case BTF_KIND_FLOAT:
	case BTF_KIND_UNKN:
		break;
	default:
		if (btf_kind_words[btf_kind(type)].head_id)
			type->type = (uint32_t)ref(in, btf);
		break;
	}
}

struct btf *btf_variant(struct input *in, const struct btf *btf)
{
	unsigned int changes = input_next(in) % 8;
	struct btf *variant;

	if (btf_clone(&variant, btf))
		return NULL;
	while (!btf_make_writable(variant) && changes--) {
		uint32_t id = 1 + (input_next(in) | input_next(in) << 8) % variant->type_count;

		change_type(in, variant, (struct btf_type *)btf__type_by_id(variant, id));
	}
	btf_changed(variant);
	if (!btf_validate(variant, NULL))
		return variant;
	btf__free(variant);
	return NULL;
}
