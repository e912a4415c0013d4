// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which commands a load takes and in which order, and how setters change them; without a kernel. */
#include <errno.h>
#include <string.h>

#include "tests/harness/fake_kernel.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static struct bpf_object *open_plan(const struct object_file *file)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "plan", .pin_root_path = "/pins",
		.kconfig = "CONFIG_HZ=250");
	struct xsk_object_error err;
	struct bpf_object *object;

	if (xsk_object__open_mem(&object, file->bytes, file->size, &opts, &err))
		test_failed(__FILE__, __LINE__, "open: %s", err.text);
	REQUIRE(object);
	return object;
}

static struct bpf_map *map_of(struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	REQUIRE(map);
	return map;
}

static struct bpf_program *program_of(struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	REQUIRE(program);
	return program;
}

/* The plan's lines; closes the object. */
static void check_plan(struct bpf_object *object, const char *expected)
{
	struct fake_kernel kernel = { .btf = object->spec->btf };
	struct xsk_object_error err = { 0 };
	char *text;

	if (fake_kernel_plan(&kernel, object, &err))
		test_failed(__FILE__, __LINE__, "plan: %s", err.text);
	text = fake_kernel_plan_text(object);
	if (!text || strcmp(text, expected))
		test_failed(__FILE__, __LINE__, "the plan is\n%s-- expected\n%s", text, expected);
	free(text);
	bpf_object__close(object);
}

/* Maps in the order of the BTF with what each holds; inner maps when all exist; pins last; then programs. */
static void whole(struct object_file *file)
{
	check_plan(open_plan(file), "load BTF\n"
				    "create map inner_map\n"
				    "create map outer\n"
				    "create map tails\n"
				    "create map hits\n"
				    "open pinned map pinned\n"
				    "create map pinned\n"
				    "create map plan.rodata\n"
				    "fill map plan.rodata\n"
				    "freeze map plan.rodata\n"
				    "show map plan.rodata\n"
				    "create map plan.data\n"
				    "fill map plan.data\n"
				    "show map plan.data\n"
				    "create map plan.bss\n"
				    "fill map plan.bss\n"
				    "show map plan.bss\n"
				    "create map plan.kconfig\n"
				    "fill map plan.kconfig\n"
				    "freeze map plan.kconfig\n"
				    "show map plan.kconfig\n"
				    "fill slots of map outer\n"
				    "pin map pinned\n"
				    "prepared\n"
				    "load program second\n"
				    "load program first\n"
				    "bind rodata to program second\n"
				    "bind rodata to program first\n"
				    "fill slots of map tails\n");
}

/* Maps that are not wanted leave no command, nor does a path that was taken back; programs likewise. */
static void less(struct object_file *file)
{
	static const char *const unwanted[] = { "inner_map", "outer", "tails", "plan.rodata", "plan.data",
		"plan.bss", "plan.kconfig" };
	struct bpf_object *object = open_plan(file);

	for (size_t i = 0; i < sizeof(unwanted) / sizeof(*unwanted); i++)
		CHECK_INT(bpf_map__set_autocreate(map_of(object, unwanted[i]), false), 0);
	CHECK_INT(bpf_map__set_pin_path(map_of(object, "pinned"), NULL), 0);
	CHECK_INT(bpf_map__set_pin_path(map_of(object, "hits"), "/pins/other"), 0);
	CHECK_INT(bpf_program__set_autoload(program_of(object, "second"), false), 0);
	CHECK_INT(bpf_program__set_autoload(program_of(object, "optional"), true), 0);
	check_plan(object, "load BTF\n"
			   "open pinned map hits\n"
			   "create map hits\n"
			   "create map pinned\n"
			   "pin map hits\n"
			   "prepared\n"
			   "load program first\n"
			   "load program optional\n");
}

/* No program at all is still a plan: maps may be all that is wanted. */
static void no_programs(struct object_file *file)
{
	struct bpf_object *object = open_plan(file);
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_program(program, object) bpf_program__set_autoload(program, false);
	bpf_object__for_each_map(map, object) bpf_map__set_autocreate(map, map == map_of(object, "tails"));
	check_plan(object, "load BTF\n"
			   "create map tails\n"
			   "prepared\n"
			   "fill slots of map tails\n");
}

/* struct_ops: the map before the programs, its value after them; a map that is not wanted takes no part. */
static void struct_ops(struct object_file *file)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "all", .kconfig = "CONFIG_HZ=250");
	struct fake_kernel kernel = { 0 };
	struct xsk_object_error err = { 0 };
	struct bpf_object *object;
	char *text, *created, *filled, *program;
	struct bpf_map *map;
	uint32_t count = 0;

	REQUIRE(!xsk_object__open_mem(&object, file->bytes, file->size, &opts, &err));
	bpf_object__for_each_map(map, object) bpf_map__set_autocreate(map, map_is_struct_ops(map));
	bpf_object__for_each_map(map, object) count += map_is_struct_ops(map);
	REQUIRE(count);
	if (fake_kernel_plan(&kernel, object, &err))
		test_failed(__FILE__, __LINE__, "plan: %s", err.text);
	text = fake_kernel_plan_text(object);
	created = strstr(text, "create map ");
	program = strstr(text, "load program ");
	filled = strstr(text, "fill struct_ops ");
	CHECK(created && program && filled && created < program && program < filled);
	for (char *at = text; (at = strstr(at, "fill struct_ops ")); at++)
		count--;
	CHECK_INT(count, 0);
	free(text);
	bpf_object__close(object);
}

static void each(struct object_file *file)
{
	object_file_load(file, "plan");
	whole(file);
	less(file);
	no_programs(file);
	object_file_free(file);
	object_file_load(file, "everything");
	struct_ops(file);
	object_file_free(file);
}

int main(void)
{
	test_begin();
	object_file_each_compiler(each);
	return test_end();
}
