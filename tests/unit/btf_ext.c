// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* .BTF.ext: sections and records come out as they went in, in either byte order; what is malformed is
 * refused. */
#include "loader/btf/ext.h"

#include <linux/bpf.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "tests/harness/test.h"

/* Header, then func_info with two sections, line_info with one, core_relo with one. */
enum {
	H_LEN = 1,
	H_FUNC_OFF,
	H_FUNC_LEN,
	H_LINE_OFF,
	H_LINE_LEN,
	H_CORE_OFF,
	H_CORE_LEN,
	FUNC = 8, /* words from here */
	FUNC_WORDS = 1 + 2 + 2 * 2 + 2 + 2,
	LINE = FUNC + FUNC_WORDS,
	LINE_WORDS = 1 + 2 + 2 * 4,
	CORE = LINE + LINE_WORDS,
	CORE_WORDS = 1 + 2 + 2 * 4,
	WORDS = CORE + CORE_WORDS,
};

static struct btf *btf;
static uint32_t good[WORDS];

static void make(void)
{
	uint32_t *at = good;
	int proto, func, text, data, file, access;

	btf = btf__new_empty();
	proto = btf__add_func_proto(btf, 0);
	func = btf__add_func(btf, "f", BTF_FUNC_GLOBAL, proto);
	text = btf__add_str(btf, ".text");
	data = btf__add_str(btf, "xdp");
	file = btf__add_str(btf, "/a.c");
	access = btf__add_str(btf, "0:1:20");
	*at++ = 0x0001eb9f;
	*at++ = 32;
	for (int i = 0, off = 0; i < 3; i++) {
		static const int words[] = { FUNC_WORDS, LINE_WORDS, CORE_WORDS };

		*at++ = (uint32_t)off;
		*at++ = (uint32_t)words[i] * 4;
		off += words[i] * 4;
	}
	const uint32_t body[] = {
		8,
		text,
		2,
		0,
		func,
		16,
		func,
		data,
		1,
		8,
		func,
		16,
		text,
		2,
		0,
		file,
		file,
		1 << 10,
		8,
		file,
		0,
		2 << 10,
		16,
		data,
		2,
		0,
		proto,
		access,
		BPF_CORE_FIELD_BYTE_OFFSET,
		24,
		func,
		access,
		BPF_CORE_TYPE_MATCHES,
	};

	memcpy(at, body, sizeof(body));
	CHECK_INT(sizeof(body), (WORDS - FUNC) * 4);
}

static void check_contents(const struct btf_ext *ext)
{
	struct btf_ext_section section = { 0 };
	const struct bpf_func_info *func;
	const struct bpf_line_info *line;
	const struct bpf_core_relo *relo;

	CHECK_INT(btf_ext_check(ext, btf, NULL), 0);
	REQUIRE(btf_ext_next_section(ext, BTF_EXT_FUNC_INFO, &section));
	CHECK(!strcmp(btf_string_at(btf, section.name_off), ".text"));
	CHECK_INT(section.count, 2);
	func = btf_ext_record(&section, 1);
	CHECK_INT(func->insn_off, 16);
	REQUIRE(btf_ext_next_section(ext, BTF_EXT_FUNC_INFO, &section));
	CHECK(!strcmp(btf_string_at(btf, section.name_off), "xdp"));
	CHECK_INT(section.count, 1);
	CHECK(!btf_ext_next_section(ext, BTF_EXT_FUNC_INFO, &section));
	section = (struct btf_ext_section){ 0 };
	REQUIRE(btf_ext_next_section(ext, BTF_EXT_LINE_INFO, &section));
	line = btf_ext_record(&section, 0);
	CHECK_INT(BPF_LINE_INFO_LINE_NUM(line->line_col), 1);
	section = (struct btf_ext_section){ 0 };
	REQUIRE(btf_ext_next_section(ext, BTF_EXT_CORE_RELO, &section));
	relo = btf_ext_record(&section, 1);
	CHECK_INT(relo->kind, BPF_CORE_TYPE_MATCHES);
	CHECK_INT(btf_ext_record_bytes(ext, BTF_EXT_LINE_INFO), 16);
}

static void both_orders(void)
{
	struct btf_ext *ext = btf_ext__new((void *)good, sizeof(good)), *other;
	const void *raw;
	uint32_t bytes;

	REQUIRE(ext);
	check_contents(ext);
	raw = btf_ext__raw_data(ext, &bytes);
	CHECK(bytes == sizeof(good) && !memcmp(raw, good, bytes));
	CHECK_INT(btf_ext__endianness(ext), BTF_LITTLE_ENDIAN);
	CHECK_INT(btf_ext__set_endianness(ext, BTF_BIG_ENDIAN), 0);
	CHECK_INT(btf_ext__set_endianness(ext, 2), -EINVAL);
	raw = btf_ext__raw_data(ext, &bytes);
	CHECK(memcmp(raw, good, bytes) != 0);
	other = btf_ext__new(raw, bytes);
	REQUIRE(other);
	check_contents(other);
	CHECK_INT(btf_ext__endianness(other), BTF_BIG_ENDIAN);
	CHECK_INT(btf_ext__set_endianness(other, BTF_LITTLE_ENDIAN), 0);
	raw = btf_ext__raw_data(other, &bytes);
	CHECK(bytes == sizeof(good) && !memcmp(raw, good, bytes));
	btf_ext__free(ext);
	btf_ext__free(other);
}

/* @at_open: refused by btf_ext_open(), else by btf_ext_check(). */
static void broken(uint32_t word, uint32_t value, bool at_open, const char *says)
{
	uint32_t copy[WORDS];
	struct xsk_error err;
	struct btf_ext *ext;
	int result;

	memcpy(copy, good, sizeof(copy));
	copy[word] = value;
	result = btf_ext_open(&ext, copy, sizeof(copy), &err);
	if (at_open)
		CHECK(result < 0 && !ext);
	else if (CHECK(!result))
		result = btf_ext_check(ext, btf, &err);
	CHECK(result < 0);
	CHECK_TEXT(err.text, says);
	btf_ext__free(ext);
}

static void hostile(void)
{
	broken(0, 0x0001eb9e, true, "magic");
	broken(0, 0x0002eb9f, true, "version 2");
	broken(0, 0x0101eb9f, true, "flags");
	broken(H_LEN, 20, true, "header of 20");
	broken(H_LEN, 30, true, "header of 30");
	broken(H_LEN, sizeof(good) + 4, true, "header of");
	broken(H_LEN, 36, true, "unknown fields");
	broken(H_FUNC_OFF, sizeof(good), true, "leaves");
	broken(H_FUNC_LEN, 0xfffffffc, true, "leaves");
	broken(H_LINE_OFF, 2, true, "not aligned");
	broken(H_CORE_OFF, 0, true, "overlap");
	broken(H_FUNC_LEN, 8, true, "cut off");
	broken(H_FUNC_LEN, FUNC_WORDS * 4 - 4, true, "1 records of 8 bytes in 4");
	broken(FUNC, 4, true, "records of 4");
	broken(FUNC, 10, true, "records of 10");
	broken(FUNC, 0xfffffff8, true, "records of");
	broken(LINE, 12, true, "records of 12");
	broken(CORE, 12, true, "records of 12");
	broken(FUNC + 2, 0, true, "0 records");
	broken(FUNC + 2, 0x20000001, true, "records of 8");
	broken(FUNC + 1, 100000, false, "section name");
	broken(FUNC + 4, 1, false, "type 1 is no function");
	broken(FUNC + 4, 99, false, "type 99 is no function");
	broken(FUNC + 5, 0, false, "out of order");
	broken(FUNC + 5, 12, false, "inside an instruction");
	broken(LINE + 4, 100000, false, "source line");
	broken(LINE + 7, 0, false, "out of order");
	broken(CORE + 3, 4, false, "inside an instruction");
	broken(CORE + 4, 99, false, "type 99 of 3");
	broken(CORE + 5, 100000, false, "beyond the strings");
	broken(CORE + 5, 0, false, "access string \"\"");
	broken(CORE + 5, good[FUNC + 1], false, "access string \".text\"");
	broken(CORE + 5, good[CORE + 5] + 1, false, "access string \":1:20\"");
	broken(CORE + 6, 13, false, "unknown kind 13");
}

static void every_length(void)
{
	for (uint32_t bytes = 0; bytes < sizeof(good); bytes++) {
		unsigned char *copy = malloc(bytes + 1);

		memcpy(copy, good, bytes);
		CHECK(!btf_ext__new(copy, bytes) && errno == EINVAL);
		free(copy);
	}
	CHECK(!btf_ext__new(NULL, 4) && errno == EINVAL);
	btf_ext__free(NULL);
}

int main(void)
{
	test_begin();
	make();
	both_orders();
	hostile();
	every_length();
	btf__free(btf);
	return test_end();
}
