// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What xskbench is told wrong: one line that names it, exit status 2 for usage and 1 for what fails. */
#include <string.h>

#include "tests/bench/program.h"
#include "tests/harness/test.h"

static const struct {
	const char *argv[8];
	int status;
	const char *says;
	bool needs_root;
} cases[] = {
	{ { "nosuch" }, 2, "no command \"nosuch\"", false },
	{ { "rx" }, 2, "which interface?", false },
	{ { "rx", "--self", "-i", "lo" }, 2, "leave -i out", false },
	{ { "rx", "--nosuch" }, 2, "unknown option --nosuch", false },
	{ { "rx", "--self", "-d" }, 2, "-d needs a value", false },
	{ { "rx", "--self", "-s", "59" }, 2, "--size 59 is not allowed", false },
	{ { "rx", "--self", "-s", "3801" }, 2, "--size 3801 is not allowed", false },
	{ { "rx", "--self", "-b", "0" }, 2, "--batch 0 is not allowed", false },
	{ { "rx", "--self", "-b", "1025" }, 2, "--batch 1025 is not allowed", false },
	{ { "rx", "--self", "-q", "3-1" }, 2, "--queues 3-1 is not allowed", false },
	{ { "rx", "--self", "-q", "64" }, 2, "--queues 64 is not allowed", false },
	{ { "rx", "--self", "-c", "0,,1" }, 2, "--cpus 0,,1 is not allowed", false },
	{ { "rx", "--self", "-m", "fast" }, 2, "--mode fast is not allowed", false },
	{ { "rx", "--self", "-r", "1x" }, 2, "--rate 1x is not allowed", false },
	{ { "rx", "--self", "-d", "nan" }, 2, "--duration nan is not allowed", false },
	{ { "rx", "--self", "--src", "10.0.0.9-10.0.0.1" }, 2, "--src 10.0.0.9-10.0.0.1 is not allowed",
		false },
	{ { "rx", "--self", "--dport", "65536" }, 2, "--dport 65536 is not allowed", false },
	{ { "rx", "--self", "--dst-mac", "1:2:3" }, 2, "--dst-mac 1:2:3 is not allowed", false },
	{ { "rx", "--self", "more" }, 2, "what is \"more\"?", false },
	{ { "rx", "--self", "-o", "port1" }, 2, "--out is for forward only", false },
	{ { "forward", "--self", "-o", "eth1" }, 2, "port1", false },
	{ { "forward", "-i", "a", "-o", "a" }, 2, "the same interface", false },
	{ { "rx", "-i", "nosuch" }, 1, "nosuch", true },
	{ { "rx", "--self", "-m", "zerocopy" }, 1, "port0", true },
};

int main(int argc, char **argv)
{
	static struct program program;

	test_begin();
	REQUIRE(argc == 2);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *full[9] = { argv[1] };

		if (cases[i].needs_root)
			test_needs_root();
		memcpy(full + 1, cases[i].argv, sizeof(cases[i].argv));
		program_run(&program, full);
		CHECK_INT(program.status, cases[i].status);
		CHECK_TEXT(program.err, cases[i].says);
		CHECK_TEXT(program.err, "xskbench");
		/* One line, and nothing on the other stream. */
		CHECK(program.err[0] && strchr(program.err, '\n') == program.err + strlen(program.err) - 1);
		CHECK_TEXT(program.out, "");
		CHECK(program.out[0] == '\0');
	}
	return test_end();
}
