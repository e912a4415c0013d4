// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Types as C: order, forward declarations, declarators, padding, names that occur twice; and what must be
 * refused.
 */
#include "loader/btf/btf.h"

#include <string.h>

#include "tests/harness/test.h"

static char text[1 << 16];
static size_t used;

__attribute__((format(printf, 2, 0))) static void append(void *context, const char *format, va_list args)
{
	int len = vsnprintf(text + used, sizeof(text) - used, format, args);

	if (len > 0 && used + (size_t)len < sizeof(text))
		used += (size_t)len;
}

static struct btf *fresh(void)
{
	struct btf *btf = btf__new_empty();

	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	btf__add_int(btf, "long", 8, BTF_INT_SIGNED);
	btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	return btf;
}

enum { INT = 1, LONG, CHAR, NEXT };

static void expect(int line, const char *expected)
{
	text[used] = '\0';
	if (strcmp(text, expected) != 0)
		test_failed(__FILE__, line, "printed\n%s\nnot\n%s", text, expected);
	used = 0;
}

/* All types of @btf, which goes. */
static void all(int line, struct btf *btf, const char *expected)
{
	struct btf_dump *d = btf_dump__new(btf, append, NULL, NULL);

	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		CHECK_INT(btf_dump__dump_type(d, id), 0);
	/* Each only once. */
	CHECK_INT(btf_dump__dump_type(d, btf__type_cnt(btf) - 1), 0);
	expect(line, expected);
	btf_dump__free(d);
	btf__free(btf);
}

static void declaration(int line, struct btf *btf, int id, const char *name, const char *expected)
{
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, opts, .field_name = name);
	struct btf_dump *d = btf_dump__new(btf, append, NULL, NULL);

	CHECK_INT(btf_dump__emit_type_decl(d, (uint32_t)id, &opts), 0);
	expect(line, expected);
	btf_dump__free(d);
}

#define ALL(btf, expected)                   all(__LINE__, btf, expected)
#define DECLARATION(btf, id, name, expected) declaration(__LINE__, btf, id, name, expected)

static void order(void)
{
	struct btf *btf = fresh();

	/* Uses of later types by value come after them, by pointer with a forward declaration. */
	btf__add_struct(btf, "outer", 32);
	btf__add_field(btf, "in", NEXT + 1, 0, 0);
	btf__add_field(btf, "self", NEXT + 2, 128, 0);
	btf__add_field(btf, "t", NEXT + 5, 192, 0);
	btf__add_struct(btf, "inner", 16);
	btf__add_field(btf, "other", NEXT + 3, 0, 0);
	btf__add_field(btf, "n", INT, 64, 0);
	btf__add_ptr(btf, NEXT);
	btf__add_ptr(btf, NEXT + 4);
	btf__add_fwd(btf, "elsewhere", BTF_FWD_UNION);
	btf__add_ptr(btf, NEXT + 6);
	btf__add_typedef(btf, "outer_t", NEXT);
	ALL(btf, "union elsewhere;\n\n"
		 "struct inner {\n\tunion elsewhere *other;\n\tint n;\n};\n\n"
		 "struct outer;\n\n"
		 "typedef struct outer outer_t;\n\n"
		 "struct outer {\n\tstruct inner in;\n\tstruct outer *self;\n\touter_t *t;\n};\n\n");
}

static void names(void)
{
	struct btf *btf = fresh();

	btf__add_struct(btf, "s", 4);
	btf__add_field(btf, "a", INT, 0, 0);
	btf__add_struct(btf, "s", 1);
	btf__add_field(btf, "b", CHAR, 0, 0);
	btf__add_typedef(btf, "s", NEXT + 1);
	btf__add_enum(btf, "e", 4);
	btf__add_enum_value(btf, "ONE", 1);
	btf__add_enum(btf, "", 4);
	btf__add_enum_value(btf, "ONE", -1);
	btf__add_struct(btf, "empty", 0);
	ALL(btf, "struct s {\n\tint a;\n};\n\n"
		 "struct s___2 {\n\tchar b;\n};\n\n"
		 "typedef struct s___2 s;\n\n"
		 "enum e {\n\tONE = 1,\n};\n\n"
		 "enum {\n\tONE___2 = -1,\n};\n\n"
		 "struct empty {};\n\n");
}

static void layout(void)
{
	struct btf *btf = fresh();

	btf__add_struct(btf, "gaps", 48);
	btf__add_field(btf, "a", CHAR, 0, 0);
	btf__add_field(btf, "b", INT, 32, 3);
	btf__add_field(btf, "c", INT, 40, 4);
	btf__add_field(btf, "d", CHAR, 128, 0);
	btf__add_field(btf, NULL, NEXT + 1, 192, 0);
	btf__add_union(btf, NULL, 8);
	btf__add_field(btf, "l", LONG, 0, 0);
	btf__add_field(btf, "i", INT, 0, 0);
	btf__add_struct(btf, "tight", 5);
	btf__add_field(btf, "c", CHAR, 0, 0);
	btf__add_field(btf, "i", INT, 8, 0);
	btf__add_union(btf, "five", 5); /* as packed unions of the kernel have members that do not divide it */
	btf__add_field(btf, "i", INT, 0, 0);
	btf__add_field(btf, "c", CHAR, 0, 0);
	btf__add_enum64(btf, "wide", 8, false);
	btf__add_enum64_value(btf, "W", 1ull << 40);
	btf__add_enum(btf, "small", 1);
	btf__add_enum_value(btf, "S", 1);
	ALL(btf, "struct gaps {\n\tchar a;\n\tint: 0;\n\tint b: 3;\n\tchar: 5;\n\tint c: 4;\n\tlong: "
		 "64;\n\tchar d;\n"
		 "\tunion {\n\t\tlong l;\n\t\tint i;\n\t};\n\tlong: 64;\n\tlong: 64;\n};\n\n"
		 "struct tight {\n\tchar c;\n\tint i;\n} __attribute__((packed));\n\n"
		 "union five {\n\tint i;\n\tchar c;\n} __attribute__((packed));\n\n"
		 "enum wide {\n\tW = 1099511627776ULL,\n};\n\n"
		 "enum small {\n\tS = 1,\n} __attribute__((mode(byte)));\n\n");
}

static void declarators(void)
{
	struct btf *btf = fresh();
	int proto = btf__add_func_proto(btf, LONG), function_pointer, array, cptr, tag;

	btf__add_func_param(btf, "a", INT);
	btf__add_func_param(btf, NULL, 0);
	function_pointer = btf__add_ptr(btf, proto);
	array = btf__add_array(btf, INT, function_pointer, 3);
	cptr = btf__add_const(btf, btf__add_ptr(btf, btf__add_const(btf, btf__add_volatile(btf, CHAR))));
	tag = btf__add_type_tag(btf, "user", INT);
	DECLARATION(btf, proto, "f", "long f(int a, ...)");
	DECLARATION(btf, function_pointer, "f", "long (*f)(int a, ...)");
	DECLARATION(btf, array, "f", "long (*f[3])(int a, ...)");
	DECLARATION(btf, btf__add_ptr(btf, array), "f", "long (*(*f)[3])(int a, ...)");
	DECLARATION(btf, btf__add_array(btf, INT, btf__add_array(btf, INT, INT, 4), 2), "m", "int m[2][4]");
	DECLARATION(btf, cptr, "s", "volatile const char * const s");
	DECLARATION(btf, cptr, "", "volatile const char * const");
	DECLARATION(btf, btf__add_ptr(btf, tag), "u", "int __attribute__((btf_type_tag(\"user\"))) *u");
	DECLARATION(btf, btf__add_func_proto(btf, 0), "f", "void f(void)");
	DECLARATION(btf, btf__add_ptr(btf, 0), "p", "void *p");
	LIBBPF_OPTS(btf_dump_emit_type_decl_opts, stripped, .field_name = "s", .strip_mods = true);
	struct btf_dump *d = btf_dump__new(btf, append, NULL, NULL);

	CHECK_INT(btf_dump__emit_type_decl(d, (uint32_t)cptr, &stripped), 0);
	expect(__LINE__, "char *s");
	CHECK_INT(btf_dump__emit_type_decl(d, btf__type_cnt(btf), &stripped), -EINVAL);
	/* What is added later is there, too. */
	CHECK_INT(btf_dump__emit_type_decl(d, (uint32_t)btf__add_ptr(btf, LONG), &stripped), 0);
	expect(__LINE__, "long *s");
	CHECK_INT(btf_dump__dump_type(d, 100), -EINVAL);
	btf_dump__free(d);
	btf__free(btf);
	CHECK(!btf_dump__new(NULL, append, NULL, NULL) && errno == EINVAL);
	btf_dump__free(NULL);
}

/* Structs without a name, each of which has the one before twice: 2 to the power of 40 lines. */
static void no_end(void)
{
	struct btf *btf = fresh();
	struct btf_dump *d;

	for (int i = 0; i < 40; i++) {
		btf__add_union(btf, NULL, 4);
		btf__add_field(btf, "a", i ? NEXT + i - 1 : INT, 0, 0);
		btf__add_field(btf, "b", i ? NEXT + i - 1 : INT, 0, 0);
	}
	btf__add_struct(btf, "top", 4);
	btf__add_field(btf, "u", NEXT + 39, 0, 0);
	CHECK_INT(btf_validate(btf, NULL), 0);
	d = btf_dump__new(btf, append, NULL, NULL);
	CHECK_INT(btf_dump__dump_type(d, NEXT + 40), -E2BIG);
	btf_dump__free(d);
	btf__free(btf);
	used = 0;
	/* 4 GiB of padding. */
	btf = fresh();
	btf__add_struct(btf, "vast", 0xfffffff0);
	d = btf_dump__new(btf, append, NULL, NULL);
	CHECK_INT(btf_dump__dump_type(d, NEXT), -E2BIG);
	btf_dump__free(d);
	btf__free(btf);
	used = 0;
}

/* A declaration beside definitions of its name takes no number. */
static void declared_and_defined(void)
{
	struct btf *btf = fresh();

	btf__add_struct(btf, "twice", 4);
	btf__add_field(btf, "a", INT, 0, 0);
	btf__add_struct(btf, "twice", 8);
	btf__add_field(btf, "b", LONG, 0, 0);
	btf__add_fwd(btf, "twice", BTF_FWD_STRUCT);
	all(__LINE__, btf,
		"struct twice {\n\tint a;\n};\n\nstruct twice___2 {\n\tlong b;\n};\n\nstruct twice;\n\n");
}

int main(void)
{
	test_begin();
	order();
	names();
	declared_and_defined();
	layout();
	declarators();
	no_end();
	return test_end();
}
