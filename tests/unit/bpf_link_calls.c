// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What bpf_link_create() and its neighbours ask of the kernel: the fields of each attach type, and no others.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tests/harness/bpf_double.h"

#define TYPE(name) ((enum bpf_attach_type)UAPI_BPF_##name)

static const char *syms[1] = { "f" };
static const unsigned long numbers[2];
static const __u64 cookies[1];
static const __u32 ids[1];

static int answer_42(int nth, int command, void *attr)
{
	return 42;
}

static const struct attr_link_create *create(
	enum bpf_attach_type type, const struct bpf_link_create_opts *opts)
{
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_link_create(5, 6, type, opts), 42);
	CHECK_INT(BPF_NTH(attr_link_create, 0)->prog_fd, 5);
	CHECK_INT(BPF_NTH(attr_link_create, 0)->target_fd, 6);
	CHECK_INT(BPF_NTH(attr_link_create, 0)->attach_type, type);
	return BPF_ONLY(attr_link_create, BPF_LINK_CREATE);
}

static void refused(enum bpf_attach_type type, const struct bpf_link_create_opts *opts, int line)
{
	bpf_double_reset(answer_42);
	if (bpf_link_create(5, 6, type, opts) != -EINVAL || bpf_call_count)
		test_failed(__FILE__, line, "type %d was not refused", type);
}

static void simple(void)
{
	union bpf_iter_link_info info = { 0 };
	const struct attr_link_create *attr;
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = 3);

	CHECK_INT(create(BPF_XDP, NULL)->flags, 0);
	CHECK_INT(create(BPF_XDP, &opts)->flags, 3);
	opts.iter_info = &info;
	opts.iter_info_len = sizeof(info);
	attr = create(BPF_TRACE_ITER, &opts);
	CHECK(attr->iter.iter_info == attr_address(&info));
	CHECK_INT(attr->iter.iter_info_len, sizeof(info));
	/* Iterator information is nothing for XDP. */
	refused(BPF_XDP, &opts, __LINE__);
	opts.target_btf_id = 7;
	refused(BPF_TRACE_ITER, &opts, __LINE__);
	LIBBPF_OPTS_RESET(opts, .target_btf_id = 7);
	CHECK_INT(create(BPF_TRACE_FENTRY, &opts)->target_btf_id, 7);
	opts.tracing.cookie = 8;
	refused(BPF_XDP, &opts, __LINE__);
}

static void probes(void)
{
	const struct attr_link_create *attr;
	LIBBPF_OPTS(bpf_link_create_opts, opts);

	opts.perf_event.bpf_cookie = 1ULL << 40;
	CHECK_INT(create(BPF_PERF_EVENT, &opts)->perf_event.bpf_cookie, 1LL << 40);
	opts.tracing_multi.cookies = cookies;
	refused(BPF_PERF_EVENT, &opts, __LINE__);

	LIBBPF_OPTS_RESET(opts, .flags = 2);
	opts.kprobe_multi.flags = 1;
	opts.kprobe_multi.cnt = 2;
	opts.kprobe_multi.syms = syms;
	opts.kprobe_multi.addrs = numbers;
	opts.kprobe_multi.cookies = cookies;
	for (int i = 0; i < 2; i++) {
		attr = create(i ? TYPE(TRACE_KPROBE_SESSION) : BPF_TRACE_KPROBE_MULTI, &opts);
		CHECK_INT(attr->flags, 2);
		CHECK_INT(attr->kprobe_multi.flags, 1);
		CHECK_INT(attr->kprobe_multi.cnt, 2);
		CHECK(attr->kprobe_multi.syms == attr_address(syms));
		CHECK(attr->kprobe_multi.addrs == attr_address(numbers));
		CHECK(attr->kprobe_multi.cookies == attr_address(cookies));
	}
	opts.uprobe_multi.pid = 1;
	refused(BPF_TRACE_KPROBE_MULTI, &opts, __LINE__);

	LIBBPF_OPTS_RESET(opts, .flags = 0);
	opts.uprobe_multi.flags = 1;
	opts.uprobe_multi.cnt = 2;
	opts.uprobe_multi.path = syms[0];
	opts.uprobe_multi.offsets = numbers;
	opts.uprobe_multi.ref_ctr_offsets = numbers + 1;
	opts.uprobe_multi.cookies = cookies;
	opts.uprobe_multi.pid = 3;
	opts.uprobe_multi.path_fd = 4;
	for (int i = 0; i < 2; i++) {
		attr = create(i ? TYPE(TRACE_UPROBE_SESSION) : TYPE(TRACE_UPROBE_MULTI), &opts);
		CHECK_INT(attr->uprobe_multi.flags, 1);
		CHECK_INT(attr->uprobe_multi.cnt, 2);
		CHECK(attr->uprobe_multi.path == attr_address(syms[0]));
		CHECK(attr->uprobe_multi.offsets == attr_address(numbers));
		CHECK(attr->uprobe_multi.ref_ctr_offsets == attr_address(numbers + 1));
		CHECK(attr->uprobe_multi.cookies == attr_address(cookies));
		CHECK_INT(attr->uprobe_multi.pid, 3);
		CHECK_INT(attr->uprobe_multi.path_fd, 4);
	}
}

static void tracing(void)
{
	static const int one[] = { BPF_TRACE_RAW_TP, BPF_TRACE_FENTRY, BPF_TRACE_FEXIT, BPF_MODIFY_RETURN,
		BPF_LSM_MAC, UAPI_BPF_TRACE_FSESSION };
	static const int multi[] = { UAPI_BPF_TRACE_FENTRY_MULTI, UAPI_BPF_TRACE_FEXIT_MULTI,
		UAPI_BPF_TRACE_FSESSION_MULTI };
	const struct attr_link_create *attr;
	LIBBPF_OPTS(bpf_link_create_opts, opts);

	opts.tracing.cookie = 9;
	for (int i = 0; i < 6; i++)
		CHECK_INT(create((enum bpf_attach_type)one[i], &opts)->tracing.cookie, 9);
	opts.kprobe_multi.syms = syms;
	refused(BPF_TRACE_FENTRY, &opts, __LINE__);

	LIBBPF_OPTS_RESET(opts, .flags = 0);
	opts.tracing_multi.ids = ids;
	opts.tracing_multi.cookies = cookies;
	opts.tracing_multi.cnt = 3;
	for (int i = 0; i < 3; i++) {
		attr = create((enum bpf_attach_type)multi[i], &opts);
		CHECK(attr->tracing_multi.ids == attr_address(ids));
		CHECK(attr->tracing_multi.cookies == attr_address(cookies));
		CHECK_INT(attr->tracing_multi.cnt, 3);
	}
}

static void network(void)
{
	static const int positioned[] = { UAPI_BPF_TCX_INGRESS, UAPI_BPF_TCX_EGRESS, UAPI_BPF_NETKIT_PRIMARY,
		UAPI_BPF_NETKIT_PEER, BPF_CGROUP_INET_INGRESS, BPF_CGROUP_SETSOCKOPT, BPF_LSM_CGROUP,
		UAPI_BPF_CGROUP_UNIX_CONNECT };
	const struct attr_link_create *attr;
	LIBBPF_OPTS(bpf_link_create_opts, opts);

	opts.netfilter.pf = 2;
	opts.netfilter.hooknum = 3;
	opts.netfilter.priority = -128;
	opts.netfilter.flags = 1;
	attr = create(TYPE(NETFILTER), &opts);
	CHECK_INT(attr->netfilter.pf, 2);
	CHECK_INT(attr->netfilter.hooknum, 3);
	CHECK_INT(attr->netfilter.priority, -128);
	CHECK_INT(attr->netfilter.flags, 1);
	opts.kprobe_multi.addrs = numbers;
	refused(TYPE(NETFILTER), &opts, __LINE__);

	for (int i = 0; i < 8; i++) {
		enum bpf_attach_type type = (enum bpf_attach_type)positioned[i];

		LIBBPF_OPTS_RESET(opts, .flags = UAPI_BPF_F_BEFORE);
		opts.tcx.relative_fd = 11;
		opts.tcx.expected_revision = 12;
		attr = create(type, &opts);
		CHECK_INT(attr->tcx.relative_fd, 11);
		CHECK_INT(attr->tcx.expected_revision, 12);
		CHECK_INT(attr->flags, UAPI_BPF_F_BEFORE);
		/* By id: the kernel is told that it is one. */
		opts.tcx.relative_fd = 0;
		opts.tcx.relative_id = 13;
		attr = create(type, &opts);
		CHECK_INT(attr->tcx.relative_fd, 13);
		CHECK_INT(attr->flags, UAPI_BPF_F_BEFORE | UAPI_BPF_F_ID);
		opts.tcx.relative_fd = 11;
		refused(type, &opts, __LINE__);
		LIBBPF_OPTS_RESET(opts, .flags = 0);
		opts.kprobe_multi.addrs = numbers;
		refused(type, &opts, __LINE__);
	}
}

static int only_raw_tracepoint_open(int nth, int command, void *attr)
{
	return command == BPF_RAW_TRACEPOINT_OPEN ? 42 : -EINVAL;
}

static void tracing_links_of_older_kernels(void)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts);

	bpf_double_reset(only_raw_tracepoint_open);
	CHECK_INT(bpf_link_create(5, 0, BPF_TRACE_FENTRY, NULL), 42);
	CHECK_INT(bpf_calls[1].command, BPF_RAW_TRACEPOINT_OPEN);
	CHECK_INT(BPF_NTH(attr_raw_tracepoint, 1)->prog_fd, 5);
	CHECK_INT(BPF_NTH(attr_raw_tracepoint, 1)->name, 0);
	/* Not where that command could not do what was asked. */
	opts.tracing.cookie = 1;
	CHECK_INT(bpf_link_create(5, 0, BPF_TRACE_FENTRY, &opts), -EINVAL);
	CHECK_INT(bpf_link_create(5, 1, BPF_TRACE_FENTRY, NULL), -EINVAL);
	CHECK_INT(bpf_link_create(5, 0, BPF_XDP, NULL), -EINVAL);
	CHECK_INT(bpf_call_count, 5);
}

static void others(void)
{
	LIBBPF_OPTS(bpf_link_update_opts, update, .flags = 4, .old_prog_fd = 8);
	LIBBPF_OPTS(bpf_raw_tp_opts, raw, .tp_name = "sched_switch", .cookie = 77);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_link_update(6, 7, &update), 0);
	CHECK_INT(BPF_ONLY(attr_link_update, BPF_LINK_UPDATE)->link_fd, 6);
	CHECK_INT(BPF_NTH(attr_link_update, 0)->new_prog_fd, 7);
	CHECK_INT(BPF_NTH(attr_link_update, 0)->flags, 4);
	CHECK_INT(BPF_NTH(attr_link_update, 0)->old_prog_fd, 8);
	update.old_map_fd = 9;
	CHECK_INT(bpf_link_update(6, 7, &update), -EINVAL);
	update.old_prog_fd = 0;
	bpf_double_reset(NULL);
	CHECK_INT(bpf_link_update(6, 7, &update), 0);
	CHECK_INT(BPF_NTH(attr_link_update, 0)->old_prog_fd, 9);

	bpf_double_reset(NULL);
	CHECK_INT(bpf_link_detach(6), 0);
	CHECK_INT(BPF_ONLY(attr_link_detach, BPF_LINK_DETACH)->link_fd, 6);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_iter_create(6), 42);
	CHECK_INT(BPF_ONLY(attr_iter_create, BPF_ITER_CREATE)->link_fd, 6);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_raw_tracepoint_open_opts(6, &raw), 42);
	CHECK(BPF_ONLY(attr_raw_tracepoint, BPF_RAW_TRACEPOINT_OPEN)->name == attr_address(raw.tp_name));
	CHECK_INT(BPF_NTH(attr_raw_tracepoint, 0)->prog_fd, 6);
	CHECK_INT(BPF_NTH(attr_raw_tracepoint, 0)->cookie, 77);
	bpf_double_reset(answer_42);
	CHECK_INT(bpf_raw_tracepoint_open("x", 6), 42);
	CHECK_INT(BPF_ONLY(attr_raw_tracepoint, BPF_RAW_TRACEPOINT_OPEN)->cookie, 0);
}

int main(void)
{
	test_begin();
	libbpf_set_print(NULL);
	simple();
	probes();
	tracing();
	network();
	tracing_links_of_older_kernels();
	others();
	return test_end();
}
