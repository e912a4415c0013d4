// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A split BTF is distilled and put on another base, where everything has other ids: the same types come out. Bases
 * that do not fit are refused and leave it as it was. And btf__permute().
 */
#include "loader/btf/btf.h"

#include <string.h>

#include "tests/harness/test.h"

struct variant {
	int shift;      /* types before the others */
	uint32_t sized; /* of struct sized, by value in the split one */
	uint32_t flags; /* size of enum flags */
	bool twice, no_pointed, wide_enum;
};

/* int, unsigned..., and what the split one needs of it. */
static struct btf *make_base(struct variant v)
{
	struct btf *base = btf__new_empty();
	int size;

	for (int i = 0; i < v.shift; i++)
		btf__add_float(base, "float", 4);
	btf__add_int(base, "int", 4, BTF_INT_SIGNED);
	btf__add_int(base, "long", 8, BTF_INT_SIGNED);
	size = btf__add_struct(base, "sized", v.sized);
	btf__add_field(base, "a", v.shift + 1, 0, 0);
	if (v.twice) {
		btf__add_struct(base, "sized", v.sized);
		btf__add_field(base, "b", v.shift + 1, 0, 0);
	}
	if (!v.no_pointed)
		btf__add_struct(base, "pointed", 4 + (uint32_t)v.shift);
	if (v.wide_enum)
		btf__add_enum64(base, "flags", v.flags, false);
	else
		btf__add_enum(base, "flags", v.flags);
	btf__add_typedef(base, "sized_t", size);
	btf__add_ptr(base, btf__find_by_name(base, "pointed") < 0 ? 0 : btf__find_by_name(base, "pointed"));
	btf__add_struct(base, NULL, 4);
	btf__add_field(base, "anonymous", v.shift + 1, 0, 0);
	btf__add_struct(base, "unused", 1);
	return base;
}

static struct btf *make_split(struct btf *base)
{
	struct btf *btf = btf__new_empty_split(base);
	int typedef_id = btf__find_by_name(base, "sized_t");

	btf__add_struct(btf, "mine", 48);
	btf__add_field(btf, "s", typedef_id, 0, 0);
	btf__add_field(btf, "p", typedef_id + 1, 128, 0);
	btf__add_field(btf, "anon", typedef_id + 2, 192, 0);
	btf__add_field(btf, "e", btf__find_by_name(base, "flags"), 224, 0);
	btf__add_field(btf, "l", btf__find_by_name(base, "long"), 256, 0);
	btf__add_ptr(btf, (int)btf__type_cnt(base));
	return btf;
}

static const struct btf_type *member_type(const struct btf *btf, uint32_t id, uint32_t i)
{
	return btf__type_by_id(btf, btf_members(btf__type_by_id(btf, id))[i].type);
}

static void check_mine(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id), *sized, *pointed;

	REQUIRE(type && btf_is_struct(type) && btf_vlen(type) == 5);
	CHECK(!strcmp(btf_name_of(btf, type), "mine"));
	CHECK(!strcmp(btf__name_by_offset(btf, btf_members(type)[2].name_off), "anon"));
	type = member_type(btf, id, 0);
	CHECK(btf_is_typedef(type) && !strcmp(btf_name_of(btf, type), "sized_t"));
	sized = btf__type_by_id(btf, type->type);
	CHECK(btf_is_struct(sized) && sized->size == 16 && !strcmp(btf_name_of(btf, sized), "sized"));
	type = member_type(btf, id, 1);
	pointed = btf__type_by_id(btf, type->type);
	CHECK(btf_is_ptr(type) && !strcmp(btf_name_of(btf, pointed), "pointed"));
	type = member_type(btf, id, 2);
	CHECK(btf_is_struct(type) && !type->name_off && btf_vlen(type) == 1);
	CHECK(!strcmp(btf__name_by_offset(btf, btf_members(type)->name_off), "anonymous"));
	CHECK(btf_is_any_enum(member_type(btf, id, 3)));
	CHECK(btf_is_int(member_type(btf, id, 4)) && member_type(btf, id, 4)->size == 8);
	CHECK_INT(btf__type_by_id(btf, id + 1)->type, id);
}

static void try_base(struct btf *src, struct variant v, int expected)
{
	struct btf *distilled, *split, *base = make_base(v), *copy;
	uint32_t bytes, bytes_again;
	const void *raw, *again;

	REQUIRE(!btf__distill_base(src, &distilled, &split));
	/* int, long, sized, pointed, flags; typedef, pointer and the nameless one went to the other. */
	CHECK_INT(btf__type_cnt(distilled), 6);
	CHECK_INT(btf__type_cnt(split), 6 + 2 + 3);
	CHECK(btf_is_fwd(btf__type_by_id(distilled, btf__find_by_name(distilled, "pointed"))));
	CHECK_INT(btf_vlen(btf__type_by_id(distilled, btf__find_by_name(distilled, "sized"))), 0);
	CHECK_INT(btf__find_by_name(distilled, "unused"), -ENOENT);
	check_mine(split, 6);
	raw = btf__raw_data(split, &bytes);
	copy = btf__new_split(raw, bytes, distilled);
	REQUIRE(copy);
	CHECK_INT(btf__relocate(copy, base), expected);
	if (expected) {
		again = btf__raw_data(copy, &bytes_again);
		CHECK(bytes == bytes_again && !memcmp(raw, again, bytes));
		CHECK(btf__base_btf(copy) == distilled);
	} else {
		CHECK(btf__base_btf(copy) == base);
		CHECK_INT(btf__type_cnt(copy), btf__type_cnt(base) + 5);
		CHECK_INT(btf_validate(copy, NULL), 0);
		check_mine(copy, btf__type_cnt(base));
		CHECK(btf_vlen(btf__type_by_id(copy, member_type(copy, btf__type_cnt(base), 0)->type)) == 1);
	}
	btf__free(copy);
	btf__free(split);
	btf__free(distilled);
	btf__free(base);
}

static void permute(void)
{
	LIBBPF_OPTS(btf_permute_opts, opts);
	struct btf *btf = btf__new_empty(), *split;
	uint32_t map[] = { 0, 3, 1, 2 }, wrong[] = { 0, 3, 3, 2 }, beyond[] = { 0, 3, 4, 2 },
		 moved_void[] = { 1, 0, 2, 3 };
	uint32_t split_map[] = { 5, 4 };

	btf__add_int(btf, "int", 4, 0);
	btf__add_ptr(btf, 3);
	btf__add_struct(btf, "s", 4);
	btf__add_field(btf, "m", 1, 0, 0);
	CHECK_INT(btf__permute(btf, wrong, 4, NULL), -EINVAL);
	CHECK_INT(btf__permute(btf, beyond, 4, NULL), -EINVAL);
	CHECK_INT(btf__permute(btf, moved_void, 4, NULL), -EINVAL);
	CHECK_INT(btf__permute(btf, map, 3, NULL), -EINVAL);
	CHECK_INT(btf__permute(btf, map, 4, &opts), 0);
	CHECK(btf_is_ptr(btf__type_by_id(btf, 1)) && btf__type_by_id(btf, 1)->type == 2);
	CHECK(btf_is_struct(btf__type_by_id(btf, 2)) && btf_members(btf__type_by_id(btf, 2))->type == 3);
	CHECK(btf_is_int(btf__type_by_id(btf, 3)));
	CHECK_INT(btf_validate(btf, NULL), 0);

	split = btf__new_empty_split(btf);
	btf__add_ptr(split, 5);
	btf__add_const(split, 2);
	CHECK_INT(btf__permute(split, split_map, 2, NULL), 0);
	CHECK(btf_is_const(btf__type_by_id(split, 4)) && btf__type_by_id(split, 4)->type == 2);
	CHECK(btf_is_ptr(btf__type_by_id(split, 5)) && btf__type_by_id(split, 5)->type == 4);
	btf__free(split);
	btf__free(btf);
}

int main(void)
{
	struct variant same = { .sized = 16, .flags = 4 };
	struct btf *base, *src, *a, *b;

	test_begin();
	base = make_base(same);
	src = make_split(base);
	CHECK_INT(btf_validate(src, NULL), 0);
	try_base(src, same, 0);
	try_base(src, (struct variant){ .shift = 5, .sized = 16, .flags = 4 }, 0);
	try_base(src, (struct variant){ .sized = 16, .flags = 4, .wide_enum = true }, 0);
	try_base(src, (struct variant){ .sized = 24, .flags = 4 }, -EINVAL);
	try_base(src, (struct variant){ .sized = 16, .flags = 8 }, -EINVAL);
	try_base(src, (struct variant){ .sized = 16, .flags = 4, .twice = true }, -EINVAL);
	try_base(src, (struct variant){ .sized = 16, .flags = 4, .no_pointed = true }, -EINVAL);
	CHECK_INT(btf__distill_base(base, &a, &b), -EINVAL);
	CHECK_INT(btf__relocate(base, base), -EINVAL);
	btf__free(src);
	btf__free(base);
	permute();
	return test_end();
}
