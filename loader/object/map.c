// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* bpf_map: what it is, and the setters that need no kernel. The size of data maps is map_resize.c's. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/kernel/uapi.h"
#include "loader/object/create.h"
#include "loader/result.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS

const char *bpf_map__name(const struct bpf_map *map)
{
	if (!map)
		return NULL;
	return map->spec->shows_section_name ? map->spec->section_name : map->spec->name;
}

int bpf_map__fd(const struct bpf_map *map)
{
	if (!map)
		return result_int(-EINVAL);
	return map_is_created(map) ? map->fd : -1;
}

enum bpf_map_type bpf_map__type(const struct bpf_map *map)
{
	return (enum bpf_map_type)map->definition.type;
}

__u32 bpf_map__max_entries(const struct bpf_map *map)
{
	return map->definition.max_entries;
}

__u32 bpf_map__map_flags(const struct bpf_map *map)
{
	return map->definition.flags;
}

__u32 bpf_map__numa_node(const struct bpf_map *map)
{
	return map->definition.numa_node;
}

__u32 bpf_map__key_size(const struct bpf_map *map)
{
	return map->definition.key_size;
}

__u32 bpf_map__value_size(const struct bpf_map *map)
{
	return map->definition.value_size;
}

__u32 bpf_map__btf_key_type_id(const struct bpf_map *map)
{
	return map ? map->definition.key_type_id : 0;
}

__u32 bpf_map__btf_value_type_id(const struct bpf_map *map)
{
	return map ? map->definition.value_type_id : 0;
}

__u64 bpf_map__map_extra(const struct bpf_map *map)
{
	return map->definition.extra;
}

__u32 bpf_map__ifindex(const struct bpf_map *map)
{
	return map->ifindex;
}

bool bpf_map__is_internal(const struct bpf_map *map)
{
	return map_is_data(map);
}

bool bpf_map__autocreate(const struct bpf_map *map)
{
	return map->autocreate;
}

bool bpf_map__autoattach(const struct bpf_map *map)
{
	return map->autoattach;
}

const char *bpf_map__pin_path(const struct bpf_map *map)
{
	return map->pin_path;
}

const char *bpf_map__get_pin_path(const struct bpf_map *map)
{
	return map->pin_path;
}

bool bpf_map__is_pinned(const struct bpf_map *map)
{
	return map->is_pinned;
}

void *bpf_map__initial_value(const struct bpf_map *map, size_t *psize)
{
	if (!map->value)
		return NULL;
	*psize = map_value_bytes(map);
	return map->value;
}

struct bpf_program *bpf_map__exclusive_program(struct bpf_map *map)
{
	return map->exclusive_program;
}

static bool is_map_in_map(const struct bpf_map *map)
{
	return map->definition.type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       map->definition.type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

struct bpf_map *bpf_map__inner_map(struct bpf_map *map)
{
	return is_map_in_map(map) ? map->inner : result_null(-EINVAL);
}

/* ---- setters ---- */

static int refuse(struct bpf_map *map, int code, const char *remedy, const char *what)
{
	return object_fail(map->object, code, OBJECT_AT(PHASE, .map = map->spec->name, .remedy = remedy),
		"map %s: %s", map->spec->name, what);
}

/* Once the map exists, its description says what it is, and changing it would be a lie. */
static int check_before_creation(struct bpf_map *map, const char *what)
{
	char text[64];

	if (!map_is_created(map))
		return 0;
	snprintf(text, sizeof(text), "it exists, its %s cannot be set any more", what);
	return refuse(map, -EBUSY, "do it before bpf_object__prepare(), load() or bpf_map__reuse_fd()", text);
}

static int set_number(struct bpf_map *map, uint32_t *number, uint32_t value, const char *what)
{
	int code = check_before_creation(map, what);

	if (!code)
		*number = value;
	return code;
}

int bpf_map__set_type(struct bpf_map *map, enum bpf_map_type type)
{
	return set_number(map, &map->definition.type, type, "type");
}

int bpf_map__set_map_flags(struct bpf_map *map, __u32 flags)
{
	return set_number(map, &map->definition.flags, flags, "flags");
}

int bpf_map__set_numa_node(struct bpf_map *map, __u32 numa_node)
{
	return set_number(map, &map->definition.numa_node, numa_node, "NUMA node");
}

int bpf_map__set_key_size(struct bpf_map *map, __u32 size)
{
	return set_number(map, &map->definition.key_size, size, "key size");
}

int bpf_map__set_ifindex(struct bpf_map *map, __u32 ifindex)
{
	return set_number(map, &map->ifindex, ifindex, "interface");
}

int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)
{
	if (map_is_ring(map->definition.type))
		max_entries = map_ring_bytes(max_entries);
	return set_number(map, &map->definition.max_entries, max_entries, "number of entries");
}

int bpf_map__set_map_extra(struct bpf_map *map, __u64 map_extra)
{
	int code = check_before_creation(map, "extra flags");

	if (!code)
		map->definition.extra = map_extra;
	return code;
}

int bpf_map__set_autocreate(struct bpf_map *map, bool autocreate)
{
	if (map->object->state >= OBJECT_PREPARED)
		return refuse(
			map, -EBUSY, "do it before bpf_object__load()", "cannot set its autocreate any more");
	map->autocreate = autocreate;
	return 0;
}

int bpf_map__set_autoattach(struct bpf_map *map, bool autoattach)
{
	if (!map_is_struct_ops(map))
		return refuse(map, -EINVAL, NULL, "only maps of struct_ops are attached");
	map->autoattach = autoattach;
	return 0;
}

int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size)
{
	if (map_is_created(map))
		return check_before_creation(map, "initial value");
	if (!map->value || map_is_struct_ops(map) || map->spec->origin == MAP_ORIGIN_KCONFIG)
		return refuse(map, -EINVAL, NULL, "has no initial value that could be set");
	if (size != map_value_bytes(map))
		return refuse(map, -EINVAL, "bpf_map__initial_value() tells the size",
			"an initial value of another size than it has");
	memcpy(map->value, data, size);
	return 0;
}

int bpf_map__set_pin_path(struct bpf_map *map, const char *path)
{
	char *copy = NULL;

	if (path) {
		copy = strdup(path);
		if (!copy) {
			object_error_memory(&map->object->error, XSK_OBJECT_PHASE_MAPS);
			return object_failed(map->object, -ENOMEM);
		}
	}
	free(map->pin_path);
	map->pin_path = copy;
	return 0;
}

int bpf_map__set_inner_map_fd(struct bpf_map *map, int fd)
{
	if (!is_map_in_map(map))
		return refuse(map, -EINVAL, NULL, "no map of maps, so it has no inner map");
	if (map->inner_fd != -1 || map->fd >= 0)
		return refuse(map, -EINVAL, NULL, "its inner map is set already");
	map_drop_inner(map);
	map->inner_fd = fd;
	return 0;
}

int bpf_map__set_exclusive_program(struct bpf_map *map, struct bpf_program *prog)
{
	int code = check_before_creation(map, "exclusive program");

	if (code)
		return code;
	if (prog && map->object != prog->object)
		return refuse(map, -EINVAL, NULL, "the exclusive program is one of another object");
	map->exclusive_program = prog;
	return 0;
}
