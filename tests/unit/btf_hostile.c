// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Each rule of loader/btf/validate*.c and of the header, broken once: the right line, and errno EINVAL. Then
 * every byte of a good BTF changed and every length cut: an answer, no crash (run under ASan, too).
 */
#include "loader/btf/btf.h"

#include <string.h>

#include "tests/harness/test.h"

enum { INT = 1, PTR, ARRAY, STRUCT, PROTO, FUNC, VAR, SEC, TAG, CONST, END };

static struct btf *good(void)
{
	struct btf *btf = btf__new_empty();

	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	btf__add_ptr(btf, STRUCT);
	btf__add_array(btf, INT, INT, 2);
	btf__add_struct(btf, "s", 16);
	btf__add_field(btf, "a", ARRAY, 0, 0);
	btf__add_field(btf, "p", PTR, 64, 0);
	btf__add_func_proto(btf, INT);
	btf__add_func_param(btf, "arg", PTR);
	btf__add_func(btf, "f", BTF_FUNC_GLOBAL, PROTO);
	btf__add_var(btf, "v", BTF_VAR_STATIC, STRUCT);
	btf__add_datasec(btf, ".data", 16);
	btf__add_datasec_var_info(btf, VAR, 0, 16);
	btf__add_decl_tag(btf, "tag", STRUCT, 1);
	btf__add_const(btf, STRUCT);
	return btf;
}

static struct btf *btf;

/* The good one with a word of a type changed: 0 name, 1 info, 2 size or type, 3.. payload. */
static void broken(uint32_t id, uint32_t word, uint32_t value, const char *says)
{
	uint32_t *at = (uint32_t *)btf__type_by_id(btf, id) + word;
	uint32_t before = *at, bytes;
	const void *raw;
	struct xsk_error err;
	struct btf *copy;

	*at = value;
	raw = btf_raw(btf, false, &bytes);
	struct btf_source source = { .data = (void *)raw, .bytes = bytes, .storage = BTF_BORROWED };
	int result = btf_open(&copy, &source, &err);

	if (says) {
		CHECK(result == -EINVAL || result == -E2BIG);
		CHECK_TEXT(err.text, says);
		CHECK(!btf__new(raw, bytes) && errno == -result);
	} else {
		CHECK_INT(result, 0);
		btf__free(copy);
	}
	*at = before;
	free(btf->raw[0]);
	btf->raw[0] = NULL;
}

static void types(void)
{
	uint32_t struct_info = btf__type_by_id(btf, STRUCT)->info;

	broken(INT, 0, 1, NULL); /* "nt": the middle of a string is a string */
	broken(INT, 0, 100000, "name at string offset 100000");
	broken(INT, 0, 0, "name is missing");
	broken(PTR, 0, 1, "name must be empty");
	broken(INT, 1, type_info(BTF_KIND_INT, 1, false), "1 members");
	broken(INT, 1, type_info(BTF_KIND_INT, 0, true), "kind flag set");
	broken(INT, 1, type_info(BTF_KINDS, 0, false), "unknown kind");
	broken(INT, 1, type_info(BTF_KIND_UNKN, 0, false), "unknown kind");
	broken(INT, 2, 0, "size 0");
	broken(INT, 2, 17, "size 17");
	broken(INT, 3, 33, "33 bits");
	broken(INT, 3, 1 << 16 | 32, "32 bits at 1");
	broken(INT, 3, 8u << 24 | 32, "encoding");
	broken(PTR, 2, END, "target is type 11 of 11");
	broken(PTR, 2, FUNC, "target is type 6, a func");
	broken(PTR, 2, 0, NULL);
	broken(CONST, 2, PROTO, NULL);
	broken(PTR, 2, PROTO, "contains itself"); /* its parameter is that pointer */
	broken(ARRAY, 3, 99, "element is type 99");
	broken(ARRAY, 3, VAR, "element is type 7, a var");
	broken(ARRAY, 4, 99, "index is type 99");
	broken(ARRAY, 4, STRUCT, "index is type 4, no integer");
	broken(ARRAY, 5, 0x40000000, "array of 1073741824");
	broken(STRUCT, 1, struct_info + 10000, "runs past the end");
	broken(STRUCT, 3, 100000, "member name");
	broken(STRUCT, 4, 99, "member is type 99");
	broken(STRUCT, 4, 0, "member is type 0, a void");
	broken(STRUCT, 5, 128, "lies before");
	broken(STRUCT, 8, 72, "leaves the 16 bytes");
	broken(STRUCT, 8, 1000, "leaves the 16 bytes");
	broken(STRUCT, 8, 65, "inside a byte");
	broken(STRUCT, 2, 15, "leaves the 15 bytes");
	broken(PROTO, 2, 99, "return type is type 99");
	broken(PROTO, 2, SEC, "return type is type 8, a datasec");
	broken(PROTO, 2, 0, NULL);
	broken(PROTO, 4, 99, "parameter is type 99");
	broken(PROTO, 4, 0, "variable arguments");
	broken(FUNC, 2, INT, "prototype is type 1, a int");
	broken(FUNC, 2, 0, "prototype is type 0");
	broken(FUNC, 1, type_info(BTF_KIND_FUNC, 3, false), "linkage 3");
	broken(VAR, 2, FUNC, "type is type 6, a func");
	broken(VAR, 3, 3, "linkage 3");
	broken(SEC, 3, INT, "variable is type 1");
	broken(SEC, 4, 4, "leaves the 16 bytes");
	broken(SEC, 2, 0, NULL);
	broken(TAG, 2, INT, "target is type 1");
	broken(TAG, 3, 2, "component 2 of 2");
	broken(TAG, 3, -2u, "component -2");
	broken(CONST, 2, CONST, "contains itself");
	broken(ARRAY, 3, STRUCT, "contains itself");
	broken(ARRAY, 3, CONST, "contains itself");
	broken(PTR, 2, PTR, "contains itself");
}

/* A struct without a name that points to itself could be written by nobody. */
static void nameless_cycle(void)
{
	broken(STRUCT, 0, 0, "contains itself");
	broken(PTR, 2, CONST, NULL);
}

/* The first of the chain is the last type, or, backwards, the first. */
static struct btf *chain(int length, int (*link)(struct btf *btf, int to), bool backwards)
{
	struct btf *deep = btf__new_empty();

	if (!backwards)
		btf__add_int(deep, "int", 4, 0);
	for (int i = 1; i <= length; i++)
		link(deep, backwards ? i + 1 : i);
	if (backwards)
		btf__add_int(deep, "int", 4, 0);
	return deep;
}

static int link_struct(struct btf *deep, int to)
{
	int id = btf__add_struct(deep, NULL, 4);

	btf__add_field(deep, "m", to, 0, 0);
	return id;
}

static void depth(void)
{
	int (*const links[])(struct btf * deep, int to) = { btf__add_ptr, btf__add_const, link_struct };

	for (size_t i = 0; i < 2 * sizeof(links) / sizeof(*links); i++) {
		bool backwards = i % 2;
		struct btf *deep = chain(BTF_DEPTH_LIMIT - 1, links[i / 2], backwards);
		struct btf *deeper = chain(100000, links[i / 2], backwards);
		uint32_t bytes, first = backwards ? 1 : btf__type_cnt(deep) - 1;
		const void *raw;
		struct btf *copy;

		CHECK_INT(btf_validate(deep, NULL), 0);
		CHECK_INT(btf_validate(deeper, NULL), -E2BIG);
		CHECK(btf__align_of(deep, first) == (i / 2 ? 4 : 8));
		/* Nobody has validated this one; a pointer needs no look behind it. */
		CHECK_INT(btf__align_of(deeper, backwards ? 1 : btf__type_cnt(deeper) - 1), i / 2 ? 0 : 8);
		CHECK_INT(btf__resolve_size(deep, first), i / 2 == 1 ? -EINVAL : i / 2 ? 4 : 8);
		raw = btf__raw_data(deeper, &bytes);
		copy = btf__new(raw, bytes);
		CHECK_INT(copy ? 0 : errno, E2BIG);
		btf__free(deep);
		btf__free(deeper);
	}
}

/* Each level has the one below 64 times: 64 to the power of 60 members, none looked at twice. */
static void wide(void)
{
	struct btf *many = btf__new_empty();

	btf__add_int(many, "int", 4, 0);
	for (int level = 1; level <= 60; level++) {
		btf__add_union(many, NULL, 4);
		for (int i = 0; i < 64; i++)
			btf__add_field(many, "m", level, 0, 0);
	}
	CHECK_INT(btf_validate(many, NULL), 0);
	CHECK_INT(btf__align_of(many, 61), 4);
	btf__free(many);
}

/* A member that is only declared, itself or as an element: dedup would find the struct that it is in. */
static void declared_member(void)
{
	struct btf *small = btf__new_empty();
	struct xsk_error err;

	btf__add_fwd(small, "s", BTF_FWD_STRUCT);
	btf__add_ptr(small, 1);
	btf__add_struct(small, "s", 16);
	btf__add_field(small, "behind", 2, 0, 0);
	CHECK_INT(btf_validate(small, &err), 0);
	CHECK_INT(btf__dedup(small, NULL), 0);
	btf__free(small);

	small = btf__new_empty();
	btf__add_fwd(small, "s", BTF_FWD_STRUCT);
	btf__add_int(small, "int", 4, 0);
	btf__add_array(small, 2, 1, 1);
	btf__add_typedef(small, "t", 3);
	btf__add_struct(small, "s", 16);
	btf__add_field(small, "inside", 4, 64, 0);
	CHECK_INT(btf_validate(small, &err), -EINVAL);
	CHECK_TEXT(err.text, "type 5: member 0 is only declared");
	btf__free(small);
}

static void header(void)
{
	static const struct {
		uint32_t word, value;
		int code;
		const char *says;
	} rows[] = {
		{ 0, 0x0001eb9e, -EINVAL, "magic" },
		{ 0, 0x0002eb9f, -ENOTSUP, "version 2" },
		{ 0, 0x0101eb9f, -ENOTSUP, "flags" },
		{ 1, 20, -EINVAL, "header of 20" },
		{ 1, 0xffffffff, -EINVAL, "header of" },
		{ 1, 26, -EINVAL, "overlap or leave" },
		{ 2, 4, -EINVAL, "overlap" },
		{ 2, 0xfffffffc, -EINVAL, "overlap" },
		{ 3, 0xfffffffc, -EINVAL, "overlap" },
		{ 3, 10, -EINVAL, "aligned" },
		{ 3, 4, -EINVAL, "cut off" },
		{ 4, 0, -EINVAL, "overlap" },
		{ 5, 0, -EINVAL, "string section of 0" },
		{ 5, 0xffffffff, -EINVAL, "overlap" },
		{ 5, 3, -EINVAL, "begin and end with a zero" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint32_t bytes;
		const void *raw = btf_raw(btf, false, &bytes);
		uint32_t *words = malloc(bytes);
		struct btf_source source = { .data = words, .bytes = bytes, .storage = BTF_BORROWED };
		struct xsk_error err;
		struct btf *copy;

		memcpy(words, raw, bytes);
		words[rows[i].word] = rows[i].value;
		CHECK_INT(btf_open(&copy, &source, &err), rows[i].code);
		CHECK_TEXT(err.text, rows[i].says);
		free(words);
	}
	CHECK(!btf__new(NULL, 10) && errno == EINVAL);
	CHECK(!btf__new("", 0) && errno == EINVAL);
}

/* Whatever still opens is asked everything. */
static void ask(struct btf *any)
{
	for (uint32_t id = 0; any && id <= btf__type_cnt(any); id++) {
		const struct btf_type *type = btf__type_by_id(any, id);

		btf__resolve_size(any, id);
		btf__resolve_type(any, id);
		btf__align_of(any, id);
		CHECK(!type || btf__name_by_offset(any, type->name_off));
	}
	btf__free(any);
}

static void every_byte(void)
{
	uint32_t bytes;
	const unsigned char *raw = btf_raw(btf, false, &bytes);
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	unsigned char *copy = malloc(bytes + 1);
	uint32_t opened = 0;

	for (uint32_t i = 0; i < bytes; i++) {
		struct btf *any;

		for (size_t v = 0; v < sizeof(values); v++) {
			memcpy(copy, raw, bytes);
			copy[i] = values[v];
			any = btf__new(copy, bytes);
			opened += any != NULL;
			ask(any);
		}
		/* Cut off, and at an odd address. */
		memcpy(copy + 1, raw, bytes);
		CHECK(!btf__new(copy + 1, i) && errno == EINVAL);
	}
	ask(btf__new(copy + 1, bytes));
	CHECK(opened > 100);
	free(copy);
}

int main(void)
{
	test_begin();
	btf = good();
	broken(INT, 2, 4, NULL);
	types();
	nameless_cycle();
	depth();
	wide();
	declared_member();
	header();
	every_byte();
	btf__free(btf);
	return test_end();
}
