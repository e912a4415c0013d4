// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Attaching without a link: the attachment stays until it is taken away. And who is attached. */
#include <bpf/bpf.h>

#include "loader/kernel/command.h"

/* Replace and relative: at most one other program is named, by descriptor or by id (the two share a field).
 */
static int fill_relative(struct attr_prog_attach *attr, int relative_fd, __u32 relative_id)
{
	if (relative_fd && relative_id)
		return -EINVAL;
	if (relative_id) {
		attr->relative_fd = relative_id;
		attr->attach_flags |= UAPI_BPF_F_ID;
	} else {
		attr->relative_fd = (__u32)relative_fd;
	}
	return 0;
}

int bpf_prog_attach_opts(
	int prog_fd, int target, enum bpf_attach_type type, const struct bpf_prog_attach_opts *opts)
{
	struct attr_prog_attach attr = {
		.target_fd = (__u32)target, .attach_bpf_fd = (__u32)prog_fd, .attach_type = type
	};

	if (!OPTS_VALID(opts, bpf_prog_attach_opts))
		return result_int(-EINVAL);
	attr.attach_flags = OPTION_GET(opts, flags, 0);
	attr.replace_bpf_fd = (__u32)OPTION_GET(opts, replace_fd, 0);
	attr.expected_revision = OPTION_GET(opts, expected_revision, 0);
	if (fill_relative(&attr, OPTION_GET(opts, relative_fd, 0), OPTION_GET(opts, relative_id, 0)))
		return result_int(-EINVAL);
	return result_int(command_run(BPF_PROG_ATTACH, &attr));
}

int bpf_prog_attach(int prog_fd, int attachable_fd, enum bpf_attach_type type, unsigned int flags)
{
	struct attr_prog_attach attr = { .target_fd = (__u32)attachable_fd,
		.attach_bpf_fd = (__u32)prog_fd,
		.attach_type = type,
		.attach_flags = flags };

	return result_int(command_run(BPF_PROG_ATTACH, &attr));
}

int bpf_prog_detach_opts(
	int prog_fd, int target, enum bpf_attach_type type, const struct bpf_prog_detach_opts *opts)
{
	struct attr_prog_attach attr = {
		.target_fd = (__u32)target, .attach_bpf_fd = (__u32)prog_fd, .attach_type = type
	};

	if (!OPTS_VALID(opts, bpf_prog_detach_opts))
		return result_int(-EINVAL);
	attr.attach_flags = OPTION_GET(opts, flags, 0);
	attr.expected_revision = OPTION_GET(opts, expected_revision, 0);
	if (fill_relative(&attr, OPTION_GET(opts, relative_fd, 0), OPTION_GET(opts, relative_id, 0)))
		return result_int(-EINVAL);
	return result_int(command_run(BPF_PROG_DETACH, &attr));
}

int bpf_prog_detach2(int prog_fd, int attachable_fd, enum bpf_attach_type type)
{
	return bpf_prog_detach_opts(prog_fd, attachable_fd, type, NULL);
}

int bpf_prog_detach(int attachable_fd, enum bpf_attach_type type)
{
	return bpf_prog_detach_opts(0, attachable_fd, type, NULL);
}

int bpf_prog_query_opts(int target, enum bpf_attach_type type, struct bpf_prog_query_opts *opts)
{
	struct attr_prog_query attr = { .target_fd = (__u32)target, .attach_type = type };
	int code;

	if (!OPTS_VALID(opts, bpf_prog_query_opts))
		return result_int(-EINVAL);
	attr.query_flags = OPTION_GET(opts, query_flags, 0);
	attr.prog_ids = attr_address(OPTION_GET(opts, prog_ids, NULL));
	attr.count = OPTION_GET(opts, count, 0);
	attr.prog_attach_flags = attr_address(OPTION_GET(opts, prog_attach_flags, NULL));
	attr.link_ids = attr_address(OPTION_GET(opts, link_ids, NULL));
	attr.link_attach_flags = attr_address(OPTION_GET(opts, link_attach_flags, NULL));
	code = command_run(BPF_PROG_QUERY, &attr);
	/* Also after ENOSPC: the count then is that of all programs. */
	OPTION_SET(opts, attach_flags, attr.attach_flags);
	OPTION_SET(opts, count, attr.count);
	OPTION_SET(opts, revision, attr.revision);
	return result_int(code);
}

int bpf_prog_query(int target_fd, enum bpf_attach_type type, __u32 query_flags, __u32 *attach_flags,
	__u32 *prog_ids, __u32 *prog_cnt)
{
	struct bpf_prog_query_opts opts = {
		.sz = sizeof(opts), .query_flags = query_flags, .prog_ids = prog_ids, .prog_cnt = *prog_cnt
	};
	int code = bpf_prog_query_opts(target_fd, type, &opts);

	if (attach_flags)
		*attach_flags = opts.attach_flags;
	*prog_cnt = opts.prog_cnt;
	return code;
}
