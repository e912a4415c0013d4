// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_tc_*: traffic control, whose messages netlink/ writes; here is libbpf's form of it. A hook is a clsact qdisc;
 * what exists already, or is gone already, is a result and no complaint.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>

#include "base/traffic_control.h"
#include "loader/print.h"
#include "loader/result.h"

static int report(int code, const struct xsk_error *err)
{
	if (code && code != -EEXIST && code != -ENOENT && *err->text)
		print_warn("%s\n", err->text);
	return result_int(code);
}

/* The kernel's parent of a hook. BPF_TC_CUSTOM: the caller's; the others: none of the caller's. */
static int parent_of(const struct bpf_tc_hook *hook, uint32_t *parent)
{
	uint32_t given = OPTION_GET(hook, parent, 0);

	switch (OPTION_GET(hook, attach_point, 0)) {
	case BPF_TC_INGRESS:
		*parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
		return given ? -EINVAL : 0;
	case BPF_TC_EGRESS:
		*parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);
		return given ? -EINVAL : 0;
	case BPF_TC_CUSTOM:
		*parent = given;
		return given ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

static bool hook_is_valid(const struct bpf_tc_hook *hook)
{
	return hook && OPTS_VALID(hook, bpf_tc_hook) && OPTION_GET(hook, ifindex, 0) > 0;
}

int bpf_tc_hook_create(struct bpf_tc_hook *hook)
{
	unsigned int point;
	struct xsk_error err = { 0 };

	if (!hook_is_valid(hook))
		return result_int(-EINVAL);
	point = OPTION_GET(hook, attach_point, 0);
	if (point & BPF_TC_CUSTOM)
		return result_int(-EOPNOTSUPP);
	if (!(point & (BPF_TC_INGRESS | BPF_TC_EGRESS)) || OPTION_GET(hook, parent, 0))
		return result_int(-EINVAL);
	return report(tc_clsact_create(hook->ifindex, &err), &err);
}

/* Both directions: the qdisc with all its filters; one: the filters of that direction. */
int bpf_tc_hook_destroy(struct bpf_tc_hook *hook)
{
	struct xsk_error err = { 0 };
	uint32_t parent;
	int code;

	if (!hook_is_valid(hook))
		return result_int(-EINVAL);
	if (OPTION_GET(hook, attach_point, 0) == (BPF_TC_INGRESS | BPF_TC_EGRESS))
		return OPTION_GET(hook, parent, 0) ? result_int(-EINVAL)
						   : report(tc_clsact_delete(hook->ifindex, &err), &err);
	if (OPTION_GET(hook, attach_point, 0) == BPF_TC_CUSTOM)
		return result_int(-EOPNOTSUPP);
	code = parent_of(hook, &parent);
	return code ? result_int(code) : report(tc_filter_flush(hook->ifindex, parent, &err), &err);
}

static bool opts_are_valid(const struct bpf_tc_opts *opts)
{
	return opts && OPTS_VALID(opts, bpf_tc_opts) && OPTION_GET(opts, priority, 0) <= UINT16_MAX;
}

int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	struct bpf_prog_info info = { 0 };
	__u32 info_bytes = sizeof(info), flags;
	struct tc_filter filter = { 0 };
	struct xsk_error err = { 0 };
	int code;

	if (!hook_is_valid(hook) || !opts_are_valid(opts))
		return result_int(-EINVAL);
	flags = OPTION_GET(opts, flags, 0);
	filter = (struct tc_filter){ .ifindex = hook->ifindex,
		.handle = OPTION_GET(opts, handle, 0),
		.priority = OPTION_GET(opts, priority, 0),
		.program_fd = OPTION_GET(opts, prog_fd, 0),
		.replace = flags & BPF_TC_F_REPLACE };
	if (filter.program_fd <= 0 || OPTION_GET(opts, prog_id, 0) || flags & ~(__u32)BPF_TC_F_REPLACE)
		return result_int(-EINVAL);
	code = parent_of(hook, &filter.parent);
	if (!code)
		code = bpf_prog_get_info_by_fd(filter.program_fd, &info, &info_bytes);
	if (code)
		return result_int(code);
	filter.program_name = info.name;
	filter.program_id = info.id;
	code = tc_filter_create(&filter, &err);
	if (code)
		return report(code, &err);
	OPTION_SET(opts, handle, filter.handle);
	OPTION_SET(opts, priority, filter.priority);
	OPTION_SET(opts, prog_id, info.id);
	return 0;
}

/* Detach and query name a filter by handle and priority, and nothing else. */
static int name_filter(
	const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts, struct tc_filter *filter)
{
	if (!hook_is_valid(hook) || !opts_are_valid(opts))
		return -EINVAL;
	*filter = (struct tc_filter){ .ifindex = hook->ifindex,
		.handle = OPTION_GET(opts, handle, 0),
		.priority = OPTION_GET(opts, priority, 0) };
	if (OPTION_GET(opts, prog_fd, 0) || OPTION_GET(opts, prog_id, 0) || OPTION_GET(opts, flags, 0) ||
		!filter->handle || !filter->priority)
		return -EINVAL;
	return parent_of(hook, &filter->parent);
}

int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	struct xsk_error err = { 0 };
	struct tc_filter filter;
	int code = name_filter(hook, opts, &filter);

	return code ? result_int(code) : report(tc_filter_delete(&filter, &err), &err);
}

int bpf_tc_query(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	struct xsk_error err = { 0 };
	struct tc_filter filter;
	int code = name_filter(hook, opts, &filter);

	if (code)
		return result_int(code);
	code = tc_filter_query(&filter, &err);
	if (code)
		return report(code, &err);
	OPTION_SET(opts, prog_id, filter.program_id);
	OPTION_SET(opts, handle, filter.handle);
	OPTION_SET(opts, priority, filter.priority);
	return 0;
}
