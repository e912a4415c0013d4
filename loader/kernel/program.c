// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Commands on programs that are loaded: run once, bind a map, read what they printed, join a struct_ops. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

int bpf_prog_bind_map(int prog_fd, int map_fd, const struct bpf_prog_bind_opts *opts)
{
	struct attr_prog_bind_map attr = { .prog_fd = (__u32)prog_fd, .map_fd = (__u32)map_fd };

	if (!OPTS_VALID(opts, bpf_prog_bind_opts))
		return result_int(-EINVAL);
	attr.flags = OPTION_GET(opts, flags, 0);
	return result_int(command_run(BPF_PROG_BIND_MAP, &attr));
}

int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
{
	struct attr_test_run attr = { .prog_fd = (__u32)prog_fd };
	int code;

	if (!OPTS_VALID(opts, bpf_test_run_opts))
		return result_int(-EINVAL);
	attr.data_in = attr_address(OPTION_GET(opts, data_in, NULL));
	attr.data_out = attr_address(OPTION_GET(opts, data_out, NULL));
	attr.data_size_in = OPTION_GET(opts, data_size_in, 0);
	attr.data_size_out = OPTION_GET(opts, data_size_out, 0);
	attr.ctx_in = attr_address(OPTION_GET(opts, ctx_in, NULL));
	attr.ctx_out = attr_address(OPTION_GET(opts, ctx_out, NULL));
	attr.ctx_size_in = OPTION_GET(opts, ctx_size_in, 0);
	attr.ctx_size_out = OPTION_GET(opts, ctx_size_out, 0);
	attr.repeat = (__u32)OPTION_GET(opts, repeat, 0);
	attr.flags = OPTION_GET(opts, flags, 0);
	attr.cpu = OPTION_GET(opts, cpu, 0);
	attr.batch_size = OPTION_GET(opts, batch_size, 0);
	code = command_run(BPF_PROG_TEST_RUN, &attr);
	/* Also after ENOSPC: the sizes then say how much was needed. */
	OPTION_SET(opts, data_size_out, attr.data_size_out);
	OPTION_SET(opts, ctx_size_out, attr.ctx_size_out);
	OPTION_SET(opts, retval, attr.retval);
	OPTION_SET(opts, duration, attr.duration);
	return result_int(code);
}

int bpf_prog_stream_read(
	int prog_fd, __u32 stream_id, void *buf, __u32 buf_len, struct bpf_prog_stream_read_opts *opts)
{
	struct attr_prog_stream_read attr = { .stream_buf = attr_address(buf),
		.stream_buf_len = buf_len,
		.stream_id = stream_id,
		.prog_fd = (__u32)prog_fd };

	if (!OPTS_VALID(opts, bpf_prog_stream_read_opts))
		return result_int(-EINVAL);
	return result_int(command_run(UAPI_BPF_PROG_STREAM_READ_BY_FD, &attr));
}

int bpf_prog_assoc_struct_ops(int prog_fd, int map_fd, struct bpf_prog_assoc_struct_ops_opts *opts)
{
	struct attr_prog_assoc_struct_ops attr = { .map_fd = (__u32)map_fd, .prog_fd = (__u32)prog_fd };

	if (!OPTS_VALID(opts, bpf_prog_assoc_struct_ops_opts))
		return result_int(-EINVAL);
	attr.flags = OPTION_GET(opts, flags, 0);
	return result_int(command_run(UAPI_BPF_PROG_ASSOC_STRUCT_OPS, &attr));
}
