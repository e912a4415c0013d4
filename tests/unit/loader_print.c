// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Whom the loader's messages reach: standard error by LIBBPF_LOG_LEVEL, a callback, nobody. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loader/print.h"
#include "tests/harness/test.h"

/* What a fresh process with that setting prints to standard error: three messages, one a level. */
static void printed(const char *setting, char *text, size_t bytes)
{
	int ends[2];
	ssize_t got;
	size_t have = 0;
	pid_t child;

	REQUIRE(!pipe(ends));
	child = fork();
	if (!child) {
		dup2(ends[1], STDERR_FILENO);
		if (setting)
			setenv("LIBBPF_LOG_LEVEL", setting, 1);
		else
			unsetenv("LIBBPF_LOG_LEVEL");
		errno = ENOTDIR;
		print_warn("warning %d\n", 1);
		print_info("information %d\n", 2);
		print_debug("detail %d\n", 3);
		_exit(errno != ENOTDIR);
	}
	close(ends[1]);
	while ((got = read(ends[0], text + have, bytes - 1 - have)) > 0)
		have += (size_t)got;
	text[have] = '\0';
	close(ends[0]);
	REQUIRE(waitpid(child, &ends[0], 0) == child);
	CHECK_INT(ends[0], 0);
}

#define WARNING     "libbpf: warning 1\n"
#define INFORMATION "libbpf: information 2\n"
#define DETAIL      "libbpf: detail 3\n"

static void environment(void)
{
	char text[512];

	printed(NULL, text, sizeof(text));
	CHECK(!strcmp(text, WARNING INFORMATION));
	printed("warn", text, sizeof(text));
	CHECK(!strcmp(text, WARNING));
	printed("INFO", text, sizeof(text));
	CHECK(!strcmp(text, WARNING INFORMATION));
	printed("debug", text, sizeof(text));
	CHECK(!strcmp(text, WARNING INFORMATION DETAIL));
	printed("loud", text, sizeof(text));
	CHECK_TEXT(text, "LIBBPF_LOG_LEVEL");
	CHECK_TEXT(text, WARNING INFORMATION);
	CHECK(!strstr(text, DETAIL));
}

static char last[64];
static enum libbpf_print_level last_level;

static int keep(enum libbpf_print_level level, const char *format, va_list args)
{
	errno = EBUSY;
	last_level = level;
	return vsnprintf(last, sizeof(last), format, args);
}

static void callback(void)
{
	libbpf_print_fn_t by_default = libbpf_set_print(keep);

	CHECK(by_default != NULL);
	errno = ENOTDIR;
	print_debug("number %d\n", 5);
	CHECK_INT(errno, ENOTDIR);
	CHECK(!strcmp(last, "libbpf: number 5\n"));
	CHECK_INT(last_level, LIBBPF_DEBUG);
	print_warn("!\n");
	CHECK_INT(last_level, LIBBPF_WARN);

	/* Nobody. */
	CHECK(libbpf_set_print(NULL) == keep);
	print_info("lost\n");
	CHECK(!strcmp(last, "libbpf: !\n"));
	CHECK(libbpf_set_print(by_default) == NULL);
	CHECK(libbpf_set_print(keep) == by_default);
}

int main(void)
{
	test_begin();
	environment();
	callback();
	return test_end();
}
