// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The kernel's ids of programs, maps, BTF and links: walking them, and a descriptor for one. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

static int next_id(int command, __u32 start_id, __u32 *next)
{
	struct attr_id attr = { .id = start_id };
	int code = command_run(command, &attr);

	if (!code)
		*next = attr.next_id;
	return result_int(code);
}

int bpf_prog_get_next_id(__u32 start_id, __u32 *next)
{
	return next_id(BPF_PROG_GET_NEXT_ID, start_id, next);
}

int bpf_map_get_next_id(__u32 start_id, __u32 *next)
{
	return next_id(BPF_MAP_GET_NEXT_ID, start_id, next);
}

int bpf_btf_get_next_id(__u32 start_id, __u32 *next)
{
	return next_id(BPF_BTF_GET_NEXT_ID, start_id, next);
}

int bpf_link_get_next_id(__u32 start_id, __u32 *next)
{
	return next_id(BPF_LINK_GET_NEXT_ID, start_id, next);
}

static int fd_by_id(int command, __u32 id, const struct bpf_get_fd_by_id_opts *opts)
{
	struct attr_id attr = { .id = id };

	if (!OPTS_VALID(opts, bpf_get_fd_by_id_opts))
		return result_int(-EINVAL);
	attr.open_flags = OPTION_GET(opts, open_flags, 0);
	attr.fd_by_id_token_fd = (__s32)OPTION_GET(opts, token_fd, 0);
	return result_fd(command_run(command, &attr));
}

int bpf_prog_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts)
{
	return fd_by_id(BPF_PROG_GET_FD_BY_ID, id, opts);
}

int bpf_prog_get_fd_by_id(__u32 id)
{
	return fd_by_id(BPF_PROG_GET_FD_BY_ID, id, NULL);
}

int bpf_map_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts)
{
	return fd_by_id(BPF_MAP_GET_FD_BY_ID, id, opts);
}

int bpf_map_get_fd_by_id(__u32 id)
{
	return fd_by_id(BPF_MAP_GET_FD_BY_ID, id, NULL);
}

int bpf_btf_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts)
{
	return fd_by_id(BPF_BTF_GET_FD_BY_ID, id, opts);
}

int bpf_btf_get_fd_by_id(__u32 id)
{
	return fd_by_id(BPF_BTF_GET_FD_BY_ID, id, NULL);
}

int bpf_link_get_fd_by_id_opts(__u32 id, const struct bpf_get_fd_by_id_opts *opts)
{
	return fd_by_id(BPF_LINK_GET_FD_BY_ID, id, opts);
}

int bpf_link_get_fd_by_id(__u32 id)
{
	return fd_by_id(BPF_LINK_GET_FD_BY_ID, id, NULL);
}
