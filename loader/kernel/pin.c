// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Names in bpffs: pinning an object, and getting it back. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

int bpf_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts)
{
	struct attr_obj attr = { .pathname = attr_address(pathname), .bpf_fd = (__u32)fd };

	if (!OPTS_VALID(opts, bpf_obj_pin_opts))
		return result_int(-EINVAL);
	attr.path_fd = OPTION_GET(opts, path_fd, 0);
	attr.file_flags = OPTION_GET(opts, file_flags, 0);
	return result_int(command_run(BPF_OBJ_PIN, &attr));
}

int bpf_obj_pin(int fd, const char *pathname)
{
	return bpf_obj_pin_opts(fd, pathname, NULL);
}

int bpf_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts)
{
	struct attr_obj attr = { .pathname = attr_address(pathname) };

	if (!OPTS_VALID(opts, bpf_obj_get_opts))
		return result_int(-EINVAL);
	attr.path_fd = OPTION_GET(opts, path_fd, 0);
	attr.file_flags = OPTION_GET(opts, file_flags, 0);
	return result_fd(command_run(BPF_OBJ_GET, &attr));
}

int bpf_obj_get(const char *pathname)
{
	return bpf_obj_get_opts(pathname, NULL);
}
