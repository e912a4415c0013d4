// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One object with everything a load has to get right: what its program computes says whether it did. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

static struct bpf_object *open_object(const char *compiler)
{
	char path[512];
	struct bpf_object *object;

	snprintf(path, sizeof(path), "%s/whole.%s.bpfel.o", TEST_BPF_DIR, compiler);
	object = bpf_object__open(path);
	REQUIRE(object);
	return object;
}

static struct bpf_program *program_of(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	REQUIRE(program);
	return program;
}

static int read_int(const struct bpf_object *object, const char *name)
{
	return *(int *)object_variable(object, name);
}

static void run(const struct bpf_program *program)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	CHECK_INT(bpf_prog_test_run_opts(bpf_program__fd(program), &opts), 0);
}

static void test_results(const char *compiler)
{
	struct bpf_object *object = open_object(compiler);
	int zero = 0, inner = 4321, clone;

	*(int *)object_variable(object, "factor") = 10;
	CHECK_INT(bpf_object__load(object), 0);
	CHECK_INT(bpf_map_update_elem(bpf_object__find_map_fd_by_name(object, "inner_map"), &zero, &inner, 0),
		0);
	run(program_of(object, "on_whole"));
	CHECK_INT(read_int(object, "tgid"), getpid());
	CHECK_INT(read_int(object, "leader"), getpid());
	CHECK_INT(read_int(object, "has_field"), 0);
	CHECK_INT(read_int(object, "has_enumerator"), 0);
	CHECK_INT(read_int(object, "ringbuf_type"), BPF_MAP_TYPE_RINGBUF);
	CHECK(read_int(object, "kernel_version") >= 0x050a00);
	CHECK(*(unsigned long *)object_variable(object, "hz") >= 100);
	CHECK_INT(*(int *)object_variable(object, "missing_option"), 0);
	CHECK(*(unsigned long *)object_variable(object, "schedule_address") != 0);
	CHECK_INT(*(unsigned long *)object_variable(object, "missing_address"), 0);
	CHECK_INT(read_int(object, "sum"), 30 + 40 + 5 + 3);
	CHECK_INT(read_int(object, "inner_value"), 4321);
	CHECK_INT(read_int(object, "tail_called"), 1);

	/* A second copy in the kernel is the caller's. */
	clone = bpf_program__clone(program_of(object, "on_whole"), NULL);
	CHECK(clone >= 0);
	close(clone);
	CHECK_INT(bpf_object__load(object), -EINVAL);
	CHECK_INT(bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "inner_map"), 7), -EBUSY);
	bpf_object__close(object);
}

/* The line names what the verifier tripped over, and where in the source. */
static void test_refusals(const char *compiler)
{
	struct bpf_object *object = open_object(compiler);
	const struct xsk_object_error *why;

	libbpf_set_print(NULL);
	bpf_program__set_autoload(program_of(object, "uses_missing_field"), true);
	CHECK(bpf_object__load(object) < 0);
	why = xsk_object__error(object);
	CHECK_TEXT(why->text, "struct task_struct___ours.no_such_field");
	CHECK_TEXT(why->program, "uses_missing_field");
	CHECK_INT(why->phase, XSK_OBJECT_PHASE_PROGRAM_LOAD);
	CHECK(bpf_program__fd(program_of(object, "on_whole")) < 0);
	bpf_object__close(object);

	object = open_object(compiler);
	bpf_program__set_autoload(program_of(object, "reads_null"), true);
	CHECK(bpf_object__load(object) < 0);
	why = xsk_object__error(object);
	CHECK_TEXT(why->text, "whole.bpf.c:");
	CHECK_TEXT(why->text, "map_value_or_null");
	CHECK_TEXT(xsk_program__log(program_of(object, "reads_null")), "processed");
	bpf_object__close(object);

	/* One that may be left out fails nothing. */
	object = open_object(compiler);
	bpf_program__set_autoload(program_of(object, "reads_null"), true);
	CHECK_INT(xsk_program__set_optional(program_of(object, "reads_null"), true), 0);
	CHECK_INT(xsk_object__set_threads(object, 2), 0);
	CHECK_INT(bpf_object__load(object), 0);
	CHECK(bpf_program__fd(program_of(object, "reads_null")) < 0);
	why = xsk_program__left_out(program_of(object, "reads_null"));
	REQUIRE(why);
	CHECK_TEXT(why->text, "map_value_or_null");
	bpf_object__close(object);
}

/* A map of one program's own: another that uses it is refused. */
static void test_exclusive(const char *compiler)
{
	struct bpf_object *object = open_object(compiler);
	struct bpf_map *map = bpf_object__find_map_by_name(object, "tails");

	CHECK_INT(bpf_map__set_exclusive_program(map, program_of(object, "on_whole")), 0);
	if (bpf_object__load(object)) {
		/* Before 6.18 the kernel knows no such thing. */
		CHECK_INT(xsk_object__error(object)->phase, XSK_OBJECT_PHASE_MAP_CREATE);
		printf("exclusive maps: %s\n", xsk_object__error(object)->text);
		bpf_object__close(object);
		return;
	}
	bpf_object__close(object);
	object = open_object(compiler);
	map = bpf_object__find_map_by_name(object, "tails");
	CHECK_INT(bpf_map__set_exclusive_program(map, program_of(object, "on_tail")), 0);
	CHECK(bpf_object__load(object) < 0);
	CHECK_TEXT(xsk_object__error(object)->program, "on_whole");
	bpf_object__close(object);
}

/* prepare makes maps and instructions, and no program. */
static void test_prepare(const char *compiler)
{
	struct bpf_object *object = open_object(compiler);

	CHECK_INT(bpf_object__prepare(object), 0);
	CHECK(bpf_object__find_map_fd_by_name(object, "inner_map") >= 0);
	CHECK(bpf_program__fd(program_of(object, "on_whole")) < 0);
	CHECK(bpf_program__insn_cnt(program_of(object, "on_whole")) > 30);
	CHECK_INT(bpf_object__prepare(object), -EINVAL);
	CHECK_INT(bpf_object__load(object), 0);
	bpf_object__close(object);
}

static void test_pins(const char *compiler)
{
	struct bpf_object *object = open_object(compiler);
	struct bpf_map *map = bpf_object__find_map_by_name(object, "inner_map");
	int zero = 0, value = 99, got = 0;

	REQUIRE(private_mounts());
	REQUIRE(mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL) == 0);
	CHECK_INT(bpf_map__set_pin_path(map, "/sys/fs/bpf/kept"), 0);
	CHECK_INT(bpf_object__load(object), 0);
	CHECK(bpf_map__is_pinned(map));
	CHECK_INT(bpf_map__update_elem(map, &zero, sizeof(zero), &value, sizeof(value), 0), 0);
	CHECK_INT(bpf_object__pin_programs(object, "/sys/fs/bpf/programs"), 0);
	CHECK_INT(access("/sys/fs/bpf/programs/on_whole", F_OK), 0);
	CHECK_INT(bpf_object__unpin_programs(object, "/sys/fs/bpf/programs"), 0);
	CHECK_INT(bpf_program__pin(program_of(object, "on_whole"), "/tmp/not-a-bpffs"), -EINVAL);
	bpf_object__close(object);

	/* Found again by another object, with its contents. */
	object = open_object(compiler);
	map = bpf_object__find_map_by_name(object, "inner_map");
	CHECK_INT(bpf_map__set_pin_path(map, "/sys/fs/bpf/kept"), 0);
	CHECK_INT(bpf_object__load(object), 0);
	CHECK_INT(bpf_map__lookup_elem(map, &zero, sizeof(zero), &got, sizeof(got), 0), 0);
	CHECK_INT(got, 99);
	CHECK_INT(bpf_map__lookup_elem(map, &zero, 1, &got, sizeof(got), 0), -EINVAL);
	CHECK_INT(bpf_map__unpin(map, NULL), 0);
	bpf_object__close(object);

	/* Of another shape: refused, with the difference. */
	object = open_object(compiler);
	map = bpf_object__find_map_by_name(object, "inner_map");
	bpf_map__set_pin_path(map, "/sys/fs/bpf/kept");
	CHECK_INT(bpf_object__load(object), 0);
	bpf_object__close(object);
	object = open_object(compiler);
	map = bpf_object__find_map_by_name(object, "inner_map");
	bpf_map__set_pin_path(map, "/sys/fs/bpf/kept");
	bpf_map__set_max_entries(map, 8);
	CHECK_INT(bpf_object__load(object), -EINVAL);
	CHECK_TEXT(xsk_object__error(object)->text, "max_entries");
	bpf_object__close(object);
	umount("/sys/fs/bpf");
}

int main(void)
{
	char compilers[] = TEST_BPF_COMPILERS, *next = compilers, *compiler;

	test_begin();
	test_needs_root();
	if (test_kernel_below(5, 17))
		test_skip("whole.bpf.c has bpf_loop() (Linux 5.17)");
	if (!*compilers)
		test_skip("no clang");
	while ((compiler = strsep(&next, " "))) {
		test_results(compiler);
		test_prepare(compiler);
		test_exclusive(compiler);
		test_refusals(compiler);
		test_pins(compiler);
	}
	return test_end();
}
