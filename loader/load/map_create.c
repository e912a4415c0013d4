// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Creating maps: what the definition says, with the types of the object's BTF where the kernel takes them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "loader/kernel/uapi.h"
#include "loader/load/digest.h"
#include "loader/load/load.h"

/* Maps of these kinds refuse BTF ids for key and value (kernel: map_ops without map_check_btf). */
static bool takes_btf(uint32_t type)
{
	switch (type) {
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_STACK_TRACE:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_CPUMAP:
	case BPF_MAP_TYPE_XSKMAP:
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case UAPI_BPF_MAP_TYPE_ARENA:
		return false;
	default:
		return true;
	}
}

static bool holds_maps(uint32_t type)
{
	return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

static int fail(const struct bpf_map *map, int code, struct xsk_object_error *err)
{
	const char *remedy = NULL;

	if (code == -EPERM)
		remedy = "needs CAP_BPF, for some types CAP_NET_ADMIN or CAP_PERFMON too";
	else if (code == -EINVAL && !map->definition.max_entries)
		remedy = "it has no max_entries: bpf_map__set_max_entries()";
	else if (code == -E2BIG || code == -ENOMEM)
		remedy = "fewer or smaller entries";
	return object_error_set(err, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAP_CREATE, .map = map->spec->name, .kernel_errno = -code,
			.remedy = remedy),
		"create map %s (%s, key %u, value %u bytes, %u entries): %s", map->spec->name,
		libbpf_bpf_map_type_str(map->definition.type), map->definition.key_size,
		map->definition.value_size, map->definition.max_entries, error_name(code));
}

/* Rings want pages, per-CPU events want CPUs; both are known only here. */
static int entries_for_machine(const struct bpf_map *map)
{
	if (map->definition.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY && !map->definition.max_entries)
		return libbpf_num_possible_cpus();
	return (int)map->definition.max_entries;
}

static int create_with(const struct bpf_map *map, struct bpf_map_create_opts *opts)
{
	int entries = entries_for_machine(map);

	if (map->definition.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY && entries < 0)
		return entries;
	return bpf_map_create((enum bpf_map_type)map->definition.type, map->spec->name,
		map->definition.key_size, map->definition.value_size, (__u32)entries, opts);
}

/* The template of a map-in-map exists only while the outer map is created. */
static int create_inner(const struct bpf_map *map, int *inner_fd, struct xsk_object_error *err)
{
	int fd;

	if (!holds_maps(map->definition.type) || map->inner_fd >= 0 || !map->inner)
		return 0;
	fd = map_create(map->inner, err);
	if (fd)
		return fd;
	*inner_fd = take_fd(&map->inner->fd);
	return 0;
}

int map_create(struct bpf_map *map, struct xsk_object_error *err)
{
	const struct object_load *load = map->object->load;
	uint8_t digest[DIGEST_BYTES];
	scoped_fd int inner_fd = -1;
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = map->definition.flags,
		.map_extra = map->definition.extra, .numa_node = map->definition.numa_node,
		.map_ifindex = map->ifindex);
	int fd, code;

	if (map->fd >= 0)
		return 0;
	code = create_inner(map, &inner_fd, err);
	if (code)
		return code;
	if (map->inner_fd >= 0 || inner_fd >= 0)
		opts.inner_map_fd = (__u32)(map->inner_fd >= 0 ? map->inner_fd : inner_fd);
	if (map->exclusive_program) {
		const struct bpf_program *program = map->exclusive_program;

		if (digest_program(program->instructions, program->instruction_count, digest))
			return object_error_memory(err, XSK_OBJECT_PHASE_MAP_CREATE);
		opts.excl_prog_hash = digest;
		opts.excl_prog_hash_size = sizeof(digest);
	}
	if (map->object->token_fd > 0) {
		opts.token_fd = (__u32)map->object->token_fd;
		opts.map_flags |= UAPI_BPF_F_TOKEN_FD;
	}
	if (map_is_struct_ops(map)) {
		/* The types are the kernel's; it wants to see the object's BTF all the same. */
		opts.btf_fd = load->btf_fd >= 0 ? (__u32)load->btf_fd : 0;
		struct_ops_create_opts(map, &opts);
	} else if (load->btf_fd >= 0 && takes_btf(map->definition.type)) {
		opts.btf_fd = (__u32)load->btf_fd;
		opts.btf_key_type_id = map->definition.key_type_id;
		opts.btf_value_type_id = map->definition.value_type_id;
	}
	fd = create_with(map, &opts);
	if (fd == -ERROR_KERNEL_ENOTSUPP && map_is_struct_ops(map) && struct_ops_wake_kernel(map->object))
		fd = create_with(map, &opts);
	if (fd < 0 && opts.btf_key_type_id + opts.btf_value_type_id && fd != -EPERM) {
		/* Types of key and value are for people who look; a map without them works as well. */
		opts.btf_fd = opts.btf_key_type_id = opts.btf_value_type_id = 0;
		fd = create_with(map, &opts);
	}
	if (fd < 0)
		return fail(map, fd, err);
	map->fd = fd;
	return 0;
}
