// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the kernel says about an object behind a descriptor. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)
{
	struct attr_info attr = {
		.bpf_fd = (__u32)bpf_fd, .info_len = *info_len, .info = attr_address(info)
	};
	int code = command_run(BPF_OBJ_GET_INFO_BY_FD, &attr);

	if (!code)
		*info_len = attr.info_len;
	return result_int(code);
}

int bpf_prog_get_info_by_fd(int prog_fd, struct bpf_prog_info *info, __u32 *info_len)
{
	return bpf_obj_get_info_by_fd(prog_fd, info, info_len);
}

int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len)
{
	return bpf_obj_get_info_by_fd(map_fd, info, info_len);
}

int bpf_btf_get_info_by_fd(int btf_fd, struct bpf_btf_info *info, __u32 *info_len)
{
	return bpf_obj_get_info_by_fd(btf_fd, info, info_len);
}

int bpf_link_get_info_by_fd(int link_fd, struct bpf_link_info *info, __u32 *info_len)
{
	return bpf_obj_get_info_by_fd(link_fd, info, info_len);
}
