// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Hooks that take a link by one bpf(2) call: a program, a target, an attach type, and what the hook wants to
 * know. Cgroups, network namespaces, socket maps, XDP, tcx, netkit, netfilter, iterators, tracing and LSM,
 * raw tracepoints, replaced functions.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "loader/attach/link.h"
#include "loader/kernel/uapi.h"
#include "loader/load/attach_name.h"
#include "loader/result.h"

static struct bpf_link *attach(const struct bpf_program *program, int target, const char *where,
	const struct bpf_link_create_opts *opts)
{
	int fd;

	if (attach_check_loaded(program))
		return NULL;
	fd = bpf_link_create(program->fd, target, program->expected_attach_type, opts);
	return attach_result(program, fd, where, NULL);
}

struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd)
{
	return attach(prog, cgroup_fd, "cgroup", NULL);
}

struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd)
{
	return attach(prog, netns_fd, "network namespace", NULL);
}

struct bpf_link *bpf_program__attach_sockmap(const struct bpf_program *prog, int map_fd)
{
	return attach(prog, map_fd, "socket map", NULL);
}

struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex)
{
	return attach(prog, ifindex, "XDP", NULL);
}

/* tcx, netkit and cgroups place a program relative to another one. */
struct place {
	__u32 flags, relative_fd, relative_id;
	__u64 expected_revision;
};

static bool place_is_double(const struct bpf_program *program, const struct place *place, const char *where)
{
	if (!place->relative_fd || !place->relative_id)
		return false;
	attach_fail(program, -EINVAL, "give one of the two", "%s: both relative_fd and relative_id", where);
	return true;
}

#define PLACE_OF(opts)                                                                           \
	{                                                                                        \
		OPTION_GET(opts, flags, 0), OPTION_GET(opts, relative_fd, 0),                    \
			OPTION_GET(opts, relative_id, 0), OPTION_GET(opts, expected_revision, 0) \
	}

struct bpf_link *bpf_program__attach_cgroup_opts(
	const struct bpf_program *prog, int cgroup_fd, const struct bpf_cgroup_opts *opts)
{
	const struct place place = PLACE_OF(opts);
	LIBBPF_OPTS(bpf_link_create_opts, create, .flags = place.flags,
		.cgroup.relative_fd = place.relative_fd, .cgroup.relative_id = place.relative_id,
		.cgroup.expected_revision = place.expected_revision);

	if (!OPTS_VALID(opts, bpf_cgroup_opts))
		return attach_refuse_opts(prog, "cgroup");
	return place_is_double(prog, &place, "cgroup") ? NULL : attach(prog, cgroup_fd, "cgroup", &create);
}

struct bpf_link *bpf_program__attach_tcx(
	const struct bpf_program *prog, int ifindex, const struct bpf_tcx_opts *opts)
{
	const struct place place = PLACE_OF(opts);
	LIBBPF_OPTS(bpf_link_create_opts, create, .flags = place.flags, .tcx.relative_fd = place.relative_fd,
		.tcx.relative_id = place.relative_id, .tcx.expected_revision = place.expected_revision);

	if (!OPTS_VALID(opts, bpf_tcx_opts))
		return attach_refuse_opts(prog, "tcx");
	if (!ifindex)
		return attach_fail(
			prog, -EINVAL, "if_nametoindex() tells the index", "tcx: interface index 0");
	return place_is_double(prog, &place, "tcx") ? NULL : attach(prog, ifindex, "tcx", &create);
}

struct bpf_link *bpf_program__attach_netkit(
	const struct bpf_program *prog, int ifindex, const struct bpf_netkit_opts *opts)
{
	const struct place place = PLACE_OF(opts);
	LIBBPF_OPTS(bpf_link_create_opts, create, .flags = place.flags,
		.netkit.relative_fd = place.relative_fd, .netkit.relative_id = place.relative_id,
		.netkit.expected_revision = place.expected_revision);

	if (!OPTS_VALID(opts, bpf_netkit_opts))
		return attach_refuse_opts(prog, "netkit");
	if (!ifindex)
		return attach_fail(
			prog, -EINVAL, "if_nametoindex() tells the index", "netkit: interface index 0");
	return place_is_double(prog, &place, "netkit") ? NULL : attach(prog, ifindex, "netkit", &create);
}

struct bpf_link *bpf_program__attach_netfilter(
	const struct bpf_program *prog, const struct bpf_netfilter_opts *opts)
{
	LIBBPF_OPTS(bpf_link_create_opts, create, .netfilter.pf = OPTION_GET(opts, pf, 0),
		.netfilter.hooknum = OPTION_GET(opts, hooknum, 0),
		.netfilter.priority = OPTION_GET(opts, priority, 0),
		.netfilter.flags = OPTION_GET(opts, flags, 0));
	int fd;

	if (!OPTS_VALID(opts, bpf_netfilter_opts))
		return attach_refuse_opts(prog, "netfilter");
	if (attach_check_loaded(prog))
		return NULL;
	fd = bpf_link_create(prog->fd, 0, (enum bpf_attach_type)UAPI_BPF_NETFILTER, &create);
	return attach_result(prog, fd, "netfilter", NULL);
}

struct bpf_link *bpf_program__attach_iter(
	const struct bpf_program *prog, const struct bpf_iter_attach_opts *opts)
{
	LIBBPF_OPTS(bpf_link_create_opts, create, .iter_info = OPTION_GET(opts, link_info, NULL),
		.iter_info_len = OPTION_GET(opts, link_info_len, 0));
	int fd;

	if (!OPTS_VALID(opts, bpf_iter_attach_opts))
		return attach_refuse_opts(prog, "iterator");
	if (attach_check_loaded(prog))
		return NULL;
	fd = bpf_link_create(prog->fd, 0, BPF_TRACE_ITER, &create);
	return attach_result(prog, fd, "iterator", NULL);
}

struct bpf_link *bpf_program__attach_trace_opts(
	const struct bpf_program *prog, const struct bpf_trace_opts *opts)
{
	LIBBPF_OPTS(bpf_link_create_opts, create, .tracing.cookie = OPTION_GET(opts, cookie, 0));

	if (!OPTS_VALID(opts, bpf_trace_opts))
		return attach_refuse_opts(prog, "tracing");
	return attach(prog, 0, "tracing", &create);
}

struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog)
{
	return bpf_program__attach_trace_opts(prog, NULL);
}

struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog)
{
	return attach(prog, 0, "LSM hook", NULL);
}

struct bpf_link *bpf_program__attach_raw_tracepoint_opts(
	const struct bpf_program *prog, const char *tp_name, struct bpf_raw_tracepoint_opts *opts)
{
	LIBBPF_OPTS(bpf_raw_tp_opts, raw, .tp_name = tp_name, .cookie = OPTION_GET(opts, cookie, 0));
	char where[160];
	int fd;

	if (!OPTS_VALID(opts, bpf_raw_tracepoint_opts))
		return attach_refuse_opts(prog, "raw tracepoint");
	if (attach_check_loaded(prog))
		return NULL;
	snprintf(where, sizeof(where), "raw tracepoint '%s'", tp_name ? tp_name : "");
	fd = bpf_raw_tracepoint_open_opts(prog->fd, &raw);
	return attach_result(
		prog, fd, where, fd == -ENOENT ? "the kernel has no tracepoint of that name" : NULL);
}

struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog, const char *tp_name)
{
	return bpf_program__attach_raw_tracepoint_opts(prog, tp_name, NULL);
}

struct bpf_link *bpf_program__attach_freplace(
	const struct bpf_program *prog, int target_fd, const char *attach_func_name)
{
	LIBBPF_OPTS(bpf_link_create_opts, create);
	struct xsk_object_error err;
	int fd, id;

	if (!!target_fd != !!attach_func_name)
		return attach_fail(prog, -EINVAL, "give both, or 0 and NULL",
			"freplace: a target program without its function, or the other way round");
	if (prog->type != BPF_PROG_TYPE_EXT)
		return attach_fail(
			prog, -EINVAL, "SEC(\"freplace\")", "only a program of type EXT replaces a function");
	if (!target_fd)
		return bpf_program__attach_trace(prog); /* the target was given before the load */
	if (attach_check_loaded(prog))
		return NULL;
	id = attach_function_of_program(prog, target_fd, attach_func_name, &err);
	if (id < 0)
		return attach_fail(prog, id, NULL, "%s", err.text);
	create.target_btf_id = (__u32)id;
	fd = bpf_link_create(prog->fd, target_fd, (enum bpf_attach_type)0, &create);
	return attach_result(prog, fd, "function of another program", NULL);
}
