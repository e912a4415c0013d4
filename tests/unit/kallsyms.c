// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Lines of /proc/kallsyms as they come, cut off, and as nobody writes them; and the file of this kernel. */
#include "loader/kernel/kallsyms.h"

#include <errno.h>
#include <string.h>

#include "tests/harness/test.h"

static struct kallsyms_symbol seen[16];
static int seen_count;

static int keep(void *context, const struct kallsyms_symbol *symbol)
{
	seen[seen_count++] = *symbol;
	return seen_count == *(int *)context ? 7 : 0;
}

static int scan(const char *text, int stop_after)
{
	seen_count = 0;
	return kallsyms_scan(text, strlen(text), keep, &stop_after);
}

static void lines(void)
{
	CHECK_INT(scan("ffffffff81000000 T _text\nffffffffc0000010 t helper\t[mod_a]\n"
		       "0000000000000000 A fixed_percpu_data\nFFFFFFFF00000000 d x\n",
			  100),
		0);
	REQUIRE(seen_count == 4);
	CHECK(seen[0].address == 0xffffffff81000000 && seen[0].type == 'T' && !seen[0].module);
	CHECK(seen[0].name_len == 5 && !memcmp(seen[0].name, "_text", 5));
	CHECK(seen[1].name_len == 6 && !memcmp(seen[1].name, "helper", 6));
	CHECK(seen[1].module_len == 5 && !memcmp(seen[1].module, "mod_a", 5));
	CHECK(seen[2].address == 0);
	CHECK(seen[3].address == 0xffffffff00000000);

	CHECK_INT(scan("ffffffff81000000 T _text\nffffffff81000000 T _stext\n", 1), 7);
	CHECK_INT(seen_count, 1);
}

static void what_is_no_line_is_left_out(void)
{
	static const char *const bad[] = { "\n", " T x\n", "g T x\n", "12 T\n", "12 T \n", "12  x\n",
		"12Tx y\n", "11112222333344445 T too_long\n", "12 T x", "" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(scan(bad[i], 100), 0);
		CHECK_INT(seen_count, 0);
	}
	CHECK_INT(scan("12 T x\t[\n12 T x\t\n", 100), 0);
	CHECK_INT(seen_count, 2);
	CHECK(!seen[0].module && !seen[1].module && seen[0].name_len == 1);
}

static void this_kernel(void)
{
	struct kallsyms_wish wishes[] = { { .name = "_stext" }, { .name = "no_symbol_has_this_name" },
		{ .name = "bpf_prog_load" } };
	struct xsk_error err = { 0 };
	uint64_t before;
	int code = kallsyms_find(wishes, 3, &err);

	if (code) {
		/* Who may not see them is told so. */
		CHECK(code == -EPERM || code == -ENOENT);
		CHECK_TEXT(err.text, "/proc/kallsyms");
		return;
	}
	CHECK(wishes[0].found && wishes[0].address);
	CHECK(!wishes[1].found && !wishes[1].address);
	/* The second time the first is remembered, and has the same address. */
	before = wishes[0].address;
	CHECK_INT(kallsyms_find(wishes, 1, &err), 0);
	CHECK(wishes[0].found && wishes[0].address == before);
	CHECK_INT(kallsyms_find(NULL, 0, &err), 0);
}

int main(void)
{
	test_begin();
	lines();
	what_is_no_line_is_left_out();
	this_kernel();
	return test_end();
}
