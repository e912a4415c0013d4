// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Objects, maps and programs from open to close: what each function answers in each phase (opened, prepared,
 * loaded), pins, elements, reuse. Written against libbpf's documentation; run with both libraries. usage:
 * api_object MAPS WHOLE, two objects of tests/bpf
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>

#include "show.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

static struct bpf_object *open_object(const char *path)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .pin_root_path = PINS);
	struct bpf_object *object = bpf_object__open_file(path, &opts);

	if (!object) {
		perror(path);
		exit(1);
	}
	return object;
}

static struct bpf_map *map_named(struct bpf_object *object, const char *name)
{
	return bpf_object__find_map_by_name(object, name);
}

/* ---- opening ---- */

static void show_open(const char *path)
{
	LARGER(struct bpf_object_open_opts, more);
	LIBBPF_OPTS(bpf_object_open_opts, log, .kernel_log_size = 10);
	LIBBPF_OPTS(bpf_object_open_opts, level, .kernel_log_level = 1);
	char name[64];
	LIBBPF_OPTS(bpf_object_open_opts, named, .object_name = name);
	struct bpf_object *object;

	SHOW_OBJECT(bpf_object__open(NULL), bpf_object__close);
	SHOW_OBJECT(bpf_object__open("/no/such/file"), bpf_object__close);
	SHOW_OBJECT(bpf_object__open("/tmp"), bpf_object__close);
	SHOW_OBJECT(bpf_object__open_file(NULL, NULL), bpf_object__close);
	SHOW_OBJECT(bpf_object__open_mem(NULL, 0, NULL), bpf_object__close);
	SHOW_OBJECT(bpf_object__open_mem("text", 4, NULL), bpf_object__close);
	SHOW_OBJECT(bpf_object__open_file(path, (void *)&more), bpf_object__close);
	more.more[15] = 1;
	SHOW_OBJECT(bpf_object__open_file(path, (void *)&more), bpf_object__close);
	SHOW_OBJECT(bpf_object__open_file(path, &log), bpf_object__close);
	SHOW_OBJECT(bpf_object__open_file(path, &level), bpf_object__close);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	object = bpf_object__open_file(path, &named);
	SHOW_TEXT(object ? bpf_object__name(object) : "none");
	SHOW_TEXT(object ? bpf_map__name(bpf_object__next_map(object, NULL)) : "none");
	bpf_object__close(object);
	bpf_object__close(NULL);
	SHOW(bpf_object__load(NULL));
}

/* ---- each phase ---- */

static void set_program(struct bpf_program *program)
{
	char log[64];
	struct bpf_insn exit_now = { .code = BPF_JMP | BPF_EXIT };

	SHOW(bpf_program__set_autoload(program, true));
	SHOW(bpf_program__set_type(program, bpf_program__type(program)));
	SHOW(bpf_program__set_expected_attach_type(program, bpf_program__expected_attach_type(program)));
	SHOW(bpf_program__set_flags(program, bpf_program__flags(program)));
	SHOW(bpf_program__set_log_level(program, 0));
	SHOW(bpf_program__set_log_buf(program, log, sizeof(log)));
	SHOW(bpf_program__set_log_buf(program, NULL, 1));
	SHOW(bpf_program__set_log_buf(program, NULL, 0));
	SHOW(bpf_program__set_attach_target(program, 0, NULL));
	SHOW(bpf_program__set_attach_target(program, -1, "entry"));
	SHOW(bpf_program__set_attach_target(program, 0, "no_such_function_at_all"));
	bpf_program__set_ifindex(program, 0);
	if (bpf_program__fd(program) >= 0)
		SHOW(bpf_program__set_insns(program, &exit_now, 1));
	SHOW(bpf_program__fd(program) >= 0);
	SHOW(bpf_program__func_info_cnt(program) > 0);
	SHOW(bpf_program__line_info_cnt(program) > 0);
	SHOW(bpf_program__func_info(program) != NULL);
	SHOW(bpf_program__line_info(program) != NULL);
}

static void set_map(struct bpf_object *object, struct bpf_map *map)
{
	size_t bytes;

	if (!map)
		return;
	printf("map %s\n", bpf_map__name(map));
	SHOW(bpf_map__set_type(map, bpf_map__type(map)));
	SHOW(bpf_map__set_key_size(map, bpf_map__key_size(map)));
	SHOW(bpf_map__set_value_size(map, bpf_map__value_size(map)));
	SHOW(bpf_map__set_max_entries(map, bpf_map__max_entries(map)));
	SHOW(bpf_map__set_map_flags(map, bpf_map__map_flags(map)));
	SHOW(bpf_map__set_map_extra(map, bpf_map__map_extra(map)));
	SHOW(bpf_map__set_numa_node(map, bpf_map__numa_node(map)));
	SHOW(bpf_map__set_ifindex(map, 0));
	SHOW(bpf_map__set_autocreate(map, true));
	SHOW(bpf_map__set_autoattach(map, true));
	SHOW(bpf_map__set_inner_map_fd(map, -1));
	SHOW(bpf_map__set_pin_path(map, bpf_map__pin_path(map)));
	SHOW(bpf_map__reuse_fd(map, -1));
	SHOW(bpf_map__initial_value(map, &bytes) != NULL);
	SHOW(bpf_map__set_initial_value(map, "too short", 1));
	SHOW(bpf_map__fd(map) >= 0);
	SHOW(bpf_map__is_pinned(map));
	SHOW(bpf_map__is_internal(map));
	SHOW(bpf_map__set_value_size(map, 0));
}

static void set_all(struct bpf_object *object, const char *phase)
{
	static const char *const maps[] = { "lru", "mapped_array", "maps.data", "maps.rodata", ".data.named",
		"pinned", "array_of_maps", "tails", "ring" };
	struct bpf_program *program = bpf_object__find_program_by_name(object, "tail_one");

	printf("---- %s\n", phase);
	set_program(program);
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		set_map(object, map_named(object, maps[i]));
	SHOW(bpf_object__set_kversion(object, 5));
	SHOW(bpf_object__btf_fd(object) >= 0);
	SHOW(bpf_object__find_map_fd_by_name(object, "lru") >= 0);
	SHOW(bpf_object__find_map_fd_by_name(object, "none"));
	SHOW(bpf_object__pin(object, "/tmp/not-bpf"));
	SHOW(bpf_object__unpin(object, "/tmp/not-bpf"));
	SHOW(bpf_program__pin(program, PINS "/one"));
	SHOW(bpf_program__pin(program, PINS "/one"));
	SHOW(bpf_program__unpin(program, PINS "/one"));
	SHOW(bpf_program__unpin(program, PINS "/one"));
}

static void show_phases(const char *path)
{
	struct bpf_object *object = open_object(path);

	set_all(object, "opened");
	bpf_object__close(object);
	object = open_object(path);
	SHOW(bpf_object__prepare(object));
	SHOW(bpf_object__prepare(object));
	set_all(object, "prepared");
	SHOW(bpf_object__load(object));
	SHOW(bpf_object__load(object));
	SHOW(bpf_object__prepare(object));
	set_all(object, "loaded");
	bpf_object__close(object);
}

/* ---- elements ---- */

static void show_elements(struct bpf_object *object)
{
	struct bpf_map *map = map_named(object, "hash_small"), *percpu = map_named(object, "percpu_array");
	long cpus = libbpf_num_possible_cpus();
	unsigned long long key = 3, next = 0, values[512];
	unsigned char value = 9;
	unsigned int index = 1;

	SHOW(bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), BPF_ANY));
	SHOW(bpf_map__update_elem(map, &key, 4, &value, sizeof(value), BPF_ANY));
	SHOW(bpf_map__update_elem(map, &key, sizeof(key), &value, 8, BPF_ANY));
	SHOW(bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), BPF_NOEXIST));
	value = 0;
	SHOW(bpf_map__lookup_elem(map, &key, sizeof(key), &value, sizeof(value), 0));
	printf("value %u\n", value);
	SHOW(bpf_map__lookup_elem(map, &key, 3, &value, sizeof(value), 0));
	SHOW(bpf_map__lookup_elem(map, &key, sizeof(key), &value, 2, 0));
	SHOW(bpf_map__get_next_key(map, NULL, &next, sizeof(next)));
	printf("next %llu\n", next);
	SHOW(bpf_map__get_next_key(map, &key, &next, sizeof(next)));
	SHOW(bpf_map__get_next_key(map, NULL, &next, 2));
	SHOW(bpf_map__lookup_and_delete_elem(map, &key, sizeof(key), &value, sizeof(value), 0));
	SHOW(bpf_map__lookup_and_delete_elem(map, &key, sizeof(key), &value, sizeof(value), 0));
	SHOW(bpf_map__lookup_and_delete_elem(map, &key, 1, &value, sizeof(value), 0));
	SHOW(bpf_map__delete_elem(map, &key, sizeof(key), 0));
	SHOW(bpf_map__delete_elem(map, &key, 1, 0));
	SHOW(bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), 99));
	SHOW(bpf_map__update_elem(percpu, &index, sizeof(index), values, 8, BPF_ANY));
	memset(values, 0, sizeof(values));
	SHOW(bpf_map__update_elem(percpu, &index, sizeof(index), values, 8 * cpus, BPF_ANY));
	SHOW(bpf_map__lookup_elem(percpu, &index, sizeof(index), values, 8 * cpus, 0));
	SHOW(bpf_map__lookup_elem(percpu, &index, sizeof(index), values, 8, 0));
}

/* ---- pins, reuse ---- */

static void show_pins(struct bpf_object *object)
{
	struct bpf_map *map = map_named(object, "lru");

	SHOW(bpf_map__pin(map, NULL));
	SHOW(bpf_map__pin(map, "/tmp/elsewhere"));
	SHOW(bpf_map__pin(map, PINS "/lru"));
	SHOW(bpf_map__pin(map, PINS "/lru"));
	SHOW(bpf_map__pin(map, PINS "/other"));
	SHOW_TEXT(bpf_map__pin_path(map));
	SHOW(bpf_map__is_pinned(map));
	SHOW(bpf_map__unpin(map, PINS "/other"));
	SHOW(bpf_map__unpin(map, NULL));
	SHOW(bpf_map__unpin(map, NULL));
	SHOW(bpf_map__is_pinned(map));
	SHOW(bpf_map__set_pin_path(map, NULL));
	SHOW(bpf_object__pin_maps(object, NULL));
	SHOW(bpf_object__unpin_maps(object, NULL));
	SHOW(bpf_object__pin_maps(object, PINS "/maps"));
	SHOW(bpf_object__pin_maps(object, PINS "/maps"));
	SHOW(access(PINS "/maps/lru", F_OK));
	SHOW(access(PINS "/maps/maps_data", F_OK));
	SHOW(bpf_object__unpin_maps(object, PINS "/maps"));
	SHOW(access(PINS "/maps/lru", F_OK));
	SHOW(bpf_object__pin_programs(object, NULL));
	SHOW(bpf_object__pin_programs(object, PINS "/programs"));
	SHOW(access(PINS "/programs/tail_one", F_OK));
	SHOW(bpf_object__unpin_programs(object, PINS "/programs"));
	SHOW(bpf_object__unpin_programs(object, PINS "/programs"));
	SHOW(bpf_object__pin(object, PINS "/both"));
	SHOW(access(PINS "/both/lru", F_OK));
	SHOW(access(PINS "/both/tail_one", F_OK));
	SHOW(bpf_object__unpin(object, PINS "/both"));
	SHOW(access(PINS "/both/lru", F_OK));
}

static void show_reuse(const char *path)
{
	struct bpf_object *object = open_object(path);
	struct bpf_map *map = map_named(object, "hash_small"), *data = map_named(object, ".data.named");
	int fd = bpf_map_create(BPF_MAP_TYPE_HASH, "reused", 8, 1, 7,
		&(struct bpf_map_create_opts){
			.sz = sizeof(struct bpf_map_create_opts), .map_flags = BPF_F_NO_PREALLOC });
	int other = bpf_map_create(BPF_MAP_TYPE_ARRAY, "other", 4, 77, 7, NULL);

	SHOW(bpf_map__reuse_fd(map, fd));
	SHOW_TEXT(bpf_map__name(map));
	SHOW(bpf_map__reuse_fd(data, other));
	SHOW(bpf_map__value_size(data));
	SHOW(bpf_map__max_entries(data));
	SHOW(bpf_map__set_max_entries(map, 3));
	SHOW(bpf_object__load(object));
	SHOW(bpf_map__fd(map) >= 0);
	bpf_object__close(object);
	close(fd);
	close(other);
	/* A pin of another sort in the way of a map that is pinned by name. */
	unlink(PINS "/pinned");
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "pinned", 4, 4, 5, NULL);
	SHOW(bpf_obj_pin(fd, PINS "/pinned"));
	object = open_object(path);
	SHOW(bpf_object__load(object));
	bpf_object__close(object);
	unlink(PINS "/pinned");
	close(fd);
}

/* A slot of a program array for a program that is not loaded. */
static void show_program_array(const char *path)
{
	struct bpf_object *object = open_object(path);

	bpf_program__set_autoload(bpf_object__find_program_by_name(object, "tail_two"), false);
	printf("a program array with a program that is not loaded: %d\n", bpf_object__load(object));
	bpf_object__close(object);
}

/* ---- programs ---- */

static void show_whole(const char *path)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program = bpf_object__find_program_by_name(object, "on_whole"),
			   *bad = bpf_object__find_program_by_name(object, "reads_null");
	LIBBPF_OPTS(bpf_test_run_opts, run);
	char log[65536] = "";

	SHOW(bpf_program__set_attach_target(program, 0, "do_exit"));
	SHOW(bpf_object__load(object));
	SHOW(bpf_prog_test_run_opts(bpf_program__fd(program), &run));
	bpf_program__unload(program);
	SHOW(bpf_program__fd(program) >= 0);
	SHOW(bpf_program__fd(bad) >= 0);
	bpf_object__close(object);

	object = open_object(path);
	bad = bpf_object__find_program_by_name(object, "reads_null");
	SHOW(bpf_program__set_autoload(bad, true));
	SHOW(bpf_program__set_log_level(bad, 1));
	SHOW(bpf_program__set_log_buf(bad, log, sizeof(log)));
	SHOW(bpf_object__load(object));
	SHOW(strstr(log, "invalid mem access") != NULL);
	SHOW(bpf_object__load(object));
	SHOW(bpf_program__fd(bad));
	bpf_object__close(object);
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	int code = show_begin();

	if (code || argc < 3)
		return code;
	libbpf_set_print(quiet);
	show_open(argv[1]);
	show_phases(argv[1]);
	object = open_object(argv[1]);
	if (bpf_object__load(object))
		return perror("load"), 1;
	show_elements(object);
	show_pins(object);
	bpf_object__close(object);
	show_reuse(argv[1]);
	show_program_array(argv[1]);
	show_whole(argv[2]);
	return 0;
}
