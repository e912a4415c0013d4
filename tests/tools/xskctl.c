// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* On the runner of tests/bench and the reader of tools/facts.c. */
#include "tests/tools/xskctl.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tests/harness/test.h"

enum { WORDS = 24 };

static const char *path;

void xskctl_begin(int argc, char **argv)
{
	test_begin();
	REQUIRE(argc == 2);
	path = argv[1];
}

static const struct program *run(const char *const *before, int status, va_list args, const char *last)
{
	static struct program program;
	const char *words[WORDS] = { NULL };
	int count = 0;

	for (; before && before[count]; count++)
		words[count] = before[count];
	words[count++] = path;
	do {
		REQUIRE(count < WORDS - 2);
		words[count] = va_arg(args, const char *);
	} while (words[count++]);
	words[count - 1] = last;
	program_run(&program, words);
	if (program.status != status)
		printf("%s%s\n", program.out, program.err);
	CHECK_INT(program.status, status);
	return &program;
}

const struct program *xskctl(int status, ...)
{
	const struct program *program;
	va_list args;

	va_start(args, status);
	program = run(NULL, status, args, NULL);
	va_end(args);
	return program;
}

const struct program *xskctl_unprivileged(int status, ...)
{
	/* Still the owner of the build folder, wherever that is. */
	static const char *const powerless[] = { "/usr/bin/setpriv", "--bounding-set", "-all", "--inh-caps",
		"-all", NULL };
	const struct program *program;
	va_list args;

	va_start(args, status);
	program = run(powerless, status, args, NULL);
	va_end(args);
	return program;
}

facts *xskctl_json(int status, ...)
{
	const struct program *program;
	facts *object;
	va_list args;

	va_start(args, status);
	program = run(NULL, status, args, "--json");
	va_end(args);
	object = json_tokener_parse(program->out);
	if (!CHECK(object && json_object_is_type(object, json_type_object)))
		printf("%s\n", program->out);
	return object;
}

void check_one_line(const struct program *program, const char *says)
{
	CHECK_TEXT(program->err, says);
	CHECK_TEXT(program->err, "xskctl");
	CHECK(program->err[0] && strchr(program->err, '\n') == program->err + strlen(program->err) - 1);
	CHECK(program->out[0] == '\0');
}

bool has_pid(const facts *pids, pid_t pid)
{
	return facts_find(pids, "pid", (uint64_t)pid) != NULL;
}

bool has_text(const facts *list, const char *text)
{
	for (size_t i = 0; i < count_of(list); i++) {
		if (!strcmp(json_object_get_string(entry_of(list, i)), text))
			return true;
	}
	return false;
}

bool sockets_are_told(void)
{
	facts *status = xskctl_json(0, "status", NULL);
	bool listed = !strcmp(text_of(status, "socket_source"), "sock_diag");
	struct utsname name;
	int major = 0, minor = 0;

	json_object_put(status);
	if (listed || (!uname(&name) && sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
			      (major > 6 || (major == 6 && minor >= 15))))
		return true;
	printf("which interface a socket is on is not checked: this kernel does not tell\n");
	return false;
}

void end_with_the_test(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

facts *first_of(const facts *object, const char *key)
{
	facts *list = member_of(object, key);

	return count_of(list) ? entry_of(list, 0) : NULL;
}

facts *first_interface(const facts *status)
{
	return first_of(status, "interfaces");
}
