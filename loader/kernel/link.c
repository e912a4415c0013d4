// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Links: attachments that go with the last descriptor or pin. Each attach type reads other fields of the
 * option struct; what belongs to another type must be zero, so that nothing that was asked for is ignored.
 */
#include <bpf/bpf.h>
#include <string.h>

#include "loader/kernel/command.h"

/* Bytes of the caller's struct from the end of the last field that counts must be zero. */
static bool rest_is_zero(const struct bpf_link_create_opts *opts, size_t used)
{
	const unsigned char *bytes = (const unsigned char *)opts;

	for (size_t i = used; opts && i < opts->sz && i < sizeof(*opts); i++)
		if (bytes[i])
			return false;
	return true;
}

#define USED_TO(field) \
	(offsetof(struct bpf_link_create_opts, field) + sizeof(((struct bpf_link_create_opts *)NULL)->field))
#define REST_IS_ZERO(opts, field) rest_is_zero(opts, USED_TO(field))

static int fill_perf_event(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	attr->perf_event.bpf_cookie = OPTION_GET(opts, perf_event.bpf_cookie, 0);
	return REST_IS_ZERO(opts, perf_event) ? 0 : -EINVAL;
}

static int fill_kprobe_multi(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	attr->kprobe_multi.flags = OPTION_GET(opts, kprobe_multi.flags, 0);
	attr->kprobe_multi.cnt = OPTION_GET(opts, kprobe_multi.cnt, 0);
	attr->kprobe_multi.syms = attr_address(OPTION_GET(opts, kprobe_multi.syms, NULL));
	attr->kprobe_multi.addrs = attr_address(OPTION_GET(opts, kprobe_multi.addrs, NULL));
	attr->kprobe_multi.cookies = attr_address(OPTION_GET(opts, kprobe_multi.cookies, NULL));
	return REST_IS_ZERO(opts, kprobe_multi) ? 0 : -EINVAL;
}

static int fill_uprobe_multi(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	attr->uprobe_multi.flags = OPTION_GET(opts, uprobe_multi.flags, 0);
	attr->uprobe_multi.cnt = OPTION_GET(opts, uprobe_multi.cnt, 0);
	attr->uprobe_multi.path = attr_address(OPTION_GET(opts, uprobe_multi.path, NULL));
	attr->uprobe_multi.offsets = attr_address(OPTION_GET(opts, uprobe_multi.offsets, NULL));
	attr->uprobe_multi.ref_ctr_offsets =
		attr_address(OPTION_GET(opts, uprobe_multi.ref_ctr_offsets, NULL));
	attr->uprobe_multi.cookies = attr_address(OPTION_GET(opts, uprobe_multi.cookies, NULL));
	attr->uprobe_multi.pid = OPTION_GET(opts, uprobe_multi.pid, 0);
	attr->uprobe_multi.path_fd = OPTION_GET(opts, uprobe_multi.path_fd, 0);
	return REST_IS_ZERO(opts, uprobe_multi) ? 0 : -EINVAL;
}

static int fill_tracing(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	attr->tracing.cookie = OPTION_GET(opts, tracing.cookie, 0);
	return REST_IS_ZERO(opts, tracing) ? 0 : -EINVAL;
}

static int fill_tracing_multi(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	attr->tracing_multi.ids = attr_address(OPTION_GET(opts, tracing_multi.ids, NULL));
	attr->tracing_multi.cookies = attr_address(OPTION_GET(opts, tracing_multi.cookies, NULL));
	attr->tracing_multi.cnt = OPTION_GET(opts, tracing_multi.cnt, 0);
	return REST_IS_ZERO(opts, tracing_multi) ? 0 : -EINVAL;
}

static int fill_netfilter(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	attr->netfilter.pf = OPTION_GET(opts, netfilter.pf, 0);
	attr->netfilter.hooknum = OPTION_GET(opts, netfilter.hooknum, 0);
	attr->netfilter.priority = OPTION_GET(opts, netfilter.priority, 0);
	attr->netfilter.flags = OPTION_GET(opts, netfilter.flags, 0);
	return REST_IS_ZERO(opts, netfilter) ? 0 : -EINVAL;
}

/* tcx, netkit and cgroup links: before or after another one, named by descriptor or by id. */
static int fill_position(struct attr_link_create *attr, __u32 relative_fd, __u32 relative_id, __u64 revision)
{
	if (relative_fd && relative_id)
		return -EINVAL;
	attr->tcx.relative_fd = relative_id ? relative_id : relative_fd;
	if (relative_id)
		attr->flags |= UAPI_BPF_F_ID;
	attr->tcx.expected_revision = revision;
	return 0;
}

static int fill_tcx(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	if (!REST_IS_ZERO(opts, tcx))
		return -EINVAL;
	return fill_position(attr, OPTION_GET(opts, tcx.relative_fd, 0), OPTION_GET(opts, tcx.relative_id, 0),
		OPTION_GET(opts, tcx.expected_revision, 0));
}

static int fill_netkit(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	if (!REST_IS_ZERO(opts, netkit))
		return -EINVAL;
	return fill_position(attr, OPTION_GET(opts, netkit.relative_fd, 0),
		OPTION_GET(opts, netkit.relative_id, 0), OPTION_GET(opts, netkit.expected_revision, 0));
}

static int fill_cgroup(struct attr_link_create *attr, const struct bpf_link_create_opts *opts)
{
	if (!REST_IS_ZERO(opts, cgroup))
		return -EINVAL;
	return fill_position(attr, OPTION_GET(opts, cgroup.relative_fd, 0),
		OPTION_GET(opts, cgroup.relative_id, 0), OPTION_GET(opts, cgroup.expected_revision, 0));
}

static int fill_by_type(struct attr_link_create *attr, int type, const struct bpf_link_create_opts *opts)
{
	switch (type) {
	case BPF_TRACE_ITER:
		attr->iter.iter_info = attr_address(OPTION_GET(opts, iter_info, NULL));
		attr->iter.iter_info_len = OPTION_GET(opts, iter_info_len, 0);
		return REST_IS_ZERO(opts, target_btf_id) ? 0 : -EINVAL;
	case BPF_PERF_EVENT:
		return fill_perf_event(attr, opts);
	case BPF_TRACE_KPROBE_MULTI:
	case UAPI_BPF_TRACE_KPROBE_SESSION:
		return fill_kprobe_multi(attr, opts);
	case UAPI_BPF_TRACE_UPROBE_MULTI:
	case UAPI_BPF_TRACE_UPROBE_SESSION:
		return fill_uprobe_multi(attr, opts);
	case BPF_TRACE_RAW_TP:
	case BPF_TRACE_FENTRY:
	case BPF_TRACE_FEXIT:
	case BPF_MODIFY_RETURN:
	case UAPI_BPF_TRACE_FSESSION:
	case BPF_LSM_MAC:
		return fill_tracing(attr, opts);
	case UAPI_BPF_TRACE_FENTRY_MULTI:
	case UAPI_BPF_TRACE_FEXIT_MULTI:
	case UAPI_BPF_TRACE_FSESSION_MULTI:
		return fill_tracing_multi(attr, opts);
	case UAPI_BPF_NETFILTER:
		return fill_netfilter(attr, opts);
	case UAPI_BPF_TCX_INGRESS:
	case UAPI_BPF_TCX_EGRESS:
		return fill_tcx(attr, opts);
	case UAPI_BPF_NETKIT_PRIMARY:
	case UAPI_BPF_NETKIT_PEER:
		return fill_netkit(attr, opts);
	case BPF_CGROUP_INET_INGRESS:
	case BPF_CGROUP_INET_EGRESS:
	case BPF_CGROUP_INET_SOCK_CREATE:
	case BPF_CGROUP_INET_SOCK_RELEASE:
	case BPF_CGROUP_INET4_BIND:
	case BPF_CGROUP_INET6_BIND:
	case BPF_CGROUP_INET4_POST_BIND:
	case BPF_CGROUP_INET6_POST_BIND:
	case BPF_CGROUP_INET4_CONNECT:
	case BPF_CGROUP_INET6_CONNECT:
	case UAPI_BPF_CGROUP_UNIX_CONNECT:
	case BPF_CGROUP_INET4_GETPEERNAME:
	case BPF_CGROUP_INET6_GETPEERNAME:
	case UAPI_BPF_CGROUP_UNIX_GETPEERNAME:
	case BPF_CGROUP_INET4_GETSOCKNAME:
	case BPF_CGROUP_INET6_GETSOCKNAME:
	case UAPI_BPF_CGROUP_UNIX_GETSOCKNAME:
	case BPF_CGROUP_UDP4_SENDMSG:
	case BPF_CGROUP_UDP6_SENDMSG:
	case UAPI_BPF_CGROUP_UNIX_SENDMSG:
	case BPF_CGROUP_UDP4_RECVMSG:
	case BPF_CGROUP_UDP6_RECVMSG:
	case UAPI_BPF_CGROUP_UNIX_RECVMSG:
	case BPF_CGROUP_SOCK_OPS:
	case BPF_CGROUP_DEVICE:
	case BPF_CGROUP_SYSCTL:
	case BPF_CGROUP_GETSOCKOPT:
	case BPF_CGROUP_SETSOCKOPT:
	case BPF_LSM_CGROUP:
		return fill_cgroup(attr, opts);
	default:
		return REST_IS_ZERO(opts, flags) ? 0 : -EINVAL;
	}
}

/* Before 5.19 (kernel/bpf/syscall.c, bpf_tracing_link) tracing links came from BPF_RAW_TRACEPOINT_OPEN alone.
 */
static bool raw_tracepoint_serves(int type, const struct attr_link_create *attr)
{
	switch (type) {
	case BPF_TRACE_RAW_TP:
	case BPF_LSM_MAC:
	case BPF_TRACE_FENTRY:
	case BPF_TRACE_FEXIT:
	case BPF_MODIFY_RETURN:
		return !attr->target_fd && !attr->tracing.target_btf_id && !attr->tracing.cookie &&
		       !attr->flags;
	default:
		return false;
	}
}

int bpf_link_create(
	int prog_fd, int target_fd, enum bpf_attach_type attach_type, const struct bpf_link_create_opts *opts)
{
	struct attr_link_create attr = {
		.prog_fd = (__u32)prog_fd, .target_fd = (__u32)target_fd, .attach_type = attach_type
	};
	__u32 target_btf_id, iter_info_len;
	int fd;

	if (!OPTS_VALID(opts, bpf_link_create_opts))
		return result_int(-EINVAL);
	iter_info_len = OPTION_GET(opts, iter_info_len, 0);
	target_btf_id = OPTION_GET(opts, target_btf_id, 0);
	/* In the kernel's struct they lie over each other and over what the attach types have. */
	if (iter_info_len && target_btf_id)
		return result_int(-EINVAL);
	attr.flags = OPTION_GET(opts, flags, 0);
	if (target_btf_id) {
		if (!REST_IS_ZERO(opts, target_btf_id))
			return result_int(-EINVAL);
		attr.target_btf_id = target_btf_id;
	} else if (fill_by_type(&attr, attach_type, opts)) {
		return result_int(-EINVAL);
	}
	fd = command_run(BPF_LINK_CREATE, &attr);
	if (fd == -EINVAL && raw_tracepoint_serves(attach_type, &attr))
		return bpf_raw_tracepoint_open(NULL, prog_fd);
	return result_fd(fd);
}

int bpf_link_detach(int link_fd)
{
	struct attr_link_detach attr = { .link_fd = (__u32)link_fd };

	return result_int(command_run(BPF_LINK_DETACH, &attr));
}

int bpf_link_update(int link_fd, int new_prog_fd, const struct bpf_link_update_opts *opts)
{
	struct attr_link_update attr = { .link_fd = (__u32)link_fd, .new_prog_fd = (__u32)new_prog_fd };
	__u32 old_prog_fd, old_map_fd;

	if (!OPTS_VALID(opts, bpf_link_update_opts))
		return result_int(-EINVAL);
	old_prog_fd = OPTION_GET(opts, old_prog_fd, 0);
	old_map_fd = OPTION_GET(opts, old_map_fd, 0);
	if (old_prog_fd && old_map_fd)
		return result_int(-EINVAL);
	attr.flags = OPTION_GET(opts, flags, 0);
	attr.old_prog_fd = old_prog_fd ? old_prog_fd : old_map_fd;
	return result_int(command_run(BPF_LINK_UPDATE, &attr));
}

int bpf_iter_create(int link_fd)
{
	struct attr_iter_create attr = { .link_fd = (__u32)link_fd };

	return result_fd(command_run(BPF_ITER_CREATE, &attr));
}
