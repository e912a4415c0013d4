// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Many elements of a map with one system call. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

static int batch(
	int command, struct attr_map_batch *attr, __u32 *count, const struct bpf_map_batch_opts *opts)
{
	int code;

	if (!OPTS_VALID(opts, bpf_map_batch_opts))
		return result_int(-EINVAL);
	attr->elem_flags = OPTION_GET(opts, elem_flags, 0);
	attr->flags = OPTION_GET(opts, flags, 0);
	attr->count = *count;
	code = command_run(command, attr);
	/* Also after a failure: how many were done before it. */
	*count = attr->count;
	return result_int(code);
}

int bpf_map_delete_batch(int fd, const void *keys, __u32 *count, const struct bpf_map_batch_opts *opts)
{
	struct attr_map_batch attr = { .map_fd = (__u32)fd, .keys = attr_address(keys) };

	return batch(BPF_MAP_DELETE_BATCH, &attr, count, opts);
}

int bpf_map_update_batch(
	int fd, const void *keys, const void *values, __u32 *count, const struct bpf_map_batch_opts *opts)
{
	struct attr_map_batch attr = {
		.map_fd = (__u32)fd, .keys = attr_address(keys), .values = attr_address(values)
	};

	return batch(BPF_MAP_UPDATE_BATCH, &attr, count, opts);
}

int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values, __u32 *count,
	const struct bpf_map_batch_opts *opts)
{
	struct attr_map_batch attr = { .map_fd = (__u32)fd,
		.in_batch = attr_address(in_batch),
		.out_batch = attr_address(out_batch),
		.keys = attr_address(keys),
		.values = attr_address(values) };

	return batch(BPF_MAP_LOOKUP_BATCH, &attr, count, opts);
}

int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values,
	__u32 *count, const struct bpf_map_batch_opts *opts)
{
	struct attr_map_batch attr = { .map_fd = (__u32)fd,
		.in_batch = attr_address(in_batch),
		.out_batch = attr_address(out_batch),
		.keys = attr_address(keys),
		.values = attr_address(values) };

	return batch(BPF_MAP_LOOKUP_AND_DELETE_BATCH, &attr, count, opts);
}
