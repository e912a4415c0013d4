// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BPF_RAW_TRACEPOINT_OPEN: raw tracepoints by name, and programs that know their BTF target (no name). */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

int bpf_raw_tracepoint_open_opts(int prog_fd, struct bpf_raw_tp_opts *opts)
{
	struct attr_raw_tracepoint attr = { .prog_fd = (__u32)prog_fd };

	if (!OPTS_VALID(opts, bpf_raw_tp_opts))
		return result_int(-EINVAL);
	attr.name = attr_address(OPTION_GET(opts, tp_name, NULL));
	attr.cookie = OPTION_GET(opts, cookie, 0);
	return result_fd(command_run(BPF_RAW_TRACEPOINT_OPEN, &attr));
}

int bpf_raw_tracepoint_open(const char *name, int prog_fd)
{
	struct bpf_raw_tp_opts opts = { .sz = sizeof(opts), .tp_name = name };

	return bpf_raw_tracepoint_open_opts(prog_fd, &opts);
}
