// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Elements of an object's maps, with the sizes of key and value checked before the kernel reads or writes them. */
#include <bpf/bpf.h>
#include <errno.h>

#include "loader/object/object.h"
#include "loader/result.h"

/* update with one of these takes one value for one CPU, or one for all (Linux 7.0). */
enum { ELEMENT_F_CPU = 8, ELEMENT_F_ALL_CPUS = 16 };

static bool is_per_cpu(uint32_t type)
{
	return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

static int refuse(const struct bpf_map *map, int code, const char *what, size_t given, size_t wanted)
{
	return object_fail(map->object, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAPS, .map = map->spec->name),
		"map %s: %s of %zu bytes where it has %zu", map->spec->name, what, given, wanted);
}

static int check(const struct bpf_map *map, size_t key_sz)
{
	if (map->fd < 0)
		return object_fail(map->object, -ENOENT,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAPS, .map = map->spec->name),
			"map %s is not created yet", map->spec->name);
	if (key_sz != map->definition.key_size)
		return refuse(map, -EINVAL, "a key", key_sz, map->definition.key_size);
	return 0;
}

/* A value for every possible CPU, each rounded up to 8 bytes, where the map is per CPU. */
static int check_with_value(const struct bpf_map *map, size_t key_sz, size_t value_sz, __u64 flags)
{
	size_t wanted = map->definition.value_size;
	int code = check(map, key_sz);

	if (code)
		return code;
	if (is_per_cpu(map->definition.type) && !(flags & (ELEMENT_F_CPU | ELEMENT_F_ALL_CPUS))) {
		int cpus = libbpf_num_possible_cpus();

		if (cpus < 0)
			return cpus;
		wanted = (wanted + 7) / 8 * 8 * (size_t)cpus;
	}
	return value_sz == wanted ? 0 : refuse(map, -EINVAL, "a value", value_sz, wanted);
}

int bpf_map__lookup_elem(
	const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz, __u64 flags)
{
	int code = check_with_value(map, key_sz, value_sz, flags);

	return code ? result_int(code) : bpf_map_lookup_elem_flags(map->fd, key, value, flags);
}

int bpf_map__update_elem(const struct bpf_map *map, const void *key, size_t key_sz, const void *value,
	size_t value_sz, __u64 flags)
{
	int code = check_with_value(map, key_sz, value_sz, flags);

	return code ? result_int(code) : bpf_map_update_elem(map->fd, key, value, flags);
}

int bpf_map__delete_elem(const struct bpf_map *map, const void *key, size_t key_sz, __u64 flags)
{
	int code = check(map, key_sz);

	return code ? result_int(code) : bpf_map_delete_elem_flags(map->fd, key, flags);
}

int bpf_map__lookup_and_delete_elem(
	const struct bpf_map *map, const void *key, size_t key_sz, void *value, size_t value_sz, __u64 flags)
{
	int code = check_with_value(map, key_sz, value_sz, flags);

	return code ? result_int(code) : bpf_map_lookup_and_delete_elem_flags(map->fd, key, value, flags);
}

int bpf_map__get_next_key(const struct bpf_map *map, const void *cur_key, void *next_key, size_t key_sz)
{
	int code = check(map, key_sz);

	return code ? result_int(code) : bpf_map_get_next_key(map->fd, cur_key, next_key);
}
