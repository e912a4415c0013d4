// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The plan as it is executed: which calls the kernel gets, what is tried next when it refuses one, and that a
 * load which fails leaves nothing. Against a double of the kernel.
 */
#include "tests/harness/kernel_double.h"

#include <bpf/bpf.h>
#include <string.h>

#include "loader/kernel/capabilities.h"
#include "tests/harness/fake_kernel.h"
#include "tests/harness/object_file.h"

static struct xsk_object_error err;
static struct object_file plan_file;

/* Opened, without what needs symbols of the kernel: all that it loads are programs without externs. */
static struct bpf_object *open_second(void)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "plan", .kconfig = "CONFIG_HZ=250",
		.pin_root_path = "/tmp");
	struct bpf_object *object;

	REQUIRE(!xsk_object__open_mem(&object, plan_file.bytes, plan_file.size, &opts, &err));
	return object;
}

/* The view of a fake kernel in the place of this machine's; then as bpf_object__load() goes on. */
static int load(struct bpf_object *object, enum command_kind last)
{
	struct fake_kernel kernel = { .btf = object->spec->btf };

	if (!object->load) {
		int result = fake_kernel_plan(&kernel, object, &object->error);

		if (result)
			return result;
	}
	return plan_execute(&object->load->plan, object, last, &object->error);
}

static const char maps_and_programs[] = "btf\n"
					"map inner_map type 2 key 4 value 4 entries 1 btf\n"
					"map outer.inner type 2 key 4 value 4 entries 1 btf\n"
					"map outer type 12 key 4 value 4 entries 2 inner\n"
					"map tails type 3 key 4 value 4 entries 2\n"
					"map hits type 1 key 4 value 8 entries 16 btf\n"
					"get /tmp/pinned\n"
					"map pinned type 2 key 4 value 4 entries 4 btf\n"
					"map plan.rodata type 2 key 4 value 4 entries 1 btf\n"
					"update plan.rodata\n"
					"freeze plan.rodata\n"
					"map plan.data type 2 key 4 value 4 entries 1 btf\n"
					"update plan.data\n"
					"map plan.bss type 2 key 4 value 4 entries 1 btf\n"
					"update plan.bss\n"
					"map plan.kconfig type 2 key 4 value 8 entries 1 btf\n"
					"update plan.kconfig\n"
					"freeze plan.kconfig\n"
					"update outer\n"
					"pin pinned /tmp/pinned\n";

static int nothing_pinned(const char *line, int command, void *attr)
{
	return command == BPF_OBJ_GET ? -ENOENT : 0;
}

/* bpf_object__prepare() ends at the barrier: all maps, no program; then the programs, and their array. */
static void in_order(void)
{
	struct bpf_object *object = open_second();
	char expected[4096];

	kernel_double_reset(nothing_pinned);
	CHECK_INT(load(object, COMMAND_PREPARED), 0);
	CHECK_CALLS(maps_and_programs);
	CHECK(bpf_object__btf_fd(object) >= 0);
	CHECK_INT(load(object, COMMAND_KINDS), 0);
	snprintf(expected, sizeof(expected), "%sprogram second\nprogram first\nupdate tails\n",
		maps_and_programs);
	CHECK_CALLS(expected);
	CHECK_INT(object->load->plan.next, object->load->plan.count);
	bpf_object__close(object);
}

/* ---- alternatives by errno ---- */

static int map_types_refused(const char *line, int command, void *attr)
{
	struct attr_map_create *map = attr;

	if (command == BPF_OBJ_GET)
		return -ENOENT;
	return command == BPF_MAP_CREATE && map->btf_value_type_id ? -EINVAL : 0;
}

static void maps_without_types(void)
{
	struct bpf_object *object = open_second();

	kernel_double_reset(map_types_refused);
	CHECK_INT(load(object, COMMAND_PREPARED), 0);
	CHECK_TEXT(double_text, "map hits type 1 key 4 value 8 entries 16 btf\n"
				"map hits type 1 key 4 value 8 entries 16\n");
	CHECK_TEXT(double_text, "freeze plan.rodata");
	bpf_object__close(object);
}

static int no_btf(const char *line, int command, void *attr)
{
	return command == BPF_BTF_LOAD ? -EINVAL : nothing_pinned(line, command, attr);
}

static bool program_has_btf;

static int no_btf_and_look(const char *line, int command, void *attr)
{
	if (command == BPF_PROG_LOAD)
		program_has_btf |= ((struct attr_prog_load *)attr)->prog_btf_fd != 0 ||
				   ((struct attr_prog_load *)attr)->func_info_cnt != 0;
	return no_btf(line, command, attr);
}

/* BTF describes; a kernel that refuses it gets maps and programs without. */
static void without_btf(void)
{
	struct bpf_object *object = open_second();

	kernel_double_reset(no_btf_and_look);
	CHECK_INT(load(object, COMMAND_KINDS), 0);
	CHECK_TEXT(double_text, "map hits type 1 key 4 value 8 entries 16\n");
	CHECK_TEXT(double_text, "program first\n");
	CHECK(!program_has_btf);
	CHECK_INT(bpf_object__btf_fd(object), -1);
	bpf_object__close(object);
}

static int not_allowed(const char *line, int command, void *attr)
{
	return command == BPF_MAP_CREATE ? -EPERM : nothing_pinned(line, command, attr);
}

/* Nothing is tried again without privilege, and nothing of what follows. */
static void without_privilege(void)
{
	struct bpf_object *object = open_second();

	kernel_double_reset(not_allowed);
	CHECK_INT(load(object, COMMAND_KINDS), -EPERM);
	CHECK_CALLS("btf\nmap inner_map type 2 key 4 value 4 entries 1 btf\n");
	CHECK_TEXT(object->error.remedy, "CAP_BPF");
	CHECK_TEXT(object->error.map, "inner_map");
	CHECK_INT(object->error.kernel_errno, EPERM);
	bpf_object__close(object);
}

/* ---- pins ---- */

static struct bpf_map_info pinned_info;

static int found_pinned(const char *line, int command, void *attr)
{
	struct attr_info *info = attr;

	if (command == BPF_OBJ_GET_INFO_BY_FD)
		memcpy((void *)info->info, &pinned_info,
			info->info_len < sizeof(pinned_info) ? info->info_len : sizeof(pinned_info));
	return 0;
}

static void pinned_already(void)
{
	struct bpf_object *object = open_second();
	struct bpf_map *map = bpf_object__find_map_by_name(object, "pinned");

	pinned_info = (struct bpf_map_info){
		.type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 4
	};
	kernel_double_reset(found_pinned);
	CHECK_INT(load(object, COMMAND_PREPARED), 0);
	CHECK(bpf_map__is_pinned(map) && map->reused);
	CHECK(!strstr(double_text, "map pinned") && !strstr(double_text, "pin pinned"));
	bpf_object__close(object);

	object = open_second();
	pinned_info.max_entries = 5;
	kernel_double_reset(found_pinned);
	CHECK_INT(load(object, COMMAND_PREPARED), -EINVAL);
	CHECK_TEXT(object->error.text, "what is pinned at /tmp/pinned has max_entries 5, not 4");
	bpf_object__close(object);
}

static int gets;

/* Somebody else pins between the look and ours. */
static int lost_race(const char *line, int command, void *attr)
{
	if (command == BPF_OBJ_GET && !gets++)
		return -ENOENT;
	if (command == BPF_OBJ_PIN)
		return -EEXIST;
	return found_pinned(line, command, attr);
}

static void pinned_meanwhile(void)
{
	struct bpf_object *object = open_second();
	struct bpf_map *map = bpf_object__find_map_by_name(object, "pinned");

	pinned_info.max_entries = 4;
	gets = 0;
	kernel_double_reset(lost_race);
	CHECK_INT(load(object, COMMAND_PREPARED), 0);
	CHECK_INT(gets, 2);
	CHECK(bpf_map__is_pinned(map) && map->reused);
	CHECK_TEXT(double_text, "pin pinned /tmp/pinned\nget /tmp/pinned\n");
	bpf_object__close(object);
}

/* ---- programs ---- */

static int log_levels[4], attempts;

static int first_refused(const char *line, int command, void *attr)
{
	struct attr_prog_load *program = attr;

	if (command != BPF_PROG_LOAD || strcmp(program->prog_name, "first"))
		return nothing_pinned(line, command, attr);
	if (attempts < 4)
		log_levels[attempts] = (int)program->log_level;
	attempts++;
	if (program->log_level)
		strcpy((char *)program->log_buf, "0: R1=ctx\nR1 is not what it should be\n");
	return -EACCES;
}

/* Once without a log, once for the log; the programs that follow are not tried. */
static void program_refused(void)
{
	struct bpf_object *object = open_second();

	attempts = 0;
	kernel_double_reset(first_refused);
	CHECK_INT(load(object, COMMAND_KINDS), -EACCES);
	CHECK(attempts == 2 && log_levels[0] == 0 && log_levels[1] == 1);
	CHECK_TEXT(object->error.program, "first");
	CHECK_TEXT(object->error.text, "R1 is not what it should be");
	CHECK(!strstr(double_text, "update tails"));
	bpf_object__close(object);
}

static int interrupted(const char *line, int command, void *attr)
{
	return command == BPF_PROG_LOAD && attempts++ < 4 ? -EAGAIN : nothing_pinned(line, command, attr);
}

static void program_tried_again(void)
{
	struct bpf_object *object = open_second();

	attempts = 0;
	kernel_double_reset(interrupted);
	CHECK_INT(load(object, COMMAND_KINDS), 0);
	CHECK_INT(attempts, 6);
	bpf_object__close(object);
}

static int optional_refused(const char *line, int command, void *attr)
{
	return strcmp(line, "program first") ? nothing_pinned(line, command, attr) : -EINVAL;
}

/*
 * An optional program that is refused is left out; its slot of the program array stays empty, the rest goes
 * on.
 */
static void optional_left_out(void)
{
	struct bpf_object *object = open_second();
	struct bpf_program *first = bpf_object__find_program_by_name(object, "first");

	CHECK_INT(xsk_program__set_optional(first, true), 0);
	kernel_double_reset(optional_refused);
	CHECK_INT(load(object, COMMAND_KINDS), 0);
	CHECK(first->fd < 0 && first->left_out);
	CHECK(bpf_program__fd(bpf_object__find_program_by_name(object, "second")) >= 0);
	CHECK_TEXT(double_text, "update tails\n");
	bpf_object__close(object);
}

/* One more of a loaded program is one call. */
static void clone(void)
{
	struct bpf_object *object = open_second();
	int fd;

	kernel_double_reset(nothing_pinned);
	CHECK_INT(load(object, COMMAND_KINDS), 0);
	object->state = OBJECT_LOADED;
	kernel_double_reset(nothing_pinned);
	fd = bpf_program__clone(bpf_object__find_program_by_name(object, "second"), NULL);
	CHECK(fd >= 0);
	CHECK_CALLS("program second\n");
	close(fd);
	bpf_object__close(object);
}

/* ---- a whole bpf_object__load() ---- */

static int created_maps;

static int count_and_refuse(const char *line, int command, void *attr)
{
	created_maps += command == BPF_MAP_CREATE;
	return command == BPF_PROG_LOAD ? -EINVAL : nothing_pinned(line, command, attr);
}

/* A program refused at the end: every map of before is closed again (test_end() compares descriptors). */
static void failed_load_leaves_nothing(void)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "tiny");
	struct object_file tiny = { .compiler = plan_file.compiler };
	struct bpf_object *object;
	struct bpf_map *map;

	object_file_load(&tiny, "tiny");
	REQUIRE(!xsk_object__open_mem(&object, tiny.bytes, tiny.size, &opts, &err));
	kernel_double_reset(count_and_refuse);
	CHECK_INT(bpf_object__load(object), -EINVAL);
	bpf_object__for_each_map(map, object) CHECK_INT(bpf_map__fd(map), -1);
	CHECK_INT(bpf_object__load(object), -EINVAL);
	bpf_object__close(object);
	object_file_free(&tiny);
}

static void each(struct object_file *file)
{
	object_file_load(file, "plan");
	plan_file = *file;
	in_order();
	maps_without_types();
	without_btf();
	without_privilege();
	pinned_already();
	pinned_meanwhile();
	program_refused();
	program_tried_again();
	optional_left_out();
	clone();
	failed_load_leaves_nothing();
	object_file_free(file);
}

int main(void)
{
	libbpf_set_print(NULL);
	test_begin();
	object_file_each_compiler(each);
	return test_end();
}
