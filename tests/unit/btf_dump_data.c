// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Bytes printed as their type: every kind, each option, and data that ends too soon. */
#include "loader/btf/btf.h"

#include <string.h>

#include "tests/harness/test.h"

enum { INT = 1, LONG, CHAR, DOUBLE, COLOR, PTR, NAME, PAIR, PAIRS, BITS, ALL, VAR, SEC, UCHAR, WIDE };

static char text[4096];
static size_t used;
static struct btf *btf;

__attribute__((format(printf, 2, 0))) static void append(void *context, const char *format, va_list args)
{
	int len = vsnprintf(text + used, sizeof(text) - used, format, args);

	if (len > 0 && used + (size_t)len < sizeof(text))
		used += (size_t)len;
}

static void build(void)
{
	btf = btf__new_empty();
	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	btf__add_int(btf, "long", 8, BTF_INT_SIGNED);
	btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	btf__add_float(btf, "double", 8);
	btf__add_enum(btf, "color", 4);
	btf__add_enum_value(btf, "RED", 1);
	btf__add_enum_value(btf, "HIGH", 0xffffffffu);
	btf__add_ptr(btf, CHAR);
	btf__add_array(btf, INT, CHAR, 8);
	btf__add_struct(btf, "pair", 8);
	btf__add_field(btf, "a", INT, 0, 0);
	btf__add_field(btf, "b", COLOR, 32, 0);
	btf__add_array(btf, INT, PAIR, 2);
	btf__add_struct(btf, NULL, 4);
	btf__add_field(btf, "x", INT, 0, 3);
	btf__add_field(btf, "y", INT, 3, 29);
	btf__add_struct(btf, "all", 48);
	btf__add_field(btf, "name", NAME, 0, 0);
	btf__add_field(btf, "pairs", PAIRS, 64, 0);
	btf__add_field(btf, "ptr", PTR, 192, 0);
	btf__add_field(btf, NULL, BITS, 256, 0);
	btf__add_field(btf, "d", DOUBLE, 320, 0);
	btf__add_var(btf, "v", BTF_VAR_STATIC, PAIR);
	btf__add_datasec(btf, ".data", 8);
	btf__add_datasec_var_info(btf, VAR, 0, 8);
	btf__add_int(btf, "unsigned char", 1, 0);
	btf__add_int(btf, "__int128", 16, BTF_INT_SIGNED);
}

static void data(int line, uint32_t id, const void *bytes, size_t count, struct btf_dump_type_data_opts opts,
	int result, const char *expected)
{
	struct btf_dump *d = btf_dump__new(btf, append, NULL, NULL);
	unsigned char *odd = malloc(count + 1);

	/* At an odd address, and with the end of the data the end of the memory. */
	memcpy(odd + 1, bytes, count);
	opts.sz = sizeof(opts);
	if (btf_dump__dump_type_data(d, id, odd + 1, count, &opts) != result)
		test_failed(__FILE__, line, "another result than %d", result);
	text[used] = '\0';
	if (expected && strcmp(text, expected) != 0)
		test_failed(__FILE__, line, "printed\n%s\nnot\n%s", text, expected);
	used = 0;
	free(odd);
	btf_dump__free(d);
}

#define DATA(id, bytes, result, expected, ...)                                                            \
	data(__LINE__, id, bytes, sizeof(bytes), (struct btf_dump_type_data_opts){ __VA_ARGS__ }, result, \
		expected)

static const struct {
	char name[8];
	int pairs[4];
	long ptr;
	unsigned int bits, pad;
	double d;
} full = { "ab\n", { 1, 1, 0, -1 }, 0x1234, 5u | 7u << 3, 99, 1.5 }, empty;

static void scalars(void)
{
	static const int minus[] = { -5 };
	static const unsigned int wide[] = { 1, 2, 3, 4 };
	static const unsigned char byte[] = { 200 };

	DATA(INT, minus, 4, "(int)-5", .compact = true);
	DATA(INT, minus, 4, "-5", .skip_names = true);
	DATA(INT, "\0\0\0", 4, "(int)0");
	DATA(UCHAR, byte, 1, "(unsigned char)200");
	DATA(CHAR, byte, 1, "(char)-56");
	DATA(COLOR, ((int[]){ 1 }), 4, "(enum color)RED");
	DATA(COLOR, minus, 4, "(enum color)4294967291");
	DATA(COLOR, ((int[]){ -1 }), 4, "(enum color)HIGH");
	DATA(PTR, ((long[]){ 0 }), 8, "(char *)(nil)");
	DATA(PTR, ((long[]){ 0xabc }), 8, "(char *)0xabc");
	DATA(DOUBLE, ((double[]){ -0.5 }), 8, "(double)-0.500000");
	DATA(WIDE, wide, 16, "(__int128)0x4000000030000000200000001");
	DATA(VAR, ((int[]){ 2, 1 }), 8,
		"static struct pair v = (struct pair){.a = (int)2,.b = (enum color)RED,}", .compact = true);
	DATA(SEC, ((int[]){ 0, 1 }), 8, "SEC(\".data\") static struct pair v = {RED,};", .compact = true,
		.skip_names = true);
}

static void nested(void)
{
	const void *bytes = &full;

	data(__LINE__, ALL, bytes, sizeof(full), (struct btf_dump_type_data_opts){ 0 }, 48,
		"(struct all){\n"
		"\t.name = (char[8])[\n\t\t'a',\n\t\t'b',\n\t\t10,\n\t],\n"
		"\t.pairs = (struct pair[2])[\n\t\t{\n\t\t\t.a = 1,\n\t\t\t.b = RED,\n\t\t},\n"
		"\t\t{\n\t\t\t.a = 0,\n\t\t\t.b = HIGH,\n\t\t},\n\t],\n"
		"\t.ptr = (char *)0x1234,\n"
		"\t(struct){\n\t\t.x = (int)0x5,\n\t\t.y = (int)0x7,\n\t},\n"
		"\t.d = (double)1.500000,\n}");
	data(__LINE__, ALL, bytes, sizeof(full),
		(struct btf_dump_type_data_opts){ .compact = true, .skip_names = true, .emit_strings = true },
		48, "{\"ab\\x0a\",[{1,RED,},{0,HIGH,},],0x1234,{0x5,0x7,},1.500000,}");
	data(__LINE__, PAIR, full.pairs, 8,
		(struct btf_dump_type_data_opts){ .indent_str = "  ", .indent_level = 1 }, 8,
		"  (struct pair){\n    .a = (int)1,\n    .b = (enum color)RED,\n  }");
	data(__LINE__, ALL, &empty, sizeof(empty), (struct btf_dump_type_data_opts){ .compact = true }, 48,
		"(struct all){}");
	data(__LINE__, ALL, &empty, sizeof(empty),
		(struct btf_dump_type_data_opts){ .compact = true, .skip_names = true, .emit_zeroes = true },
		48, "{['\\0',],[{0,0,},{0,0,},],(nil),{0x0,0x0,},0.000000,}");
}

static void too_short(void)
{
	for (size_t bytes = 0; bytes < sizeof(full); bytes++)
		data(__LINE__, ALL, &full, bytes, (struct btf_dump_type_data_opts){ .emit_zeroes = true },
			-E2BIG, NULL);
	data(__LINE__, INT, "", 0, (struct btf_dump_type_data_opts){ 0 }, -E2BIG, "");
	data(__LINE__, 0, "", 1, (struct btf_dump_type_data_opts){ 0 }, -EINVAL, "");
	data(__LINE__, WIDE + 1, "", 1, (struct btf_dump_type_data_opts){ 0 }, -ENOENT, "");
}

/* Four thousand million elements of nothing; unions of unions. */
static void no_end(void)
{
	int nothing = btf__add_struct(btf, "nothing", 0), last;

	last = btf__add_array(btf, INT, nothing, UINT32_MAX);
	data(__LINE__, (uint32_t)last, "", 1, (struct btf_dump_type_data_opts){ .emit_zeroes = true }, -E2BIG,
		NULL);
	last = INT;
	for (int i = 0; i < 40; i++) {
		int next = btf__add_union(btf, NULL, 4);

		btf__add_field(btf, "a", last, 0, 0);
		btf__add_field(btf, "b", last, 0, 0);
		last = next;
	}
	DATA((uint32_t)last, ((int[]){ 1 }), -E2BIG, NULL);
	DATA((uint32_t)last, ((int[]){ 0 }), -E2BIG, NULL);
}

int main(void)
{
	test_begin();
	build();
	CHECK_INT(btf_validate(btf, NULL), 0);
	scalars();
	nested();
	too_short();
	no_end();
	btf__free(btf);
	return test_end();
}
