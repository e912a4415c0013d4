// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Section "maps", which libbpf 1.x refuses, is accepted; with fields beyond libbpf's only where asked. */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "loader/object/object.h"
#include "tests/harness/object_file.h"
#include "tests/harness/test.h"

static void check_map(struct bpf_object *object, const char *name, int type, uint32_t key, uint32_t value,
	uint32_t entries, uint32_t flags)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!CHECK(map))
		return;
	CHECK_INT(bpf_map__type(map), type);
	CHECK_INT(bpf_map__key_size(map), key);
	CHECK_INT(bpf_map__value_size(map), value);
	CHECK_INT(bpf_map__max_entries(map), entries);
	CHECK_INT(bpf_map__map_flags(map), flags);
	CHECK(!bpf_map__pin_path(map) && !bpf_map__is_internal(map));
}

static void check_opens(struct object_file *file)
{
	static const char *const orders[] = { "bpfel", "bpfeb" };

	for (int i = 0; i < 2; i++) {
		struct bpf_object *object;

		object_file_free(file);
		object_file_load_order(file, "legacy_maps", orders[i]);
		object = bpf_object__open_mem(file->bytes, file->size, NULL);
		REQUIRE(object);
		check_map(object, "counters", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 256, 0);
		check_map(object, "table", BPF_MAP_TYPE_HASH, 16, 4, 100, 1);
		CHECK_INT(object->spec->map_count, 2);
		CHECK_INT(object->spec->programs[0].relocation_count, 2);
		CHECK_INT(object->spec->programs[0].relocations[0].kind, RELOCATION_MAP);
		bpf_object__close(object);
	}
}

/* iproute2 has fields behind map_flags: both definitions get 16 bytes more, in the second not all zero. */
static void extend(struct object_file *file, unsigned char byte)
{
	unsigned char *end = object_file_grow(file, "maps", 32), *start = end - 40;
	unsigned char second[20];
	bool table_first = object_file_symbol(file, "table")->st_value == 0;

	memcpy(second, start + 20, sizeof(second));
	memset(start + 20, 0, 52);
	memcpy(start + 36, second, sizeof(second));
	start[60] = byte;
	object_file_symbol(file, table_first ? "counters" : "table")->st_value = 36;
}

static void check_extended(struct object_file *file)
{
	LIBBPF_OPTS(bpf_object_open_opts, relaxed, .relaxed_maps = true);
	struct xsk_object_error err;
	struct bpf_object *object;

	object_file_load(file, "legacy_maps");
	extend(file, 0);
	CHECK_INT(object_file_open(file, NULL, &err), 0);
	object_file_free(file);
	object_file_load(file, "legacy_maps");
	extend(file, 2);
	CHECK_INT(object_file_open(file, NULL, &err), -EINVAL);
	CHECK_TEXT(err.text, "sets fields beyond map_flags (open with relaxed_maps");
	object = bpf_object__open_mem(file->bytes, file->size, &relaxed);
	REQUIRE(object);
	check_map(object, "counters", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 256, 0);
	check_map(object, "table", BPF_MAP_TYPE_HASH, 16, 4, 100, 1);
	bpf_object__close(object);
}

/* Old objects have no BTF; with it, the DATASEC would be what notices. */
static void without_btf(struct object_file *file)
{
	object_file_section(file, ".BTF")->sh_name = object_file_section(file, ".strtab")->sh_name;
}

static void half_a_definition(struct object_file *file)
{
	without_btf(file);
	object_file_section(file, "maps")->sh_size -= 4;
}

static void odd_definitions(struct object_file *file)
{
	without_btf(file);
	object_file_section(file, "maps")->sh_size -= 1;
}

static void shifted_definition(struct object_file *file)
{
	without_btf(file);
	object_file_symbol(file, "table")->st_value += object_file_symbol(file, "table")->st_value ? 4 : 12;
}

static const struct object_damage damages[] = {
	{ "definitions of 18 bytes", half_a_definition, -EINVAL, "no whole definitions" },
	{ "definitions of 19.5 bytes", odd_definitions, -EINVAL, "no whole definitions" },
	{ "a definition between two", shifted_definition, -EINVAL, "of section maps, not at" },
};

static void check_without_btf(struct object_file *file)
{
	struct bpf_object *object;

	object_file_load(file, "legacy_maps");
	without_btf(file);
	object = bpf_object__open_mem(file->bytes, file->size, NULL);
	REQUIRE(object);
	CHECK(!bpf_object__btf(object));
	check_map(object, "table", BPF_MAP_TYPE_HASH, 16, 4, 100, 1);
	bpf_object__close(object);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	object_file_each_compiler(check_opens);
	object_file_each_compiler(check_without_btf);
	object_file_each_compiler(check_extended);
	object_file_check_damages("legacy_maps", damages, 3);
	return test_end();
}
