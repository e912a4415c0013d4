// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What btf__add_*() wrote is read back: by id, by name, out of the bytes, in both byte orders, split, with a
 * layout. */
#include "loader/btf/btf.h"

#include <string.h>

#include "tests/harness/test.h"

enum {
	INT = 1,
	LONG,
	PTR,
	ARRAY,
	POINT,
	UNION,
	COLOR,
	BIG,
	FWD,
	TYPEDEF,
	CONST,
	PROTO,
	FUNC,
	VAR,
	DATASEC,
	FLOAT,
	TAG,
	TYPE_TAG
};

static struct btf *one_of_each(struct btf *btf)
{
	CHECK_INT(btf__add_int(btf, "int", 4, BTF_INT_SIGNED), INT);
	CHECK_INT(btf__add_int(btf, "long", 8, BTF_INT_SIGNED), LONG);
	CHECK_INT(btf__add_ptr(btf, POINT), PTR);
	CHECK_INT(btf__add_array(btf, INT, LONG, 3), ARRAY);
	CHECK_INT(btf__add_struct(btf, "point", 24), POINT);
	CHECK_INT(btf__add_field(btf, "x", INT, 0, 0), 0);
	CHECK_INT(btf__add_field(btf, "y", INT, 32, 7), 0);
	CHECK_INT(btf__add_field(btf, "next", PTR, 64, 0), 0);
	CHECK_INT(btf__add_union(btf, NULL, 24), UNION);
	CHECK_INT(btf__add_field(btf, "a", ARRAY, 0, 0), 0);
	CHECK_INT(btf__add_field(btf, "i", INT, 32, 0), -EINVAL);
	CHECK_INT(btf__add_enum(btf, "color", 4), COLOR);
	CHECK_INT(btf__add_enum_value(btf, "RED", 1), 0);
	CHECK_INT(btf__add_enum_value(btf, "NONE", -1), 0);
	CHECK_INT(btf__add_enum_value(btf, "HUGE", 1LL << 33), -E2BIG);
	CHECK_INT(btf__add_enum64(btf, "big", 8, false), BIG);
	CHECK_INT(btf__add_enum64_value(btf, "BIG", 0x123456789abcull), 0);
	CHECK_INT(btf__add_fwd(btf, "unknown", BTF_FWD_UNION), FWD);
	CHECK_INT(btf__add_typedef(btf, "point_t", POINT), TYPEDEF);
	CHECK_INT(btf__add_const(btf, TYPEDEF), CONST);
	CHECK_INT(btf__add_func_proto(btf, INT), PROTO);
	CHECK_INT(btf__add_func_param(btf, "p", PTR), 0);
	CHECK_INT(btf__add_func_param(btf, NULL, 0), 0);
	CHECK_INT(btf__add_func(btf, "walk", BTF_FUNC_GLOBAL, PROTO), FUNC);
	CHECK_INT(btf__add_var(btf, "origin", BTF_VAR_GLOBAL_ALLOCATED, CONST), VAR);
	CHECK_INT(btf__add_datasec(btf, ".rodata", 24), DATASEC);
	CHECK_INT(btf__add_datasec_var_info(btf, VAR, 0, 24), 0);
	CHECK_INT(btf__add_float(btf, "double", 8), FLOAT);
	CHECK_INT(btf__add_decl_tag(btf, "arg:ctx", FUNC, 0), TAG);
	CHECK_INT(btf__add_type_tag(btf, "user", POINT), TYPE_TAG);
	return btf;
}

static void check_each(const struct btf *btf)
{
	const struct btf_type *point = btf__type_by_id(btf, POINT);

	CHECK_INT(btf__type_cnt(btf), TYPE_TAG + 1);
	CHECK(!btf__type_by_id(btf, TYPE_TAG + 1));
	CHECK(btf_is_void(btf__type_by_id(btf, 0)));
	CHECK(btf_is_struct(point) && btf_kflag(point) && btf_vlen(point) == 3);
	CHECK_INT(btf_member_bit_offset(point, 1), 32);
	CHECK_INT(btf_member_bitfield_size(point, 1), 7);
	CHECK(!strcmp(btf__name_by_offset(btf, btf_members(point)[2].name_off), "next"));
	CHECK_INT(btf__find_by_name(btf, "point"), POINT);
	CHECK_INT(btf__find_by_name_kind(btf, "point", BTF_KIND_TYPEDEF), -ENOENT);
	CHECK_INT(btf__find_by_name_kind(btf, "point_t", BTF_KIND_TYPEDEF), TYPEDEF);
	CHECK_INT(btf__find_by_name(btf, "void"), 0);
	CHECK_INT(btf__resolve_size(btf, ARRAY), 24);
	CHECK_INT(btf__resolve_size(btf, VAR), 24);
	CHECK_INT(btf__resolve_size(btf, PTR), 8);
	CHECK_INT(btf__resolve_size(btf, FWD), -EINVAL);
	CHECK_INT(btf__resolve_size(btf, 0), -EINVAL);
	CHECK_INT(btf__resolve_type(btf, CONST), POINT);
	CHECK_INT(btf__align_of(btf, POINT), 8);
	CHECK_INT(btf__align_of(btf, CONST), 8);
	CHECK_INT(btf__align_of(btf, INT), 4);
	CHECK_INT(btf__align_of(btf, FUNC), 0);
	CHECK_INT(btf__pointer_size(btf), 8);
	CHECK(btf_enum64_value(btf_enum64(btf__type_by_id(btf, BIG))) == 0x123456789abcull);
	CHECK_INT(btf_enum(btf__type_by_id(btf, COLOR))[1].val, -1);
	CHECK(btf_kflag(btf__type_by_id(btf, COLOR)) && btf_kflag(btf__type_by_id(btf, FWD)));
	CHECK_INT(btf_decl_tag(btf__type_by_id(btf, TAG))->component_idx, 0);
}

static void round_trip(struct btf *btf, enum btf_endianness order)
{
	const void *raw, *again;
	uint32_t bytes, bytes_again;
	struct btf *copy;

	CHECK_INT(btf__set_endianness(btf, order), 0);
	raw = btf__raw_data(btf, &bytes);
	copy = btf__new(raw, bytes);
	REQUIRE(copy);
	check_each(copy);
	CHECK_INT(btf__endianness(copy), order);
	again = btf__raw_data(copy, &bytes_again);
	CHECK(bytes == bytes_again && !memcmp(raw, again, bytes));
	/* The same types the other way round, changed, and back. */
	CHECK(btf__add_int(copy, "more", 2, 0) == TYPE_TAG + 1);
	again = btf__raw_data(copy, &bytes_again);
	CHECK(bytes_again > bytes);
	btf__free(copy);
}

static void split(struct btf *base)
{
	struct btf *btf = btf__new_empty_split(base), *copy;
	const void *raw;
	uint32_t bytes;
	int id;

	REQUIRE(btf);
	CHECK(btf__base_btf(btf) == base);
	id = btf__add_struct(btf, "point", 4);
	CHECK_INT(id, TYPE_TAG + 1);
	CHECK_INT(btf__add_field(btf, "own", INT, 0, 0), 0);
	/* A name of the base costs nothing. */
	CHECK_INT(btf->strings_len, strlen("own") + 1);
	raw = btf__raw_data(btf, &bytes);
	copy = btf__new_split(raw, bytes, base);
	REQUIRE(copy);
	CHECK_INT(btf__type_cnt(copy), TYPE_TAG + 2);
	CHECK_INT(btf__find_by_name(copy, "point"), POINT);
	CHECK(!strcmp(btf__name_by_offset(copy, btf_members(btf__type_by_id(copy, id))->name_off), "own"));
	CHECK_INT(btf__pointer_size(copy), 8);
	CHECK(!btf__new(raw, bytes) && errno == EINVAL);
	btf__free(copy);
	btf__free(btf);
}

static void strings(struct btf *btf)
{
	int offset = btf__add_str(btf, "a new string");
	const char *name = btf__str_by_offset(btf, offset);

	CHECK(offset > 0 && !strcmp(name, "a new string"));
	CHECK_INT(btf__add_str(btf, "a new string"), offset);
	CHECK_INT(btf__find_str(btf, "a new string"), offset);
	CHECK_INT(btf__find_str(btf, "no such string"), -ENOENT);
	CHECK_INT(btf__find_str(btf, ""), 0);
	/* Part of a string of our own, which moves while it is added; often enough to grow everything. */
	for (int i = 0; i < 3000; i++) {
		char text[16];

		snprintf(text, sizeof(text), "n%d", i);
		CHECK(btf__add_str(btf, text) > offset);
		if (i % 100 == 0)
			CHECK(btf__add_str(btf, btf__str_by_offset(btf, offset) + 2 + i / 500) > 0);
	}
	CHECK_INT(btf__find_str(btf, "a new string"), offset);
	CHECK(!btf__str_by_offset(btf, btf->strings_len) && errno == EINVAL);
}

static void layout(void)
{
	LIBBPF_OPTS(btf_new_opts, opts, .add_layout = true);
	struct btf *btf = one_of_each(btf__new_empty_opts(&opts)), *copy;
	const struct btf_header_layout *header;
	uint32_t bytes;

	header = btf__raw_data(btf, &bytes);
	CHECK_INT(header->v1.hdr_len, 32);
	CHECK_INT(header->layout_len, BTF_KINDS * 4);
	copy = btf__new(header, bytes);
	REQUIRE(copy);
	check_each(copy);
	btf__free(copy);
	round_trip(btf, BTF_BIG_ENDIAN);
	btf__free(btf);
}

int main(void)
{
	struct btf *btf;

	test_begin();
	btf = one_of_each(btf__new_empty());
	CHECK_INT(btf_validate(btf, NULL), 0);
	check_each(btf);
	round_trip(btf, BTF_LITTLE_ENDIAN);
	round_trip(btf, BTF_BIG_ENDIAN);
	split(btf);
	strings(btf);
	btf__free(btf);
	layout();
	btf__free(NULL);
	return test_end();
}
