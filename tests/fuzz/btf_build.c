// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Any bytes as calls of btf__add_*(): most of what comes out is valid, however strange. */
#include <stdint.h>
#include <stdio.h>

#include "loader/btf/btf.h"
#include "tests/fuzz/btf_exercise.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

struct input {
	const unsigned char *data;
	size_t left;
};

static unsigned int next(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->data++;
}

static const char *name(struct input *in)
{
	static const char *const names[] = { "", "a", "b", "c", "int", "long", "char", "a___x" };

	return names[next(in) % 8];
}

static const char *some_name(struct input *in)
{
	const char *chosen = name(in);

	return *chosen ? chosen : "d";
}

/* A type before this one as a rule, or one that comes soon. */
static int ref(struct input *in, const struct btf *btf)
{
	unsigned int back = next(in);
	int last = (int)btf__type_cnt(btf) - 1;

	return back >= 250            ? last + 1 + (int)back - 250
	       : last - (int)back > 0 ? last - (int)back
				      : (int)back % (last + 1);
}

static void add_members(struct input *in, struct btf *btf, unsigned int count)
{
	uint32_t bit = 0;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int width = next(in), type = (unsigned int)ref(in, btf);

		bit += next(in) % 4 * 8;
		btf__add_field(btf, name(in), (int)type, bit, width < 32 ? width : 0);
		if (width < 32)
			bit += width;
		else if (btf__resolve_size(btf, type) > 0 && btf__resolve_size(btf, type) < 4096)
			bit += (uint32_t)btf__resolve_size(btf, type) * 8;
	}
	/* Large enough, as a rule. */
	const struct btf_type *type = btf__type_by_id(btf, btf__type_cnt(btf) - 1);

	if (btf_is_struct(type) && next(in) < 240)
		((struct btf_type *)type)->size = (bit + 7) / 8 + next(in) % 8;
}

static void add_type(struct input *in, struct btf *btf)
{
	static const uint32_t sizes[] = { 1, 2, 4, 8 };
	unsigned int count;

	switch (next(in) % 18) {
	case 0:
		btf__add_int(btf, some_name(in), sizes[next(in) % 4], (int)next(in) % 8);
		break;
	case 1:
		btf__add_ptr(btf, ref(in, btf));
		break;
	case 2:
		btf__add_array(btf, 1, ref(in, btf), next(in) % 5);
		break;
	case 3:
	case 4:
		btf__add_struct(btf, name(in), next(in));
		add_members(in, btf, next(in) % 6);
		break;
	case 5:
		btf__add_union(btf, name(in), next(in));
		count = next(in) % 5;
		for (unsigned int i = 0; i < count; i++)
			btf__add_field(btf, name(in), ref(in, btf), 0, 0);
		break;
	case 6:
		btf__add_enum(btf, name(in), sizes[next(in) % 4]);
		count = next(in) % 4;
		for (unsigned int i = 0; i < count; i++)
			btf__add_enum_value(btf, some_name(in), (int)next(in) - 128);
		break;
	case 7:
		btf__add_enum64(btf, name(in), 8, next(in) & 1);
		count = next(in) % 4;
		for (unsigned int i = 0; i < count; i++)
			btf__add_enum64_value(btf, some_name(in), (uint64_t)next(in) << next(in) % 64);
		break;
	case 8:
		btf__add_fwd(btf, some_name(in), (enum btf_fwd_kind)(next(in) % 3));
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
		count = next(in) % 4;
		for (unsigned int i = 0; i < count; i++)
			btf__add_func_param(btf, name(in), ref(in, btf));
		break;
	case 15:
		btf__add_func(btf, some_name(in), BTF_FUNC_GLOBAL, ref(in, btf));
		break;
	case 16:
		btf__add_var(btf, some_name(in), (int)next(in) % 3, ref(in, btf));
		break;
	default:
		btf__add_float(btf, "float", sizes[1 + next(in) % 3]);
		break;
	}
}

/* One type too many that breaks a rule would spoil the rest: it is left out. */
static struct btf *build(struct input *in, struct btf *base, unsigned int types)
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

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct input in = { data, size };
	struct btf *base = build(&in, NULL, 1 + next(&in) % 40), *split;

	if (!base)
		return 0;
	btf_exercise_reading(base, data, size);
	btf_exercise_writing(base);
	split = in.left ? build(&in, base, 40) : NULL;
	if (split) {
		btf_exercise_reading(split, data, size);
		btf_exercise_writing(split);
	}
	btf__free(split);
	btf__free(base);
	return 0;
}
