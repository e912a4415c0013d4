// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * btf__dedup(): equal types become one, different ones stay, cycles and forward declarations included;
 * .BTF.ext follows. Checked on small cases by number, and on random ones by what must hold: each type's image
 * looks like it, and refers to the images of what it refers to.
 */
#include "loader/btf/btf.h"

#include <linux/bpf.h>
#include <string.h>

#include "loader/btf/ext.h"
#include "tests/harness/test.h"

/* struct list { struct list *next; struct item *item; }; item defined or only declared, or with another
 * member. */
enum item { DECLARED, DEFINED, OTHER };

static void add_list(struct btf *btf, enum item item)
{
	int first = (int)btf__type_cnt(btf);

	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	btf__add_ptr(btf, first + 3);
	btf__add_ptr(btf, first + 4);
	btf__add_struct(btf, "list", 16);
	btf__add_field(btf, "next", first + 1, 0, 0);
	btf__add_field(btf, "item", first + 2, 64, 0);
	if (item == DECLARED) {
		btf__add_fwd(btf, "item", BTF_FWD_STRUCT);
		return;
	}
	btf__add_struct(btf, "item", 16);
	btf__add_field(btf, "list", first + 1, 0, 0);
	btf__add_field(btf, item == DEFINED ? "value" : "other", first, 64, 0);
}

static uint32_t dedup_count(const enum item *items, int count, bool collide)
{
	LIBBPF_OPTS(btf_dedup_opts, opts, .force_collisions = collide);
	struct btf *btf = btf__new_empty();
	uint32_t left;

	for (int i = 0; i < count; i++)
		add_list(btf, items[i]);
	CHECK_INT(btf__dedup(btf, &opts), 0);
	CHECK_INT(btf_validate(btf, NULL), 0);
	left = btf__type_cnt(btf) - 1;
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf) - 1, left);
	btf__free(btf);
	return left;
}

#define COUNT(...)                                                                                          \
	dedup_count((enum item[]){ __VA_ARGS__ }, sizeof((enum item[]){ __VA_ARGS__ }) / sizeof(enum item), \
		collide)

static void lists(void)
{
	for (int collide = 0; collide < 2; collide++) {
		CHECK_INT(COUNT(DEFINED), 5);
		CHECK_INT(COUNT(DEFINED, DEFINED, DEFINED), 5);
		CHECK_INT(COUNT(DECLARED, DECLARED), 5);
		CHECK_INT(COUNT(DECLARED, DEFINED), 5);
		CHECK_INT(COUNT(DEFINED, DECLARED, DEFINED, DECLARED), 5);
		/* Two definitions of one name: lists of the one and of the other differ, too. */
		CHECK_INT(COUNT(DEFINED, OTHER), 9);
		CHECK_INT(COUNT(DEFINED, OTHER, OTHER, DEFINED), 9);
		/* Which of the two the declaration means nobody knows. */
		CHECK_INT(COUNT(DEFINED, OTHER, DECLARED), 13);
	}
}

static void kinds(void)
{
	struct btf *btf = btf__new_empty();
	uint32_t first, count;

	for (int i = 0; i < 2; i++) {
		first = btf__type_cnt(btf);
		btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
		btf__add_array(btf, (int)first, (int)first, 7);
		btf__add_enum(btf, "e", 4);
		btf__add_enum_value(btf, "A", 1);
		btf__add_enum64(btf, "E", 8, false);
		btf__add_enum64_value(btf, "B", 1ull << 40);
		btf__add_float(btf, "float", 4);
		btf__add_func_proto(btf, (int)first);
		btf__add_func_param(btf, "a", (int)first + 1);
		btf__add_func(btf, "f", BTF_FUNC_GLOBAL, (int)first + 5);
		btf__add_decl_tag(btf, "tag", (int)first + 6, 0);
		btf__add_type_tag(btf, "user", (int)first);
		btf__add_ptr(btf, (int)first + 8);
		btf__add_volatile(btf, (int)first + 9);
		btf__add_restrict(btf, (int)first + 9);
		btf__add_typedef(btf, "t", (int)first + 10);
		count = btf__type_cnt(btf) - first;
	}
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf) - 1, count);
	/* Variables are places. */
	for (int i = 0; i < 2; i++) {
		int var = btf__add_var(btf, "v", BTF_VAR_STATIC, 1);

		btf__add_datasec(btf, ".bss", 4);
		btf__add_datasec_var_info(btf, var, 0, 4);
	}
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf) - 1, count + 4);
	/* An enum without values stands for the one with. */
	btf__add_enum(btf, "E", 4);
	btf__add_ptr(btf, (int)count + 5);
	btf__add_ptr(btf, 4);
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf) - 1, count + 5);
	CHECK_INT(btf__type_by_id(btf, count + 5)->type, 4);
	btf__free(btf);
}

static void split(void)
{
	struct btf *base = btf__new_empty(), *btf;
	const struct btf_type *type;

	add_list(base, DEFINED);
	btf = btf__new_empty_split(base);
	add_list(btf, DECLARED);
	add_list(btf, DEFINED);
	btf__add_ptr(btf, 9); /* to the list of the split one */
	btf__add_typedef(btf, "unlike", 8);
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf), 7);
	CHECK_INT(btf->strings_len, strlen("unlike") + 1);
	type = btf__type_by_id(btf, 6);
	CHECK(type && btf_is_typedef(type) && type->type < 6);
	btf__free(btf);
	btf__free(base);
}

/* ---- random ones ---- */

static unsigned int seed, valid_ones;

static int rnd(int below)
{
	seed = seed * 1103515245 + 12345;
	return (int)(seed >> 8) % below;
}

static const char *name_of(int i)
{
	static const char *const names[] = { "a", "b", "c", "d" };

	return names[i];
}

/* Few names and shapes, so that much is equal; pointers to anything, so that much is not. */
static struct btf *random_btf(int structs)
{
	struct btf *btf = btf__new_empty();
	int first = 3 + 2 * structs;

	btf__add_int(btf, "int", 4, 0);
	btf__add_int(btf, "long", 8, 0);
	for (int i = 0; i < structs; i++)
		btf__add_ptr(btf, rnd(5) ? first + rnd(structs) : rnd(3));
	for (int i = 0; i < structs; i++)
		switch (rnd(3)) {
		case 0:
			btf__add_const(btf, 3 + rnd(structs));
			break;
		case 1:
			btf__add_typedef(btf, name_of(rnd(2)), 3 + rnd(structs));
			break;
		default:
			btf__add_func_proto(btf, rnd(2) ? 3 + rnd(structs) : 0);
			btf__add_func_param(btf, NULL, 3 + rnd(structs));
			break;
		}
	for (int i = 0; i < structs; i++) {
		if (!rnd(4)) {
			btf__add_fwd(btf, name_of(rnd(4)), BTF_FWD_STRUCT);
			continue;
		}
		btf__add_struct(btf, name_of(rnd(4)), 16);
		btf__add_field(btf, name_of(rnd(2)), 3 + rnd(structs), 0, 0);
		if (rnd(2))
			btf__add_field(btf, name_of(rnd(2)), rnd(2) ? 2 : 3 + rnd(structs), 64, 0);
	}
	return btf;
}

/* A CO-RE record for each type, to see where it went. */
static struct btf_ext *ext_for(struct btf *btf)
{
	uint32_t count = btf__type_cnt(btf), words = 8 + 3 + 4 * count, *data = calloc(words, 4);
	struct btf_ext *ext;

	memcpy(data,
		(uint32_t[]){ 0x0001eb9f, 32, 0, 0, 0, 0, 0, (3 + 4 * count) * 4, 16,
			(uint32_t)btf__add_str(btf, ".text"), count },
		44);
	for (uint32_t id = 0; id < count; id++)
		memcpy(data + 11 + 4 * id, (uint32_t[]){ 8 * id, id, (uint32_t)btf__add_str(btf, "0"), 6 },
			16);
	ext = btf_ext__new((void *)data, words * 4);
	free(data);
	return ext;
}

static void check_image(
	const struct btf *before, uint32_t id, const struct btf *after, const struct btf_ext_section *to)
{
#define IMAGE(id) (((const struct bpf_core_relo *)btf_ext_record(to, id))->type_id)
	const struct btf_type *type = btf__type_by_id(before, id), *image = btf__type_by_id(after, IMAGE(id));
	uint32_t *a, *b;

	if (btf_is_fwd(type) && btf_is_struct(image)) {
		CHECK(!strcmp(btf_name_of(before, type), btf_name_of(after, image)));
		return;
	}
	CHECK_INT(image->info, type->info);
	for (uint32_t i = 0; (a = btf_type_str(type, i)) && (b = btf_type_str(image, i)); i++)
		CHECK(!strcmp(btf__str_by_offset(before, *a), btf__str_by_offset(after, *b)));
	for (uint32_t i = 0; (a = btf_type_ref(type, i)) && (b = btf_type_ref(image, i)); i++)
		CHECK_INT(*b, IMAGE(*a));
}

static void random_one(int structs, bool collide)
{
	struct btf *btf = random_btf(structs), *before;
	struct btf_ext_section to = { 0 };
	struct btf_ext *ext;
	uint32_t once;

	if (btf_validate(btf, NULL)) {
		btf__free(btf);
		return;
	}
	valid_ones++;
	ext = ext_for(btf);
	before = btf__new_empty();
	btf__add_btf(before, btf);
	LIBBPF_OPTS(btf_dedup_opts, opts, .force_collisions = collide, .btf_ext = ext);
	CHECK_INT(btf__dedup(btf, &opts), 0);
	CHECK_INT(btf_ext_check(ext, btf, NULL), 0);
	REQUIRE(btf_ext_next_section(ext, BTF_EXT_CORE_RELO, &to));
	CHECK(!strcmp(btf__str_by_offset(btf, to.name_off), ".text"));
	for (uint32_t id = 0; id < btf__type_cnt(before); id++)
		check_image(before, id, btf, &to);
	/* Three times the same, in two places, is as much. */
	once = btf__type_cnt(btf);
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf), once);
	btf__add_btf(btf, before);
	btf__add_btf(btf, before);
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf), once);
	btf_ext__free(ext);
	btf__free(before);
	btf__free(btf);
}

/* A chain in which nothing looks different but the very end, and many of it. */
static void long_chains(void)
{
	struct btf *btf = btf__new_empty();

	btf__add_int(btf, "int", 4, 0);
	btf__add_int(btf, "long", 8, 0);
	for (int chain = 0; chain < 2; chain++) {
		int first = (int)btf__type_cnt(btf);

		for (int i = 0; i < 30000; i++) {
			btf__add_struct(btf, "s", 8);
			btf__add_field(btf, "next", first + 2 * i + 1, 0, 0);
			btf__add_ptr(btf, i == 29999 ? 1 + chain : first + 2 * i + 2);
		}
	}
	CHECK_INT(btf__dedup(btf, NULL), 0);
	CHECK_INT(btf__type_cnt(btf), 120003);
	btf__free(btf);
}

static int fails_invalid(void)
{
	struct btf *btf = btf__new_empty();
	int result;

	btf__add_ptr(btf, 77);
	result = btf__dedup(btf, NULL);
	btf__free(btf);
	return result;
}

int main(void)
{
	test_begin();
	lists();
	kinds();
	split();
	for (unsigned int i = 1; i < 4000 && !test_has_failed(); i++) {
		seed = i * 2654435761u;
		random_one(3 + rnd(20), i & 1);
	}
	printf("%u of 4000 random ones were valid\n", valid_ones);
	CHECK(valid_ones > 400);
	long_chains();
	CHECK_INT(fails_invalid(), -EINVAL);
	return test_end();
}
