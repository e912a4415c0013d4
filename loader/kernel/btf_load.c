// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BPF_BTF_LOAD. As with programs, a log buffer with level 0 is filled by a second try after a failure. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"
#include "loader/kernel/memlock.h"

int bpf_btf_load(const void *btf_data, size_t btf_size, struct bpf_btf_load_opts *opts)
{
	struct attr_btf_load attr = { .btf = attr_address(btf_data), .btf_size = (__u32)btf_size };
	char *buffer;
	__u32 bytes, level;
	int fd;

	if (!OPTS_VALID(opts, bpf_btf_load_opts))
		return result_int(-EINVAL);
	buffer = OPTION_GET(opts, log_buf, NULL);
	bytes = OPTION_GET(opts, log_size, 0);
	level = OPTION_GET(opts, log_level, 0);
	if (!buffer != !bytes || (level && !buffer) || level > 4)
		return result_int(-EINVAL);
	if (btf_size > UINT32_MAX)
		return result_int(-E2BIG);
	attr.btf_flags = OPTION_GET(opts, btf_flags, 0);
	attr.btf_token_fd = (__s32)OPTION_GET(opts, token_fd, 0);
	/* The kernel refuses a buffer with level 0. */
	if (level) {
		attr.btf_log_level = level;
		attr.btf_log_buf = attr_address(buffer);
		attr.btf_log_size = bytes;
	}
	fd = command_run(BPF_BTF_LOAD, &attr);
	if (memlock_raised_after(fd))
		fd = command_run(BPF_BTF_LOAD, &attr);
	if (fd < 0 && buffer && !level) {
		attr.btf_log_level = 1;
		attr.btf_log_buf = attr_address(buffer);
		attr.btf_log_size = bytes;
		fd = command_run(BPF_BTF_LOAD, &attr);
	}
	OPTION_SET(opts, log_true_size, attr.btf_log_true_size);
	return result_fd(fd);
}
