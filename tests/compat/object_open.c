// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What an object file is, as libbpf's API shows it after open, and what each setter answers before and after a
 * load that cannot succeed. Written against libbpf's documentation; built once with it and once with ours, and
 * the two outputs are compared.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

static unsigned int sum(const void *bytes, size_t count)
{
	unsigned int result = 0;

	for (size_t i = 0; i < count; i++)
		result = result * 31 + ((const unsigned char *)bytes)[i];
	return result;
}

static const char *text(const char *value)
{
	return value ? value : "(none)";
}

/* ---- what it is ---- */

static void show_program(const struct bpf_program *program)
{
	printf("program %s section %s type %d attach %d autoload %d autoattach %d flags %u fd %d log %u\n",
		bpf_program__name(program), bpf_program__section_name(program), bpf_program__type(program),
		bpf_program__expected_attach_type(program), bpf_program__autoload(program),
		bpf_program__autoattach(program), bpf_program__flags(program), bpf_program__fd(program),
		bpf_program__log_level(program));
	printf("  %zu instructions, sum %08x\n", bpf_program__insn_cnt(program),
		sum(bpf_program__insns(program), bpf_program__insn_cnt(program) * sizeof(struct bpf_insn)));
}

/* A struct_ops shadow holds addresses of programs, which differ. */
static void show_value(const struct bpf_map *map)
{
	size_t bytes = 0;
	const void *value = bpf_map__initial_value(map, &bytes);

	if (value)
		printf("  value of %zu bytes, sum %08x\n", bytes,
			bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS ? 0 : sum(value, bytes));
}

static void show_definition(const struct bpf_map *map)
{
	printf("map %s type %d key %u value %u entries %u flags %#x node %u extra %llu ifindex %u\n",
		bpf_map__name(map), bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map),
		bpf_map__max_entries(map), bpf_map__map_flags(map), bpf_map__numa_node(map),
		(unsigned long long)bpf_map__map_extra(map), bpf_map__ifindex(map));
	printf("  btf %u %u internal %d autocreate %d autoattach %d pin %s pinned %d\n",
		bpf_map__btf_key_type_id(map), bpf_map__btf_value_type_id(map), bpf_map__is_internal(map),
		bpf_map__autocreate(map), bpf_map__autoattach(map), text(bpf_map__pin_path(map)),
		bpf_map__is_pinned(map));
}

static void show_map(struct bpf_map *map)
{
	struct bpf_map *inner = bpf_map__inner_map(map);

	show_definition(map);
	show_value(map);
	if (inner) {
		printf("  inner: ");
		show_definition(inner);
	}
}

/* DATASECs are what skeletons and user code read: completed, in order, with the right linkage. */
static void show_datasecs(const struct btf *btf)
{
	for (unsigned int id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (!btf_is_datasec(type))
			continue;
		printf("datasec %s of %u bytes\n", btf__name_by_offset(btf, type->name_off), type->size);
		for (unsigned int i = 0; i < btf_vlen(type); i++) {
			const struct btf_var_secinfo *place = btf_var_secinfos(type) + i;
			const struct btf_type *variable = btf__type_by_id(btf, place->type);

			printf("  %u+%u %s linkage %d\n", place->offset, place->size,
				btf__name_by_offset(btf, variable->name_off),
				btf_is_var(variable) ? (int)btf_var(variable)->linkage : -1);
		}
	}
}

static void show_functions(const struct btf *btf)
{
	for (unsigned int id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_func(type))
			printf("function %s linkage %u\n", btf__name_by_offset(btf, type->name_off),
				btf_vlen(type));
	}
}

static void show_object(struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_map *map;

	printf("object %s version %#x btf %d token %d\n", bpf_object__name(object),
		bpf_object__kversion(object), !!bpf_object__btf(object), bpf_object__token_fd(object));
	bpf_object__for_each_program(program, object) show_program(program);
	bpf_object__for_each_map(map, object) show_map(map);
	show_datasecs(bpf_object__btf(object));
	show_functions(bpf_object__btf(object));
}

/* ---- finding ---- */

static void show_found(struct bpf_object *object)
{
	static const char *const names[] = { "counters", "outer", ".data", ".data.named", ".rodata",
		".rodata.constant", ".bss", ".kconfig", "everythi.data", "plain_ops", "linked_ops",
		"outer.inner", "absent", ".absent", "" };
	static const char *const programs[] = { "entry", "configured", "global_function", "static_function",
		"absent" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct bpf_map *map = (errno = 0, bpf_object__find_map_by_name(object, names[i]));
		int code = map ? 0 : errno;

		printf("find map '%s': %s errno %d fd %d\n", names[i], map ? bpf_map__name(map) : "none",
			code, bpf_object__find_map_fd_by_name(object, names[i]));
	}
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		const struct bpf_program *program =
			(errno = 0, bpf_object__find_program_by_name(object, programs[i]));

		printf("find program '%s': %s errno %d\n", programs[i],
			program ? bpf_program__name(program) : "none", program ? 0 : errno);
	}
	printf("prev program of none: %s\n", bpf_program__name(bpf_object__prev_program(object, NULL)));
	printf("prev map of none: %s\n", bpf_object__prev_map(object, NULL)
						 ? bpf_map__name(bpf_object__prev_map(object, NULL))
						 : "none");
}

/* ---- setting ---- */

#define SHOW(call) \
	(errno = 0, code = (call), printf("  %s: %d errno %d\n", #call, code, code < 0 ? errno : 0))

static void set_program(struct bpf_program *program)
{
	struct bpf_insn instruction = { .code = BPF_JMP | BPF_EXIT };
	char log[8];
	int code;

	printf("set program %s\n", bpf_program__name(program));
	SHOW(bpf_program__set_autoload(program, false));
	SHOW(bpf_program__set_expected_attach_type(program, BPF_XDP_CPUMAP));
	SHOW(bpf_program__set_flags(program, 2));
	SHOW(bpf_program__set_log_level(program, 1));
	SHOW(bpf_program__set_log_buf(program, log, sizeof(log)));
	SHOW(bpf_program__set_log_buf(program, NULL, 1));
	SHOW(bpf_program__set_log_buf(program, NULL, 0));
	SHOW(bpf_program__set_insns(program, &instruction, 1));
	SHOW(bpf_program__set_type(program, BPF_PROG_TYPE_SOCKET_FILTER));
	bpf_program__set_autoattach(program, false);
	show_program(program);
}

static void set_map(struct bpf_map *map, struct bpf_program *program)
{
	int code;

	printf("set map %s\n", bpf_map__name(map));
	SHOW(bpf_map__set_max_entries(map, 7));
	SHOW(bpf_map__set_map_flags(map, 3));
	SHOW(bpf_map__set_numa_node(map, 4));
	SHOW(bpf_map__set_ifindex(map, 5));
	SHOW(bpf_map__set_map_extra(map, 6));
	SHOW(bpf_map__set_autocreate(map, false));
	SHOW(bpf_map__set_autoattach(map, false));
	SHOW(bpf_map__set_initial_value(map, "x", 1));
	SHOW(bpf_map__set_pin_path(map, "/sys/fs/bpf/other"));
	SHOW(bpf_map__set_exclusive_program(map, program));
	SHOW(bpf_map__set_value_size(map, 48));
	SHOW(bpf_map__set_key_size(map, 8));
	/* Another type for a map that has a value of its own makes no sense, and each library makes its own of it. */
	if (bpf_map__type(map) == BPF_MAP_TYPE_HASH)
		SHOW(bpf_map__set_type(map, BPF_MAP_TYPE_ARRAY_OF_MAPS));
	SHOW(bpf_map__set_inner_map_fd(map, 0));
	SHOW(bpf_map__set_inner_map_fd(map, 0));
	show_map(map);
}

static void set_all(struct bpf_object *object)
{
	struct bpf_program *program = bpf_object__next_program(object, NULL);
	struct bpf_map *map;
	int code;

	SHOW(bpf_object__set_kversion(object, 0x60000));
	bpf_object__for_each_map(map, object) set_map(map, program);
	bpf_object__for_each_program(program, object) set_program(program);
	show_datasecs(bpf_object__btf(object));
}

static struct bpf_object *open_file(const char *path, const struct bpf_object_open_opts *opts)
{
	struct bpf_object *object = (errno = 0, bpf_object__open_file(path, opts));

	if (!object)
		printf("%s: errno %d\n", strrchr(path, '/') ? strrchr(path, '/') : path, errno);
	return object;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "everything", .pin_root_path = "/tmp/pins",
		.kernel_log_level = 3);

	libbpf_set_print(quiet);
	for (int i = 1; i < argc; i++) {
		struct bpf_object *plain = open_file(argv[i], NULL), *named = open_file(argv[i], &opts);

		printf("==== %s\n", strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i]);
		if (plain)
			show_object(plain);
		if (named) {
			show_object(named);
			show_found(named);
			set_all(named);
		}
		bpf_object__close(plain);
		bpf_object__close(named);
	}
	return 0;
}
