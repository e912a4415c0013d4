// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Programs that use every macro of the BPF-side headers are loaded and run: tests/bpf/header_*.bpf.c check
 * themselves and return how many of their checks failed.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>
#include <sys/utsname.h>

#include "loader/kernel/version.h"
#include "tests/harness/test.h"

struct list {
	struct list *next, *prev;
};

struct chain {
	struct chain *next;
	int number;
	char text[8];
} __attribute__((aligned(8)));

/* What run_core_read() reads of this process. */
static struct {
	struct list *list;
	struct utsname *names;
	struct chain *chain;
} arguments;

static struct list lists[3];
static struct utsname names;
static struct chain chains[3] = { { &chains[1], 1, "one" }, { &chains[2], 2, "two" }, { NULL, 3, "three" } };

static void prepare(void)
{
	for (int i = 0; i < 3; i++) {
		lists[i].next = i < 2 ? &lists[i + 1] : NULL;
		lists[i].prev = i ? &lists[i - 1] : NULL;
	}
	uname(&names);
	arguments.list = lists;
	arguments.names = &names;
	arguments.chain = chains;
}

/* The programs named run_*; what they return is 0, or the number behind the name. */
static const struct {
	const char *name;
	unsigned int returns;
} expected[] = {
	{ "run_language", 0 },
	{ "run_core_read", 0 },
	{ "run_prog", 0 },
	{ "run_none", 1 },
	{ "run_twelve", 76 },
	{ "run_prog2", 0 },
	{ "run_prog2_none", 1 },
};

enum { PROGRAMS = sizeof(expected) / sizeof(expected[0]) };

static bool ran[PROGRAMS];

static void run(const struct bpf_program *program, const char *path)
{
	unsigned long long raw[12] = { ~0ULL, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	/* signed char -1 with garbage above it, two words, an int, two shorts */
	unsigned long long words[12] = { 0xffffffffffffff, 2, 3, 4, 0x00060005, 6 };
	bool structs = strstr(bpf_program__name(program), "prog2") != NULL;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = structs ? words : raw, .ctx_size_in = sizeof(raw));
	int i = 0;

	while (i < PROGRAMS && strcmp(expected[i].name, bpf_program__name(program)))
		i++;
	REQUIRE(i < PROGRAMS);
	if (bpf_program__type(program) == BPF_PROG_TYPE_SYSCALL) {
		opts.ctx_in = &arguments;
		opts.ctx_size_in = sizeof(arguments);
	}
	CHECK_INT(bpf_prog_test_run_opts(bpf_program__fd(program), &opts), 0);
	if (opts.retval != expected[i].returns)
		test_failed(__FILE__, __LINE__, "%s of %s returned %u", expected[i].name, path, opts.retval);
	ran[i] = true;
}

static void load_and_run(const char *compiler, const char *source)
{
	struct bpf_object *object;
	struct bpf_program *program;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.%s.bpfel.o", TEST_BPF_DIR, source, compiler);
	object = bpf_object__open(path);
	REQUIRE(object);
	bpf_object__for_each_program(program, object) CHECK_INT(
		bpf_program__set_autoload(program, !strncmp(bpf_program__name(program), "run_", 4)), 0);
	if (!CHECK(!bpf_object__load(object)))
		printf("%s\n", path);
	else
		bpf_object__for_each_program(program, object) if (bpf_program__fd(program) >= 0)
			run(program, path);
	bpf_object__close(object);
}

int main(void)
{
	char compilers[] = TEST_BPF_COMPILERS;

	test_begin();
	test_needs_root();
	if (kernel_version() < KERNEL_RELEASE(6, 4, 0))
		test_skip("bpf_for() and its relatives need Linux 6.4");
	prepare();
	for (char *compiler = strtok(compilers, " "); compiler; compiler = strtok(NULL, " ")) {
		load_and_run(compiler, "header_language");
		load_and_run(compiler, "header_core_read");
		load_and_run(compiler, "header_tracing");
	}
	for (int i = 0; i < PROGRAMS; i++)
		if (!ran[i])
			test_failed(__FILE__, __LINE__, "%s did not run", expected[i].name);
	return test_end();
}
