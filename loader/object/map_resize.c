// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Another value size for a map. For data maps that is how a program gives an array at the end of .data or
 * .bss the length that this machine needs: the mapping and the BTF of the section follow.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/syscall.h"
#include "loader/btf/btf.h"
#include "loader/btf/write.h"
#include "loader/object/create.h"
#include "loader/print.h"
#include "loader/result.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS

/* The section's last variable must be an array, which then has as many elements as fit. -EINVAL else. */
static int resize_datasec(struct bpf_map *map, uint32_t bytes)
{
	struct btf *btf = map->object->spec->btf;
	uint32_t datasec_id = map->definition.value_type_id, array_id, element_id, index_id, variable_id;
	struct btf_type *datasec = (struct btf_type *)btf_type_at(btf, datasec_id);
	struct btf_var_secinfo *last;
	const struct btf_type *array;
	int64_t element_bytes;
	int new_id;

	if (!datasec_id || !datasec || !type_is(datasec, BTF_KIND_DATASEC) || !btf_vlen(datasec))
		return -EINVAL;
	last = (struct btf_var_secinfo *)type_payload(datasec) + btf_vlen(datasec) - 1;
	variable_id = last->type;
	array_id = btf_type_at(btf, variable_id)->type;
	array = btf_skip_mods_and_typedefs(btf, &array_id);
	if (!array || !type_is(array, BTF_KIND_ARRAY) || bytes < last->offset)
		return -EINVAL;
	element_id = ((const struct btf_array *)type_payload(array))->type;
	index_id = ((const struct btf_array *)type_payload(array))->index_type;
	element_bytes = btf__resolve_size(btf, element_id);
	if (element_bytes <= 0 || (bytes - last->offset) % element_bytes)
		return -EINVAL;
	new_id = btf__add_array(
		btf, (int)index_id, (int)element_id, (uint32_t)((bytes - last->offset) / element_bytes));
	if (new_id < 0)
		return new_id;
	/* Adding has moved the types. */
	datasec = (struct btf_type *)btf_type_at(btf, datasec_id);
	last = (struct btf_var_secinfo *)type_payload(datasec) + btf_vlen(datasec) - 1;
	datasec->size = bytes;
	last->size = bytes - last->offset;
	((struct btf_type *)btf_type_at(btf, variable_id))->type = (uint32_t)new_id;
	btf_changed(btf);
	return 0;
}

static int resize_mapping(struct bpf_map *map, uint32_t bytes)
{
	size_t old_bytes = map->value_mapped_bytes, new_bytes = map_mapping_bytes(map, bytes);
	void *mapping;
	int code;

	if (old_bytes == new_bytes)
		return 0;
	code = new_bytes ? sys_mmap(&mapping, new_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				   -1, 0)
			 : -EINVAL;
	if (code)
		return object_fail(map->object, code,
			OBJECT_AT(PHASE, .map = map->spec->name, .kernel_errno = -code),
			"map %s: no memory for %u bytes", map->spec->name, bytes);
	memcpy(mapping, map->value, old_bytes < new_bytes ? old_bytes : new_bytes);
	munmap(map->value, old_bytes);
	map->value = mapping;
	map->value_mapped_bytes = new_bytes;
	return 0;
}

int bpf_map__set_value_size(struct bpf_map *map, __u32 size)
{
	int code;

	if (map_is_created(map))
		return object_fail(map->object, -EBUSY,
			OBJECT_AT(PHASE, .map = map->spec->name,
				.remedy =
					"do it before bpf_object__prepare(), load() or bpf_map__reuse_fd()"),
			"map %s: it exists, its value size cannot be set any more", map->spec->name);
	if (map->value && !map_is_struct_ops(map)) {
		if (map->definition.type != BPF_MAP_TYPE_ARRAY || !map->value_mapped_bytes)
			return object_fail(map->object, -EOPNOTSUPP, OBJECT_AT(PHASE, .map = map->spec->name),
				"map %s: only the value of a section of data can be resized",
				map->spec->name);
		code = resize_mapping(map, size);
		if (code)
			return code;
		if (resize_datasec(map, size)) {
			print_warn("map %s: its last variable is no array that %u bytes fit: its BTF is "
				   "dropped\n",
				map->spec->name, size);
			map->definition.key_type_id = 0;
			map->definition.value_type_id = 0;
		}
	}
	map->definition.value_size = size;
	return 0;
}
