// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* btf__add_type() and btf__add_btf(): names come along, own ids move, ids of a common base stay. */
#include "loader/btf/btf.h"

#include <string.h>

#include "tests/harness/test.h"

static struct btf *list(struct btf *base)
{
	struct btf *btf = btf__new_empty_split(base);
	int first = (int)btf__type_cnt(btf);

	btf__add_ptr(btf, first + 1);
	btf__add_struct(btf, "list", 16);
	btf__add_field(btf, "next", first, 0, 0);
	btf__add_field(btf, "value", base ? 1 : first + 2, 64, 0);
	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	return btf;
}

static void check_list(const struct btf *btf, int first, int value_type)
{
	const struct btf_type *type = btf__type_by_id(btf, first + 1);

	REQUIRE(type && btf_is_struct(type));
	CHECK(!strcmp(btf__name_by_offset(btf, type->name_off), "list"));
	CHECK(!strcmp(btf__name_by_offset(btf, btf_members(type)[1].name_off), "value"));
	CHECK_INT(btf_members(type)[0].type, first);
	CHECK_INT(btf_members(type)[1].type, value_type);
	CHECK_INT(btf__type_by_id(btf, first)->type, first + 1);
}

int main(void)
{
	struct btf *target, *source, *base, *split, *other;
	uint32_t strings;

	test_begin();
	target = btf__new_empty();
	btf__add_int(target, "long", 8, 0);
	source = list(NULL);
	CHECK_INT(btf__add_btf(target, source), 2);
	check_list(target, 2, 4);
	strings = target->strings_len;
	CHECK_INT(btf__add_btf(target, source), 5);
	check_list(target, 5, 7);
	CHECK_INT(target->strings_len, strings);
	CHECK_INT(btf_validate(target, NULL), 0);
	/* One type: its ids mean what they mean in the target. */
	CHECK_INT(btf__add_type(target, source, btf__type_by_id(source, 2)), 8);
	CHECK_INT(btf_members(btf__type_by_id(target, 8))[0].type, 1);
	/* One of its own, which moves while it is copied. */
	for (int i = 0; i < 200; i++)
		CHECK_INT(btf__add_type(target, target, btf__type_by_id(target, 3)), 9 + i);
	check_list(target, 2, 4);
	CHECK(!memcmp(btf__type_by_id(target, 208), btf__type_by_id(target, 3), 36));

	/* Upon a common base its ids stay; another's cannot be understood. */
	base = btf__new_empty();
	btf__add_int(base, "int", 4, BTF_INT_SIGNED);
	split = list(base);
	other = list(base);
	CHECK_INT(btf__add_btf(split, other), 5);
	check_list(split, 2, 1);
	check_list(split, 5, 1);
	CHECK_INT(btf__add_btf(target, other), -EOPNOTSUPP);
	CHECK_INT(btf__type_cnt(target), 209);
	btf__free(other);
	btf__free(split);
	btf__free(base);
	btf__free(source);
	btf__free(target);
	return test_end();
}
