// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Creating maps, and their elements one by one. Batches stand in map_batch.c. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"
#include "loader/kernel/memlock.h"
#include "loader/kernel/name.h"

static int create(struct attr_map_create *attr, struct bpf_log_opts *log)
{
	struct attr_common common = {
		.log_buf = attr_address(OPTION_GET(log, buf, NULL)),
		.log_size = OPTION_GET(log, size, 0),
		.log_level = OPTION_GET(log, level, 0),
	};
	int fd;

	if (!common.log_buf && !common.log_size && !common.log_level)
		return command_run(BPF_MAP_CREATE, attr);
	fd = sys_bpf_common(
		BPF_MAP_CREATE | UAPI_BPF_COMMON_ATTRS, attr, sizeof(*attr), &common, sizeof(common));
	/* Kernels before 7.1 do not know such a command; they create the map, and have no log. */
	if (fd == -EINVAL && !common.log_true_size)
		fd = command_run(BPF_MAP_CREATE, attr);
	OPTION_SET(log, true_size, common.log_true_size);
	return fd;
}

int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size, __u32 value_size,
	__u32 max_entries, const struct bpf_map_create_opts *opts)
{
	struct attr_map_create attr = { .map_type = map_type,
		.key_size = key_size,
		.value_size = value_size,
		.max_entries = max_entries };
	struct bpf_log_opts *log;
	int fd;

	if (!OPTS_VALID(opts, bpf_map_create_opts))
		return result_int(-EINVAL);
	log = OPTION_GET(opts, log_opts, NULL);
	if (!OPTS_VALID(log, bpf_log_opts))
		return result_int(-EINVAL);
	name_copy(attr.map_name, sizeof(attr.map_name), map_name);
	attr.map_flags = OPTION_GET(opts, map_flags, 0);
	attr.inner_map_fd = OPTION_GET(opts, inner_map_fd, 0);
	attr.numa_node = OPTION_GET(opts, numa_node, 0);
	attr.map_ifindex = OPTION_GET(opts, map_ifindex, 0);
	attr.btf_fd = OPTION_GET(opts, btf_fd, 0);
	attr.btf_key_type_id = OPTION_GET(opts, btf_key_type_id, 0);
	attr.btf_value_type_id = OPTION_GET(opts, btf_value_type_id, 0);
	attr.btf_vmlinux_value_type_id = OPTION_GET(opts, btf_vmlinux_value_type_id, 0);
	attr.map_extra = OPTION_GET(opts, map_extra, 0);
	attr.value_type_btf_obj_fd = OPTION_GET(opts, value_type_btf_obj_fd, 0);
	attr.map_token_fd = (__s32)OPTION_GET(opts, token_fd, 0);
	attr.excl_prog_hash = attr_address(OPTION_GET(opts, excl_prog_hash, NULL));
	attr.excl_prog_hash_size = OPTION_GET(opts, excl_prog_hash_size, 0);

	fd = create(&attr, log);
	if (memlock_raised_after(fd))
		fd = create(&attr, log);
	return result_fd(fd);
}

/* The commands on one element differ in what they read of the same struct. */
static int element(int command, int fd, const void *key, const void *value, __u64 flags)
{
	struct attr_map_elem attr = {
		.map_fd = (__u32)fd, .key = attr_address(key), .value = attr_address(value), .flags = flags
	};

	return result_int(command_run(command, &attr));
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	return element(BPF_MAP_UPDATE_ELEM, fd, key, value, flags);
}

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return element(BPF_MAP_LOOKUP_ELEM, fd, key, value, 0);
}

int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	return element(BPF_MAP_LOOKUP_ELEM, fd, key, value, flags);
}

int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value)
{
	return element(BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, key, value, 0);
}

int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	return element(BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, key, value, flags);
}

int bpf_map_delete_elem(int fd, const void *key)
{
	return element(BPF_MAP_DELETE_ELEM, fd, key, NULL, 0);
}

int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags)
{
	return element(BPF_MAP_DELETE_ELEM, fd, key, NULL, flags);
}

int bpf_map_get_next_key(int fd, const void *key, void *next_key)
{
	return element(BPF_MAP_GET_NEXT_KEY, fd, key, next_key, 0);
}

int bpf_map_freeze(int fd)
{
	return element(BPF_MAP_FREEZE, fd, NULL, NULL, 0);
}
