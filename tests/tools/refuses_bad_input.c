// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What xskctl is told wrong: one line that names it, exit status 2 for usage and 1 for what fails. */
#include <string.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/tools/xskctl.h"

#define LONG_NAME                                                                                  \
	"a-name-that-is-longer-than-any-interface-may-have-it-even-when-it-is-an-alternative-one-" \
	"and-then-some-more-letters-that-nobody-would-ever-want-to-read-again"

static const struct {
	const char *argv[6];
	int status;
	const char *says;
} cases[] = {
	{ { "nosuch" }, 2, "no command \"nosuch\"" },
	{ { "--nosuch" }, 2, "unknown option --nosuch" },
	{ { "status", "--nosuch" }, 2, "unknown option --nosuch" },
	{ { "status", "-x" }, 2, "unknown option -x" },
	{ { "status", "lo", "more" }, 2, "what is \"more\"?" },
	{ { "status", "lo", "--force" }, 2, "status does not take --force" },
	{ { "check", "lo", "--id", "3" }, 2, "check does not take --id" },
	{ { "check" }, 2, "check which interface?" },
	{ { "detach" }, 2, "detach which interface?" },
	{ { "detach", "lo", "--mode", "fast" }, 2, "--mode fast: skb, native or hw" },
	{ { "detach", "lo", "--id", "0" }, 2, "--id 0" },
	{ { "detach", "lo", "--id", "-1" }, 2, "--id -1" },
	{ { "detach", "lo", "--id", "4294967296" }, 2, "--id 4294967296" },
	{ { "detach", "lo", "--id", "7x" }, 2, "--id 7x" },
	{ { "detach", "lo", "--id" }, 2, "--id needs a value" },
	{ { "prog" }, 2, "prog what? xskctl prog list" },
	{ { "map", "show" }, 2, "map has no \"show\": xskctl map list" },
	{ { "link", "list", "lo" }, 2, "what is \"lo\"?" },
	{ { "status", "nosuch" }, 1, "look up interface nosuch" },
	{ { "check", "" }, 1, "look up interface" },
	{ { "check", LONG_NAME }, 1, "there is none of this name" },
	{ { "status", "../../etc/passwd" }, 1, "there is none of this name" },
	{ { "status", "--netns", "no-such-namespace" }, 1, "no-such-namespace: No such file" },
	{ { "status", "--netns", "/etc/passwd" }, 1, "/etc/passwd is not a network namespace" },
};

/* Each command's help is on standard output, names its options and does nothing. */
static void helps(void)
{
	static const char *const commands[] = { "status", "check", "detach", "prog", "map", "link" };
	char usage[64];

	CHECK_TEXT(xskctl(0, "--help", NULL)->out, "usage: xskctl COMMAND");
	CHECK_TEXT(xskctl(0, "help", NULL)->out, "usage: xskctl COMMAND");
	CHECK_TEXT(xskctl(2, NULL)->err, "usage: xskctl COMMAND");
	CHECK_TEXT(xskctl(0, "--version", NULL)->out, "libxsk");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct program *text = xskctl(0, commands[i], "--help", NULL);

		snprintf(usage, sizeof(usage), "usage: xskctl %s", commands[i]);
		CHECK_TEXT(text->out, usage);
		CHECK_TEXT(text->out, "--json");
		CHECK(text->err[0] == '\0');
	}
	CHECK_TEXT(xskctl(0, "help", "detach", NULL)->out, "--force");
}

/* Output that can't be written is a failure, and never lands in another descriptor. */
static void closed_output(const char *path)
{
	static struct program program;
	static const char *const shell[] = { "exec \"$0\" status lo >&-",
		"exec \"$0\" status lo --json >/dev/full", "exec \"$0\" --help >&-" };

	for (size_t i = 0; i < sizeof(shell) / sizeof(shell[0]); i++) {
		const char *argv[] = { "/bin/sh", "-c", shell[i], path, NULL };

		program_run(&program, argv);
		CHECK_INT(program.status, 1);
		check_one_line(&program, "write standard output");
	}
}

int main(int argc, char **argv)
{
	xskctl_begin(argc, argv);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const *words = cases[i].argv;

		/* setns() without privilege says so first; all else needs none. */
		if (words[1] && !strcmp(words[1], "--netns"))
			test_needs_root();
		check_one_line(
			xskctl(cases[i].status, words[0], words[1], words[2], words[3], words[4], NULL),
			cases[i].says);
	}
	helps();
	closed_output(argv[1]);
	return test_end();
}
