// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Each setter of object, program and map: what it changes, in which phase it is refused, and with what code. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "loader/object/object.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static struct bpf_object *open_object(struct object_file *file, const char *name)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name);
	struct bpf_object *object;

	object_file_free(file);
	object_file_load(file, name);
	object = bpf_object__open_mem(file->bytes, file->size, &opts);
	REQUIRE(object);
	return object;
}

#define CHECK_REFUSED(call, code_expected)         \
	do {                                       \
		errno = 0;                         \
		CHECK_INT(call, -(code_expected)); \
		CHECK_INT(errno, code_expected);   \
	} while (0)

/* ---- programs ---- */

static void set_program(struct bpf_program *program)
{
	bool has_definition = program->has_definition;
	struct bpf_insn instructions[2] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT } };
	char log[16];
	size_t size;

	CHECK_INT(bpf_program__set_autoload(program, false), 0);
	CHECK(!bpf_program__autoload(program));
	bpf_program__set_autoattach(program, false);
	CHECK(!bpf_program__autoattach(program));
	bpf_program__set_ifindex(program, 7);
	CHECK_INT(program->ifindex, 7);
	CHECK_INT(bpf_program__set_expected_attach_type(program, BPF_XDP_DEVMAP), 0);
	CHECK_INT(bpf_program__expected_attach_type(program), BPF_XDP_DEVMAP);
	CHECK_INT(bpf_program__get_expected_attach_type(program), BPF_XDP_DEVMAP);
	CHECK_INT(bpf_program__set_flags(program, 4), 0);
	CHECK_INT(bpf_program__flags(program), 4);
	CHECK_INT(bpf_program__set_log_level(program, 3), 0);
	CHECK_INT(bpf_program__log_level(program), 3);
	CHECK_INT(bpf_program__set_log_buf(program, log, sizeof(log)), 0);
	CHECK(bpf_program__log_buf(program, &size) == log && size == sizeof(log));
	CHECK_REFUSED(bpf_program__set_log_buf(program, NULL, 8), EINVAL);
	CHECK_REFUSED(bpf_program__set_log_buf(program, log, (size_t)UINT_MAX + 1), EINVAL);
	CHECK_INT(bpf_program__set_insns(program, instructions, 2), 0);
	CHECK_INT(bpf_program__insn_cnt(program), 2);
	CHECK(!memcmp(bpf_program__insns(program), instructions, sizeof(instructions)));
	CHECK_INT(bpf_program__set_insns(program, instructions, 1), 0);
	CHECK_INT(bpf_program__insn_cnt(program), 1);
	/* The same type keeps what the section says; another one makes it void. */
	CHECK_INT(bpf_program__set_type(program, bpf_program__type(program)), 0);
	CHECK(program->has_definition == has_definition);
	CHECK(bpf_object__next_program(program->object, NULL) == program);
	CHECK_INT(bpf_program__set_type(program, BPF_PROG_TYPE_SOCKET_FILTER), 0);
	CHECK_INT(bpf_program__type(program), BPF_PROG_TYPE_SOCKET_FILTER);
	CHECK_INT(bpf_program__get_type(program), BPF_PROG_TYPE_SOCKET_FILTER);
	CHECK(!program->has_definition);
}

static void refuse_program(struct bpf_program *program)
{
	struct bpf_insn instruction = { 0 };

	CHECK_REFUSED(bpf_program__set_autoload(program, true), EINVAL);
	CHECK_REFUSED(bpf_program__set_type(program, BPF_PROG_TYPE_XDP), EBUSY);
	CHECK_REFUSED(bpf_program__set_expected_attach_type(program, 0), EBUSY);
	CHECK_REFUSED(bpf_program__set_flags(program, 0), EBUSY);
	CHECK_REFUSED(bpf_program__set_log_level(program, 0), EBUSY);
	CHECK_REFUSED(bpf_program__set_log_buf(program, NULL, 0), EBUSY);
	CHECK_REFUSED(bpf_program__set_insns(program, &instruction, 1), EBUSY);
	CHECK_TEXT(xsk_object__error(program->object)->text, bpf_program__name(program));
	CHECK_INT(xsk_object__error(program->object)->code, -EBUSY);
	CHECK(!strcmp(xsk_object__error(program->object)->program, bpf_program__name(program)));
}

static void check_program(struct object_file *file)
{
	struct bpf_object *object = open_object(file, "tiny");
	struct bpf_program *program = bpf_object__next_program(object, NULL);

	CHECK_INT(bpf_program__fd(NULL), -EINVAL);
	CHECK_INT(bpf_object__set_kversion(object, 5), 0);
	CHECK_INT(bpf_object__kversion(object), 5);
	set_program(program);
	object->state = OBJECT_PREPARED;
	set_program(program);
	object->state = OBJECT_LOADED;
	refuse_program(program);
	CHECK_REFUSED(bpf_object__set_kversion(object, 6), EINVAL);
	CHECK(!bpf_program__func_info(program) && errno == EOPNOTSUPP);
	CHECK(!bpf_program__line_info(program) && errno == EOPNOTSUPP);
	CHECK_INT(bpf_program__func_info_cnt(program) + bpf_program__line_info_cnt(program), 0);
	bpf_program__unload(program);
	bpf_program__unload(NULL);
	bpf_object__close(object);
}

/* ---- maps ---- */

static void set_map(struct bpf_map *map)
{
	CHECK_INT(bpf_map__set_type(map, BPF_MAP_TYPE_LRU_HASH), 0);
	CHECK_INT(bpf_map__type(map), BPF_MAP_TYPE_LRU_HASH);
	CHECK_INT(bpf_map__set_key_size(map, 12), 0);
	CHECK_INT(bpf_map__key_size(map), 12);
	CHECK_INT(bpf_map__set_value_size(map, 100), 0);
	CHECK_INT(bpf_map__value_size(map), 100);
	CHECK_INT(bpf_map__set_max_entries(map, 9), 0);
	CHECK_INT(bpf_map__max_entries(map), 9);
	CHECK_INT(bpf_map__set_map_flags(map, 2), 0);
	CHECK_INT(bpf_map__map_flags(map), 2);
	CHECK_INT(bpf_map__set_numa_node(map, 1), 0);
	CHECK_INT(bpf_map__numa_node(map), 1);
	CHECK_INT(bpf_map__set_ifindex(map, 3), 0);
	CHECK_INT(bpf_map__ifindex(map), 3);
	CHECK_INT(bpf_map__set_map_extra(map, 1ull << 40), 0);
	CHECK(bpf_map__map_extra(map) == 1ull << 40);
	CHECK_INT(bpf_map__set_autocreate(map, false), 0);
	CHECK(!bpf_map__autocreate(map));
	CHECK_REFUSED(bpf_map__set_autoattach(map, false), EINVAL);
	CHECK_REFUSED(bpf_map__set_initial_value(map, "", 1), EINVAL);
	CHECK_REFUSED(bpf_map__set_inner_map_fd(map, 3), EINVAL);
	CHECK_INT(bpf_map__set_exclusive_program(map, &map->object->programs[0]), 0);
	CHECK(bpf_map__exclusive_program(map) == &map->object->programs[0]);
}

static void refuse_map(struct bpf_map *map)
{
	CHECK_REFUSED(bpf_map__set_type(map, BPF_MAP_TYPE_HASH), EBUSY);
	CHECK_REFUSED(bpf_map__set_key_size(map, 1), EBUSY);
	CHECK_REFUSED(bpf_map__set_value_size(map, 1), EBUSY);
	CHECK_REFUSED(bpf_map__set_max_entries(map, 1), EBUSY);
	CHECK_REFUSED(bpf_map__set_map_flags(map, 0), EBUSY);
	CHECK_REFUSED(bpf_map__set_numa_node(map, 0), EBUSY);
	CHECK_REFUSED(bpf_map__set_ifindex(map, 0), EBUSY);
	CHECK_REFUSED(bpf_map__set_map_extra(map, 0), EBUSY);
	CHECK_REFUSED(bpf_map__set_initial_value(map, "", 1), EBUSY);
	CHECK_REFUSED(bpf_map__set_exclusive_program(map, NULL), EBUSY);
	CHECK(!strcmp(xsk_object__error(map->object)->map, bpf_map__name(map)));
}

static void set_pin_path(struct bpf_map *map)
{
	CHECK_INT(bpf_map__set_pin_path(map, "/sys/fs/bpf/x"), 0);
	CHECK(!strcmp(bpf_map__pin_path(map), "/sys/fs/bpf/x"));
	CHECK(!strcmp(bpf_map__get_pin_path(map), "/sys/fs/bpf/x"));
	CHECK_INT(bpf_map__set_pin_path(map, NULL), 0);
	CHECK(!bpf_map__pin_path(map));
}

static void check_map(struct object_file *file)
{
	struct bpf_object *object = open_object(file, "everything");
	struct bpf_map *map = bpf_object__find_map_by_name(object, "counters");
	struct bpf_map *events = bpf_object__find_map_by_name(object, "events");

	set_map(map);
	set_pin_path(map);
	CHECK_INT(bpf_map__set_max_entries(events, 100), 0);
	CHECK_INT(bpf_map__max_entries(events), sysconf(_SC_PAGESIZE));
	CHECK_INT(bpf_map__set_autoattach(bpf_object__find_map_by_name(object, "plain_ops"), false), 0);
	map->reused = true;
	refuse_map(map);
	CHECK_INT(bpf_map__set_autocreate(map, true), 0);
	map->reused = false;
	object->state = OBJECT_PREPARED;
	refuse_map(map);
	CHECK_REFUSED(bpf_map__set_autocreate(map, true), EBUSY);
	set_pin_path(map);
	CHECK(!bpf_map__name(NULL));
	CHECK_INT(bpf_map__fd(NULL), -EINVAL);
	bpf_object__close(object);
}

static void check_nesting(struct object_file *file)
{
	struct bpf_object *object = open_object(file, "everything"), *other = open_object(file, "tiny");
	struct bpf_map *map = bpf_object__find_map_by_name(object, "outer");

	CHECK_INT(bpf_map__set_max_entries(bpf_map__inner_map(map), 5), 0);
	CHECK_INT(bpf_map__max_entries(bpf_map__inner_map(map)), 5);
	CHECK_INT(bpf_map__set_inner_map_fd(map, 17), 0);
	CHECK(!bpf_map__inner_map(map));
	CHECK_REFUSED(bpf_map__set_inner_map_fd(map, 18), EINVAL);
	CHECK_REFUSED(bpf_map__set_exclusive_program(map, &other->programs[0]), EINVAL);
	bpf_object__close(other);
	bpf_object__close(object);
}

/* ---- values ---- */

static void check_values(struct object_file *file)
{
	struct bpf_object *object = open_object(file, "everything");
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");
	uint32_t limit = 77;
	size_t size;

	CHECK_INT(bpf_map__set_initial_value(map, &limit, sizeof(limit)), 0);
	CHECK_INT(*(uint32_t *)bpf_map__initial_value(map, &size), 77);
	CHECK_REFUSED(bpf_map__set_initial_value(map, &limit, 3), EINVAL);
	map = bpf_object__find_map_by_name(object, ".kconfig");
	CHECK_REFUSED(bpf_map__set_initial_value(map, bpf_map__initial_value(map, &size), 34), EINVAL);
	map = bpf_object__find_map_by_name(object, "plain_ops");
	CHECK_REFUSED(bpf_map__set_initial_value(map, bpf_map__initial_value(map, &size), 40), EINVAL);
	bpf_object__close(object);
}

/* The array at the end grows with its section, in memory and in the BTF; what stands before it stays. */
static void check_resize(struct object_file *file)
{
	struct bpf_object *object = open_object(file, "resizable");
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".bss.counts");
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *datasec;
	size_t size;
	uint32_t *value = bpf_map__initial_value(map, &size);

	REQUIRE(value);
	CHECK_INT(size, 16);
	value[0] = 123;
	CHECK_INT(bpf_map__set_value_size(map, 8 + 8 * 10000), 0);
	value = bpf_map__initial_value(map, &size);
	CHECK_INT(size, 80008);
	CHECK_INT(value[0], 123);
	value[size / 4 - 1] = 1;
	datasec = btf__type_by_id(btf, bpf_map__btf_value_type_id(map));
	REQUIRE(datasec);
	CHECK_INT(datasec->size, 80008);
	CHECK_INT(btf_var_secinfos(datasec)[1].size, 80000);
	CHECK_INT(btf__resolve_size(btf, btf_var_secinfos(datasec)[1].type), 80000);
	CHECK_INT(bpf_map__set_initial_value(map, value, 80008), 0);

	/* No multiple of an element, no array: the size changes, the BTF goes. */
	CHECK_INT(bpf_map__set_value_size(map, 21), 0);
	CHECK_INT(bpf_map__value_size(map), 21);
	CHECK_INT(bpf_map__btf_value_type_id(map), 0);
	map = bpf_object__find_map_by_name(object, ".data.fixed");
	CHECK(bpf_map__btf_value_type_id(map));
	CHECK_INT(bpf_map__set_value_size(map, 32), 0);
	CHECK_INT(bpf_map__btf_value_type_id(map), 0);
	CHECK_REFUSED(bpf_map__set_value_size(map, 0), EINVAL);
	CHECK_INT(bpf_map__set_type(map, BPF_MAP_TYPE_HASH), 0);
	CHECK_REFUSED(bpf_map__set_value_size(map, 64), EOPNOTSUPP);
	bpf_object__close(object);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_each_compiler(check_program);
	object_file_each_compiler(check_map);
	object_file_each_compiler(check_nesting);
	object_file_each_compiler(check_values);
	object_file_each_compiler(check_resize);
	return test_end();
}
