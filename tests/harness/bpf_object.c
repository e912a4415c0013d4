// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Objects of tests/bpf: open, find by name. */
#include "tests/harness/bpf_object.h"

#include <bpf/btf.h>
#include <stdarg.h>
#include <string.h>

#include "tests/harness/test.h"

struct bpf_object *object_open(const char *name)
{
	struct bpf_object *object;
	char path[512];

	if (!*TEST_BPF_COMPILERS)
		test_skip("no clang");
	snprintf(path, sizeof(path), "%s/%s.%.*s.bpfel.o", TEST_BPF_DIR, name,
		(int)strcspn(TEST_BPF_COMPILERS, " "), TEST_BPF_COMPILERS);
	object = bpf_object__open(path);
	REQUIRE(object);
	return object;
}

struct bpf_program *object_program(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	if (!program) {
		test_failed(__FILE__, __LINE__, "no program %s", name);
		exit(1);
	}
	return program;
}

struct bpf_map *object_map(const struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!map) {
		test_failed(__FILE__, __LINE__, "no map %s", name);
		exit(1);
	}
	return map;
}

/* The variable's place in a section; false: it is not there. */
static bool find_in(const struct btf *btf, const struct btf_type *section, const char *name, __u32 *offset)
{
	for (__u32 i = 0; i < btf_vlen(section); i++) {
		const struct btf_var_secinfo *entry = btf_var_secinfos(section) + i;
		const struct btf_type *variable = btf__type_by_id(btf, entry->type);

		if (strcmp(btf__name_by_offset(btf, variable->name_off), name) == 0) {
			*offset = entry->offset;
			return true;
		}
	}
	return false;
}

void *object_variable(const struct bpf_object *object, const char *name)
{
	const struct btf *btf = bpf_object__btf(object);
	struct bpf_map *map;
	__u32 offset;
	size_t bytes;

	bpf_object__for_each_map(map, object)
	{
		/* "object.bss", or ".data.name" whole. */
		const char *map_name = bpf_map__name(map), *section = strchr(map_name, '.');
		__s32 id = section ? btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC) : -1;

		if (bpf_map__is_internal(map) && id > 0 &&
			find_in(btf, btf__type_by_id(btf, (__u32)id), name, &offset))
			return (char *)bpf_map__initial_value(map, &bytes) + offset;
	}
	test_failed(__FILE__, __LINE__, "no variable %s", name);
	exit(1);
}

void object_load_only(struct bpf_object *object, ...)
{
	struct bpf_program *program;
	const char *name;
	va_list names;

	bpf_object__for_each_program(program, object) bpf_program__set_autoload(program, false);
	va_start(names, object);
	while ((name = va_arg(names, const char *)))
		bpf_program__set_autoload(object_program(object, name), true);
	va_end(names);
}
