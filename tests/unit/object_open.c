// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* An object with everything in it, opened: programs, maps, values, externs, as libbpf's API shows them. */
#include <errno.h>
#include <string.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "loader/kernel/uapi.h"
#include "loader/object/object.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static struct bpf_object *open_file(const struct object_file *file)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "everything.x", .pin_root_path = "/tmp/pins",
		.kernel_log_level = 2);
	struct bpf_object *object;
	struct xsk_object_error err;

	if (xsk_object__open_mem(&object, file->bytes, file->size, &opts, &err))
		test_failed(__FILE__, __LINE__, "%s: %s", file->compiler, err.text);
	REQUIRE(object);
	CHECK_INT(err.code, 0);
	CHECK_INT(xsk_object__error(object)->code, 0);
	return object;
}

static void check_object(struct bpf_object *object)
{
	CHECK(!strcmp(bpf_object__name(object), "everything.x"));
	CHECK_INT(bpf_object__kversion(object), 0x50a00);
	CHECK(!strcmp(object->spec->license, "Dual BSD/GPL"));
	CHECK(bpf_object__btf(object));
	CHECK_INT(bpf_object__btf_fd(object), -1);
	CHECK_INT(bpf_object__token_fd(object), -1);
}

/* ---- programs ---- */

static void check_programs(struct bpf_object *object)
{
	static const struct {
		const char *name, *section;
		int type;
		bool autoload;
	} expected[] = {
		{ "entry", "xdp", BPF_PROG_TYPE_XDP, true },
		{ "other", "xdp", BPF_PROG_TYPE_XDP, true },
		{ "configured", "kprobe/do_exit", BPF_PROG_TYPE_KPROBE, false },
		{ "ops_init", "struct_ops/init", BPF_PROG_TYPE_STRUCT_OPS, true },
		{ "ops_release", "struct_ops/release", BPF_PROG_TYPE_STRUCT_OPS, true },
	};
	struct bpf_program *program;
	int count = 0;

	bpf_object__for_each_program(program, object)
	{
		REQUIRE(count < 5);
		CHECK(!strcmp(bpf_program__name(program), expected[count].name));
		CHECK(!strcmp(bpf_program__section_name(program), expected[count].section));
		CHECK_INT(bpf_program__type(program), expected[count].type);
		CHECK_INT(bpf_program__autoload(program), expected[count].autoload);
		CHECK(bpf_program__autoattach(program));
		CHECK_INT(bpf_program__fd(program), -ENOENT);
		CHECK_INT(bpf_program__log_level(program), 2);
		CHECK(bpf_program__insn_cnt(program) >= 2 && bpf_program__insns(program));
		CHECK(bpf_object__find_program_by_name(object, expected[count].name) == program);
		count++;
	}
	CHECK_INT(count, 5);
	for (program = NULL; (program = bpf_object__prev_program(object, program)); count--)
		CHECK(!strcmp(bpf_program__name(program), expected[count - 1].name));
	CHECK_INT(count, 0);
	/* Subprograms are none. */
	CHECK(!bpf_object__find_program_by_name(object, "global_function"));
	CHECK_INT(errno, ENOENT);
	CHECK_INT(bpf_program__expected_attach_type(bpf_object__find_program_by_name(object, "entry")),
		BPF_XDP);
}

static const struct program_spec *find_spec(struct bpf_object *object, const char *name)
{
	for (uint32_t i = 0; i < object->spec->program_count; i++)
		if (!strcmp(object->spec->programs[i].name, name))
			return &object->spec->programs[i];
	test_failed(__FILE__, __LINE__, "no program %s", name);
	exit(1);
}

/* How many relocations of a kind a program has, and that the last one refers to a name. */
static void check_relocations(
	struct bpf_object *object, const char *name, int kind, uint32_t count, const char *symbol)
{
	const struct program_spec *program = find_spec(object, name);
	const struct relocation_spec *last = NULL;

	for (uint32_t i = 0; i < program->relocation_count; i++) {
		const struct relocation_spec *relocation = &program->relocations[i];

		CHECK(!i || relocation->instruction > relocation[-1].instruction);
		CHECK(program_spec_relocation(program, relocation->instruction) == relocation);
		if ((int)relocation->kind != kind)
			continue;
		last = relocation;
		count--;
	}
	CHECK_INT(count, 0);
	if (!CHECK(last))
		return;
	CHECK(!strcmp(last->symbol, symbol));
}

static void check_functions(struct bpf_object *object)
{
	const struct program_spec *global = find_spec(object, "global_function");
	const struct program_spec *hidden = find_spec(object, "hidden_function");
	const struct program_spec *local = find_spec(object, "static_function");
	const struct btf *btf = bpf_object__btf(object);

	CHECK(global->is_subprogram && global->is_global && !global->is_hidden);
	CHECK(hidden->is_subprogram && hidden->is_global && hidden->is_hidden);
	CHECK(local->is_subprogram && !local->is_global);
	/* A hidden one is static for the kernel. */
	CHECK_INT(btf_vlen(btf__type_by_id(btf, hidden->function_id)), BTF_FUNC_STATIC);
	CHECK_INT(btf_vlen(btf__type_by_id(btf, global->function_id)), BTF_FUNC_GLOBAL);
	CHECK(!strcmp(
		btf__name_by_offset(btf, btf__type_by_id(btf, local->function_id)->name_off), local->name));

	CHECK_INT(hidden->core_count, 1);
	CHECK_INT(hidden->core[0].kind, BPF_CORE_FIELD_BYTE_OFFSET);
	CHECK(!strcmp(hidden->core[0].access, "0:1"));
	CHECK_INT(hidden->functions.count, 1);
	CHECK(hidden->lines.count > 1);
	CHECK(hidden->lines.record_bytes >= sizeof(struct bpf_line_info));

	check_relocations(object, "entry", RELOCATION_CALL, 3, "hidden_function");
	check_relocations(object, "entry", RELOCATION_MAP, 2, "jumps");
	check_relocations(object, "entry", RELOCATION_DATA, 2, "");
	check_relocations(object, "static_function", RELOCATION_CALL, 1, "global_function");
	check_relocations(object, "other", RELOCATION_SUBPROGRAM, 1, "callback");
	check_relocations(object, "other", RELOCATION_EXTERN_CALL, 1, "bpf_kfunc_example");
	check_relocations(object, "other", RELOCATION_EXTERN_LD64, 3, "bpf_prog_active");
	check_relocations(object, "configured", RELOCATION_EXTERN_LD64, 6, "LINUX_KERNEL_VERSION");
}

/* ---- maps ---- */

static struct bpf_map *find_map(struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!map)
		test_failed(__FILE__, __LINE__, "no map %s", name);
	REQUIRE(map);
	return map;
}

static void check_definitions(struct bpf_object *object)
{
	struct bpf_map *map = find_map(object, "counters");

	CHECK_INT(bpf_map__type(map), BPF_MAP_TYPE_HASH);
	CHECK_INT(bpf_map__key_size(map), 4);
	CHECK_INT(bpf_map__value_size(map), 24);
	CHECK_INT(bpf_map__max_entries(map), 1000);
	CHECK_INT(bpf_map__map_flags(map), 1);
	CHECK_INT(bpf_map__numa_node(map), 2);
	CHECK(bpf_map__btf_key_type_id(map) && bpf_map__btf_value_type_id(map));
	CHECK(!strcmp(bpf_map__pin_path(map), "/tmp/pins/counters"));
	CHECK(!bpf_map__is_pinned(map) && !bpf_map__is_internal(map) && bpf_map__autocreate(map));
	CHECK_INT(bpf_map__fd(map), -1);
	CHECK(!bpf_map__initial_value(map, &(size_t){ 0 }));

	/* Rounded to a power of two of pages. */
	CHECK_INT(bpf_map__max_entries(find_map(object, "events")), 8192);
	CHECK_INT(bpf_map__map_extra(find_map(object, "bloom")), 3);
	CHECK(!bpf_map__pin_path(find_map(object, "bloom")));
	CHECK(!bpf_object__find_map_by_name(object, "absent") && errno == ENOENT);
}

static void check_nested_maps(struct bpf_object *object)
{
	struct bpf_map *map = find_map(object, "outer"), *inner = bpf_map__inner_map(map);

	REQUIRE(inner);
	CHECK(!strcmp(bpf_map__name(inner), "outer.inner"));
	CHECK_INT(bpf_map__type(inner), BPF_MAP_TYPE_ARRAY);
	CHECK_INT(bpf_map__value_size(inner), 16);
	CHECK_INT(bpf_map__value_size(map), 4);
	CHECK(!bpf_object__next_map(object, inner) && errno == EINVAL);
	CHECK_INT(map->spec->slot_count, 2);
	CHECK_INT(map->spec->slots[0].key, 1);
	CHECK(&object->maps[map->spec->slots[0].target] == find_map(object, "first"));
	CHECK_INT(map->spec->slots[1].key, 3);
	CHECK(&object->maps[map->spec->slots[1].target] == find_map(object, "second"));

	map = find_map(object, "jumps");
	CHECK(map->spec->slots_are_programs);
	CHECK_INT(map->spec->slot_count, 2);
	CHECK(!strcmp(bpf_program__name(&object->programs[map->spec->slots[0].target]), "entry"));
	CHECK_INT(map->spec->slots[1].key, 2);
	CHECK(!strcmp(bpf_program__name(&object->programs[map->spec->slots[1].target]), "other"));
	CHECK(!bpf_map__inner_map(map) && errno == EINVAL);
}

static void check_data(
	struct bpf_object *object, const char *section, const char *name, size_t bytes, uint32_t flags)
{
	struct bpf_map *map = find_map(object, section);
	size_t size = 0;

	CHECK(!strcmp(bpf_map__name(map), name));
	CHECK(bpf_map__is_internal(map));
	CHECK_INT(bpf_map__value_size(map), bytes);
	CHECK_INT(bpf_map__map_flags(map), flags);
	CHECK_INT(bpf_map__max_entries(map), 1);
	CHECK(bpf_map__initial_value(map, &size));
	CHECK_INT(size, bytes);
}

static uint32_t word_in(struct bpf_object *object, const char *section, const char *variable)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *datasec =
		btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC));
	const char *value = bpf_map__initial_value(find_map(object, section), &(size_t){ 0 });
	uint32_t word = 0;

	for (uint32_t i = 0; i < btf_vlen(datasec); i++) {
		const struct btf_var_secinfo *place = btf_var_secinfos(datasec) + i;

		if (strcmp(btf__name_by_offset(btf, btf__type_by_id(btf, place->type)->name_off), variable))
			continue;
		memcpy(&word, value + place->offset, sizeof(word));
		return word;
	}
	test_failed(__FILE__, __LINE__, "%s has no %s", section, variable);
	return 0;
}

static void check_data_maps(struct bpf_object *object)
{
	const uint32_t shared = BPF_F_MMAPABLE, constant = BPF_F_MMAPABLE | BPF_F_RDONLY_PROG;

	check_data(object, ".data", "everythi.data", 16, shared);
	check_data(object, ".bss", "everythi.bss", 16, shared);
	check_data(object, ".rodata", "everythi.rodata", 4, constant);
	check_data(object, ".data.named", ".data.named", 4, shared);
	check_data(object, ".rodata.constant", ".rodata.constant", 4, constant);
	check_data(object, ".kconfig", "everyth.kconfig", 34, constant);
	CHECK_INT(word_in(object, ".rodata", "limit"), 42);
	CHECK_INT(word_in(object, ".data", "filled"), 0x55667788);
	CHECK_INT(word_in(object, ".data", "hidden_variable"), 8);
	CHECK_INT(word_in(object, ".data", "hidden_from_others"), 7);
	CHECK_INT(word_in(object, ".bss", "zeroed"), 0);
}

static void check_struct_ops(struct bpf_object *object)
{
	struct bpf_map *map = find_map(object, "plain_ops");
	struct bpf_program *init = bpf_object__find_program_by_name(object, "ops_init"), *shown;
	size_t size;
	char *value = bpf_map__initial_value(map, &size);

	CHECK_INT(bpf_map__type(map), BPF_MAP_TYPE_STRUCT_OPS);
	CHECK_INT(size, 40);
	CHECK_INT(*(uint32_t *)value, 9);
	CHECK(!strcmp(value + 32, "plain"));
	/* The member shows the program, and may be given another. */
	memcpy(&shown, value + 8, sizeof(shown));
	CHECK(shown == init);
	CHECK_INT(map->spec->operation_count, 2);
	CHECK_INT(map->spec->operations[0].member, 1);
	CHECK_INT(map->spec->operations[1].member, 3);
	CHECK(!map->spec->uses_link && bpf_map__autocreate(map) && bpf_map__autoattach(map));

	map = find_map(object, "linked_ops");
	CHECK(map->spec->uses_link && !bpf_map__autocreate(map));
	CHECK_INT(bpf_map__map_flags(map), UAPI_BPF_F_LINK);
}

static void check_map_order(struct bpf_object *object)
{
	struct bpf_map *map;
	int count = 0, back = 0, last_origin = 0;

	bpf_object__for_each_map(map, object)
	{
		int origin = map->spec->origin == MAP_ORIGIN_STRUCT_OPS   ? 3
			     : map->spec->origin == MAP_ORIGIN_KCONFIG    ? 2
			     : map->spec->origin == MAP_ORIGIN_DEFINITION ? 0
									  : 1;

		CHECK(origin >= last_origin);
		last_origin = origin;
		count++;
	}
	CHECK_INT(count, 15);
	for (map = NULL; (map = bpf_object__prev_map(object, map));)
		back++;
	CHECK_INT(back, 15);
}

/* ---- externs ---- */

static void check_extern(
	struct bpf_object *object, const char *name, int kind, int type, bool weak, uint32_t size)
{
	for (uint32_t i = 0; i < object->spec->extern_count; i++) {
		const struct extern_spec *ext = &object->spec->externs[i];

		if (strcmp(ext->name, name))
			continue;
		CHECK_INT(ext->kind, kind);
		CHECK_INT(ext->type, type);
		CHECK_INT(ext->is_weak, weak);
		CHECK_INT(ext->size, size);
		return;
	}
	test_failed(__FILE__, __LINE__, "no extern %s", name);
}

static void check_externs(struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *ksyms =
		btf__type_by_id(btf, (__u32)btf__find_by_name_kind(btf, ".ksyms", BTF_KIND_DATASEC));

	CHECK_INT(object->spec->extern_count, 9);
	check_extern(object, "LINUX_KERNEL_VERSION", EXTERN_KCONFIG, KCONFIG_INTEGER, false, 4);
	check_extern(object, "CONFIG_BPF_SYSCALL", EXTERN_KCONFIG, KCONFIG_BOOL, false, 1);
	check_extern(object, "CONFIG_XDP_SOCKETS", EXTERN_KCONFIG, KCONFIG_TRISTATE, true, 4);
	check_extern(object, "CONFIG_DEFAULT_HOSTNAME", EXTERN_KCONFIG, KCONFIG_TEXT, true, 16);
	check_extern(object, "CONFIG_HZ", EXTERN_KCONFIG, KCONFIG_INTEGER, false, 8);
	check_extern(object, "CONFIG_LETTER", EXTERN_KCONFIG, KCONFIG_CHARACTER, true, 1);
	check_extern(object, "bpf_prog_active", EXTERN_KSYM_UNTYPED, 0, false, 0);
	check_extern(object, "runqueues", EXTERN_KSYM_VARIABLE, 0, true, 0);
	check_extern(object, "bpf_kfunc_example", EXTERN_KSYM_FUNCTION, 0, true, 0);

	/* As the kernel takes it: ints, side by side, none extern. */
	CHECK_INT(btf_vlen(ksyms), 3);
	CHECK_INT(ksyms->size, 12);
	for (uint32_t i = 0; i < btf_vlen(ksyms); i++) {
		const struct btf_type *variable = btf__type_by_id(btf, btf_var_secinfos(ksyms)[i].type);

		CHECK(btf_is_var(variable));
		CHECK_INT(btf_var(variable)->linkage, BTF_VAR_GLOBAL_ALLOCATED);
		CHECK_INT(btf__type_by_id(btf, variable->type)->size, 4);
		CHECK_INT(btf_var_secinfos(ksyms)[i].offset, 4 * i);
	}
}

static void check_this_order(struct object_file *file)
{
	struct bpf_object *object;

	object_file_load(file, "everything");
	object = open_file(file);
	/* The file is not needed any more. */
	memset(file->bytes, 0xaa, file->size);
	check_object(object);
	check_programs(object);
	check_functions(object);
	check_definitions(object);
	check_nested_maps(object);
	check_data_maps(object);
	check_struct_ops(object);
	check_map_order(object);
	check_externs(object);
	bpf_object__close(object);
}

/* The other byte order reads the same, instructions too. */
static void check_foreign(struct object_file *file)
{
	struct object_file other = { .compiler = file->compiler };
	struct bpf_object *native, *foreign;
	struct bpf_program *program;

	object_file_load_order(file, "everything", "bpfel");
	object_file_load_order(&other, "everything", "bpfeb");
	native = open_file(file);
	foreign = open_file(&other);
	CHECK_INT(native->spec->is_foreign + foreign->spec->is_foreign, 1);
	bpf_object__for_each_program(program, native)
	{
		struct bpf_program *twin =
			bpf_object__find_program_by_name(foreign, bpf_program__name(program));

		REQUIRE(twin);
		CHECK_INT(bpf_program__insn_cnt(twin), bpf_program__insn_cnt(program));
		CHECK(!memcmp(bpf_program__insns(twin), bpf_program__insns(program),
			bpf_program__insn_cnt(program) * sizeof(struct bpf_insn)));
	}
	check_functions(foreign);
	check_definitions(foreign);
	check_nested_maps(foreign);
	check_externs(foreign);
	bpf_object__close(native);
	bpf_object__close(foreign);
	object_file_free(&other);
}

static void check_names(struct object_file *file)
{
	struct bpf_object *object;
	char expected[64];

	object_file_load(file, "tiny");
	object = bpf_object__open_mem(file->bytes, file->size, NULL);
	REQUIRE(object);
	snprintf(
		expected, sizeof(expected), "%lx-%lx", (unsigned long)file->bytes, (unsigned long)file->size);
	expected[15] = '\0';
	CHECK(!strcmp(bpf_object__name(object), expected));
	CHECK(!bpf_object__btf(object) || bpf_object__btf_fd(object) == -1);
	bpf_object__close(object);
}

static void check_paths(void)
{
	struct xsk_object_error err;
	struct bpf_object *object;

	CHECK(!bpf_object__open("/nonexistent/file.o") && errno == ENOENT);
	CHECK(!bpf_object__open(NULL) && errno == EINVAL);
	CHECK(!bpf_object__open("/proc/self/exe") && errno == LIBBPF_ERRNO__FORMAT);
	CHECK(!bpf_object__open_mem(NULL, 10, NULL) && errno == EINVAL);
	CHECK(!bpf_object__open_mem("x", 0, NULL) && errno == EINVAL);
	CHECK_INT(xsk_object__open_file(&object, "/nonexistent/file.o", NULL, &err), -ENOENT);
	CHECK_INT(err.phase, XSK_OBJECT_PHASE_FILE);
	CHECK_INT(err.kernel_errno, ENOENT);
	CHECK_TEXT(err.text, "/nonexistent/file.o");
	CHECK(!bpf_object__name(NULL));
	bpf_object__close(NULL);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	check_paths();
	object_file_each_compiler(check_this_order);
	object_file_each_compiler(check_foreign);
	object_file_each_compiler(check_names);
	return test_end();
}
