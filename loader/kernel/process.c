// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What is not about one object: run-time statistics, the program behind another process's descriptor, tokens.
 */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

int bpf_enable_stats(enum bpf_stats_type type)
{
	struct attr_enable_stats attr = { .type = type };

	return result_fd(command_run(BPF_ENABLE_STATS, &attr));
}

int bpf_task_fd_query(int pid, int fd, __u32 flags, char *buf, __u32 *buf_len, __u32 *prog_id, __u32 *fd_type,
	__u64 *probe_offset, __u64 *probe_addr)
{
	struct attr_task_fd_query attr = { .pid = (__u32)pid,
		.fd = (__u32)fd,
		.flags = flags,
		.buf_len = *buf_len,
		.buf = attr_address(buf) };
	int code = command_run(BPF_TASK_FD_QUERY, &attr);

	/* Also after ENOSPC: the name's length is then that of the whole name. */
	*buf_len = attr.buf_len;
	*prog_id = attr.prog_id;
	*fd_type = attr.fd_type;
	*probe_offset = attr.probe_offset;
	*probe_addr = attr.probe_addr;
	return result_int(code);
}

int bpf_token_create(int bpffs_fd, struct bpf_token_create_opts *opts)
{
	struct attr_token_create attr = { .bpffs_fd = (__u32)bpffs_fd };

	if (!OPTS_VALID(opts, bpf_token_create_opts))
		return result_int(-EINVAL);
	attr.flags = OPTION_GET(opts, flags, 0);
	return result_fd(command_run(UAPI_BPF_TOKEN_CREATE, &attr));
}
