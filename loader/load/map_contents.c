// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What maps hold when programs start: values of variables, inner maps, programs of program arrays, jump tables. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/kernel/uapi.h"
#include "loader/load/load.h"

static int fail(const struct bpf_map *map, int code, const char *step, struct xsk_object_error *err)
{
	return object_error_set(err, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .map = map->spec->name,
			.kernel_errno = -code),
		"%s map %s: %s", step, map->spec->name, error_name(code));
}

int map_fill(struct bpf_map *map, struct xsk_object_error *err)
{
	__u32 key = 0;
	int code;

	if (map->reused || !map->value)
		return 0;
	code = bpf_map_update_elem(map->fd, &key, map->value, 0);
	return code ? fail(map, code, "write the initial value of", err) : 0;
}

int map_freeze(struct bpf_map *map, struct xsk_object_error *err)
{
	int code = map->reused ? 0 : bpf_map_freeze(map->fd);

	return code ? fail(map, code, "freeze", err) : 0;
}

/* The arena has its place before it has contents; variables stand at its end of the data. */
static int show_arena(struct bpf_map *map, struct xsk_object_error *err)
{
	size_t bytes = (size_t)sysconf(_SC_PAGESIZE) * map->definition.max_entries;
	void *at = (void *)(uintptr_t)map->definition.extra;
	void *mapped = mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | (at ? MAP_FIXED : 0), map->fd, 0);

	if (mapped == MAP_FAILED)
		return fail(map, -errno, "map the memory of", err);
	if (map->value) {
		memcpy((char *)mapped + map->object->load->view.relocation.arena_data_offset, map->value,
			map->spec->data_size);
		free(map->value);
	}
	map->value = (char *)mapped;
	map->value_mapped_bytes = bytes;
	return 0;
}

int map_show(struct bpf_map *map, struct xsk_object_error *err)
{
	int protection = map->spec->origin == MAP_ORIGIN_RODATA || map->spec->origin == MAP_ORIGIN_KCONFIG
				 ? PROT_READ
				 : PROT_READ | PROT_WRITE;

	if (map->definition.type == UAPI_BPF_MAP_TYPE_ARENA)
		return show_arena(map, err);
	if (!map->value_mapped_bytes)
		return 0;
	if (!(map->definition.flags & BPF_F_MMAPABLE)) {
		/* The kernel's copy is the only one from here on. */
		munmap(map->value, map->value_mapped_bytes);
		map->value = NULL;
		map->value_mapped_bytes = 0;
		return 0;
	}
	if (mmap(map->value, map->value_mapped_bytes, protection, MAP_SHARED | MAP_FIXED, map->fd, 0) ==
		MAP_FAILED)
		return fail(map, -errno, "map the memory of", err);
	return 0;
}

/* The descriptor that a slot holds; -1: what it names was not created or loaded. */
static int slot_fd(const struct bpf_map *map, const struct map_slot *slot)
{
	const struct bpf_object *object = map->object;

	return map->spec->slots_are_programs ? object->programs[slot->target].fd
					     : object->maps[slot->target].fd;
}

int map_fill_slots(struct bpf_map *map, struct xsk_object_error *err)
{
	if (map->reused)
		return 0;
	for (uint32_t i = 0; i < map->spec->slot_count; i++) {
		const struct map_slot *slot = &map->spec->slots[i];
		int fd = slot_fd(map, slot);
		int code;

		if (fd < 0)
			continue;
		code = bpf_map_update_elem(map->fd, &slot->key, &fd, 0);
		if (code)
			return fail(map, code, "fill a slot of", err);
	}
	return 0;
}

/* struct bpf_insn_array_value of linux/bpf.h (Linux 7.0): the kernel fills in all but the first. */
struct insn_array_value {
	__u32 orig_off;
	__u32 xlated_off;
	__u32 jitted_off;
	__u32 padding;
};

/* One BPF_MAP_TYPE_INSN_ARRAY, whose values say where the jumps of a program go (Linux 7.0). */
static int make_jump_table(const struct jump_table *table, struct xsk_object_error *err)
{
	struct insn_array_value value;
	scoped_fd int fd = bpf_map_create((enum bpf_map_type)UAPI_BPF_MAP_TYPE_INSN_ARRAY, "jump_table", 4,
		sizeof(value), table->count, NULL);
	int code = fd < 0 ? fd : 0;

	for (uint32_t i = 0; i < table->count && !code; i++) {
		value = (struct insn_array_value){ .orig_off = table->targets[i] };
		code = bpf_map_update_elem(fd, &i, &value, 0);
	}
	if (!code)
		code = bpf_map_freeze(fd);
	if (code)
		return object_error_set(err, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .kernel_errno = -code,
				.remedy = code == -EINVAL ? "indirect jumps need Linux 7.0" : NULL),
			"make a jump table of %u: %s", table->count, error_name(code));
	return take_fd(&fd);
}

int map_make_jump_tables(struct bpf_object *object, uint32_t program, struct xsk_object_error *err)
{
	struct object_load *load = object->load;
	const struct relocated_program *relocated = &load->programs[program];
	int *fds = arena_array(&load->arena, relocated->jump_table_count, sizeof(*fds));

	if (!fds)
		return object_error_memory(err, XSK_OBJECT_PHASE_MAP_CREATE);
	memset(fds, 0xff, relocated->jump_table_count * sizeof(*fds));
	load->jump_table_fds[program] = fds;
	for (uint32_t i = 0; i < relocated->jump_table_count; i++) {
		int fd = make_jump_table(&relocated->jump_tables[i], err);

		if (fd < 0)
			return fd;
		fds[i] = fd;
	}
	return 0;
}
