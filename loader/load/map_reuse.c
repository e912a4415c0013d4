// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Maps that exist already: handed over by bpf_map__reuse_fd(), or found pinned at the map's path. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/kernel/uapi.h"
#include "loader/load/load.h"
#include "loader/result.h"

/* 0 when the map is what the definition says; -EINVAL with what differs. */
static int compare(const struct bpf_map *map, const struct bpf_map_info *info, struct xsk_object_error *err)
{
	const struct map_definition *definition = &map->definition;
	bool is_device_map =
		definition->type == BPF_MAP_TYPE_DEVMAP || definition->type == BPF_MAP_TYPE_DEVMAP_HASH;
	/* The kernel sets it by itself on device maps (kernel: __dev_map_alloc_node(), dev_map_init_map()). */
	__u32 ignored = is_device_map ? BPF_F_RDONLY_PROG : 0;
	const struct {
		const char *what;
		uint64_t found, wanted;
	} rows[] = {
		{ "type", info->type, definition->type },
		{ "key size", info->key_size, definition->key_size },
		{ "value size", info->value_size, definition->value_size },
		{ "max_entries", info->max_entries, definition->max_entries },
		{ "map_flags", info->map_flags & ~ignored, definition->flags & ~ignored },
		{ "map_extra", info->map_extra, definition->extra },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].found != rows[i].wanted)
			return object_error_set(err, -EINVAL,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .map = map->spec->name,
					.remedy = "remove the pin, or make the definitions equal"),
				"map %s: what is pinned at %s has %s %llu, not %llu", map->spec->name,
				map->pin_path, rows[i].what, (unsigned long long)rows[i].found,
				(unsigned long long)rows[i].wanted);
	return 0;
}

int map_open_pinned(struct bpf_map *map, struct xsk_object_error *err)
{
	struct bpf_map_info info = { 0 };
	__u32 info_bytes = sizeof(info);
	scoped_fd int fd = -1;
	int code;

	if (map->fd >= 0)
		return 0;
	fd = bpf_obj_get(map->pin_path);
	if (fd == -ENOENT)
		return 0;
	code = fd < 0 ? fd : bpf_map_get_info_by_fd(fd, &info, &info_bytes);
	if (code < 0)
		return object_error_set(err, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .map = map->spec->name,
				.kernel_errno = -code),
			"map %s: open what is pinned at %s: %s", map->spec->name, map->pin_path,
			error_name(code));
	code = compare(map, &info, err);
	if (code)
		return code;
	map->fd = take_fd(&fd);
	map->reused = true;
	map->is_pinned = true;
	return 0;
}

int bpf_map__reuse_fd(struct bpf_map *map, int fd)
{
	struct bpf_map_info info = { 0 };
	__u32 info_bytes = sizeof(info);
	int code, copy;

	code = bpf_map_get_info_by_fd(fd, &info, &info_bytes);
	if (code)
		return object_fail(map->object, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .map = map->spec->name,
				.kernel_errno = -code),
			"map %s: reuse descriptor %d: %s", map->spec->name, fd, error_name(code));
	copy = sys_dup(fd);
	if (copy < 0)
		return object_fail(map->object, copy,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .map = map->spec->name,
				.kernel_errno = -copy),
			"map %s: copy descriptor %d: %s", map->spec->name, fd, error_name(copy));
	if (map->fd >= 0)
		close(map->fd);
	map->fd = copy;
	map->reused = true;
	/* From here on the map is what it is, not what the object says; values of before have no place any more. */
	map->definition.type = info.type;
	map->definition.key_size = info.key_size;
	map->definition.value_size = info.value_size;
	map->definition.max_entries = info.max_entries;
	map->definition.flags = info.map_flags;
	map->definition.key_type_id = info.btf_key_type_id;
	map->definition.value_type_id = info.btf_value_type_id;
	map->definition.extra = info.map_extra;
	return 0;
}
