// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What each attach function answers: to programs of its own kind and of others, loaded and not, with options
 * that the library does not know, and targets that do not exist. Written against libbpf's documentation; run
 * with both libraries.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/pkt_sched.h>
#include <linux/if_link.h>

#include "show.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

#define LINK(call) SHOW_OBJECT(call, bpf_link__destroy)

static struct bpf_program *named(struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	if (!program) {
		printf("no program %s\n", name);
		exit(1);
	}
	return program;
}

static void show_probes(struct bpf_object *object)
{
	struct bpf_program *kprobe = named(object, "on_kprobe"), *uprobe = named(object, "on_uprobe"),
			   *xdp = named(object, "on_xdp"), *multi = named(object, "on_uprobe_multi");
	LARGER(struct bpf_kprobe_opts, kprobe_more);
	LARGER(struct bpf_kprobe_multi_opts, multi_more);
	LARGER(struct bpf_uprobe_opts, uprobe_more);
	LARGER(struct bpf_uprobe_multi_opts, uprobe_multi_more);
	LARGER(struct bpf_ksyscall_opts, ksyscall_more);
	LARGER(struct bpf_usdt_opts, usdt_more);
	LIBBPF_OPTS(bpf_kprobe_opts, offset, .offset = 8, .retprobe = true);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, empty);
	LIBBPF_OPTS(bpf_uprobe_multi_opts, uprobe_empty);
	LIBBPF_OPTS(bpf_uprobe_opts, by_name, .func_name = "no_such_function_at_all");

	LINK(bpf_program__attach_kprobe(kprobe, false, "no_such_function_at_all"));
	LINK(bpf_program__attach_kprobe(kprobe, true, "no_such_function_at_all"));
	LINK(bpf_program__attach_kprobe(xdp, false, "no_such_function_at_all"));
	LINK(bpf_program__attach_kprobe_opts(kprobe, "no_such_function_at_all", &offset));
	LINK(bpf_program__attach_kprobe_opts(kprobe, "no_such_function_at_all", (void *)&kprobe_more));
	kprobe_more.more[3] = 1;
	LINK(bpf_program__attach_kprobe_opts(kprobe, "do_exit", (void *)&kprobe_more));
	LINK(bpf_program__attach_kprobe_multi_opts(kprobe, NULL, NULL));
	LINK(bpf_program__attach_kprobe_multi_opts(kprobe, "no_such_function_*", &empty));
	LINK(bpf_program__attach_kprobe_multi_opts(kprobe, NULL, &empty));
	multi_more.more[0] = 1;
	LINK(bpf_program__attach_kprobe_multi_opts(kprobe, "do_exit", (void *)&multi_more));
	LINK(bpf_program__attach_ksyscall(kprobe, "no_such_call", NULL));
	ksyscall_more.more[0] = 1;
	LINK(bpf_program__attach_ksyscall(kprobe, "getpgid", (void *)&ksyscall_more));

	LINK(bpf_program__attach_uprobe(uprobe, false, -1, "/proc/self/exe", 0));
	LINK(bpf_program__attach_uprobe(uprobe, true, 0, "/proc/self/exe", 0));
	LINK(bpf_program__attach_uprobe(uprobe, false, -1, "/no/such/file", 0));
	LINK(bpf_program__attach_uprobe(uprobe, false, -1, "/proc/self/exe", 1UL << 40));
	LINK(bpf_program__attach_uprobe(xdp, false, -1, "/proc/self/exe", 0));
	LINK(bpf_program__attach_uprobe_opts(uprobe, -1, NULL, 0, NULL));
	LINK(bpf_program__attach_uprobe_opts(uprobe, -1, "no-such-program-in-path", 0, &by_name));
	LINK(bpf_program__attach_uprobe_opts(uprobe, -1, "/proc/self/exe", 0, &by_name));
	uprobe_more.more[0] = 1;
	LINK(bpf_program__attach_uprobe_opts(uprobe, -1, "/proc/self/exe", 0, (void *)&uprobe_more));
	LINK(bpf_program__attach_uprobe_multi(multi, -1, "/proc/self/exe", "no_such_*", NULL));
	LINK(bpf_program__attach_uprobe_multi(multi, -1, "/proc/self/exe", NULL, &uprobe_empty));
	LINK(bpf_program__attach_uprobe_multi(multi, -1, "/no/such/file", "main", NULL));
	LINK(bpf_program__attach_uprobe_multi(multi, -1, NULL, "main", NULL));
	uprobe_multi_more.more[0] = 1;
	LINK(bpf_program__attach_uprobe_multi(
		multi, -1, "/proc/self/exe", "main", (void *)&uprobe_multi_more));
	LINK(bpf_program__attach_usdt(uprobe, -1, "/proc/self/exe", "xsk", "none", NULL));
	LINK(bpf_program__attach_usdt(uprobe, -1, "/no/such/file", "xsk", "none", NULL));
	LINK(bpf_program__attach_usdt(uprobe, -1, NULL, "xsk", "none", NULL));
	usdt_more.more[0] = 1;
	LINK(bpf_program__attach_usdt(uprobe, -1, "/proc/self/exe", "xsk", "none", (void *)&usdt_more));
}

static void show_tracing(struct bpf_object *object)
{
	struct bpf_program *tracepoint = named(object, "on_tracepoint"),
			   *raw = named(object, "on_raw_tracepoint"), *btf = named(object, "on_tp_btf"),
			   *perf = named(object, "on_perf_event"), *iterator = named(object, "on_iterator"),
			   *xdp = named(object, "on_xdp");
	LARGER(struct bpf_tracepoint_opts, tracepoint_more);
	LARGER(struct bpf_raw_tracepoint_opts, raw_more);
	LARGER(struct bpf_trace_opts, trace_more);
	LARGER(struct bpf_perf_event_opts, perf_more);
	LARGER(struct bpf_iter_attach_opts, iter_more);
	LIBBPF_OPTS(bpf_tracepoint_opts, cookie, .bpf_cookie = 5);
	LIBBPF_OPTS(bpf_raw_tracepoint_opts, raw_cookie, .cookie = 6);
	LIBBPF_OPTS(bpf_trace_opts, trace_cookie, .cookie = 7);

	LINK(bpf_program__attach_tracepoint(tracepoint, "syscalls", "sys_enter_getpgid"));
	LINK(bpf_program__attach_tracepoint(tracepoint, "syscalls", "no_such_tracepoint"));
	LINK(bpf_program__attach_tracepoint(xdp, "syscalls", "sys_enter_getpgid"));
	LINK(bpf_program__attach_tracepoint_opts(tracepoint, "syscalls", "sys_enter_getpgid", &cookie));
	LINK(bpf_program__attach_tracepoint_opts(
		tracepoint, "syscalls", "sys_enter_getpgid", (void *)&tracepoint_more));
	tracepoint_more.more[0] = 1;
	LINK(bpf_program__attach_tracepoint_opts(
		tracepoint, "syscalls", "sys_enter_getpgid", (void *)&tracepoint_more));
	LINK(bpf_program__attach_raw_tracepoint(raw, "sys_enter"));
	LINK(bpf_program__attach_raw_tracepoint(raw, "no_such_tracepoint"));
	LINK(bpf_program__attach_raw_tracepoint(xdp, "sys_enter"));
	LINK(bpf_program__attach_raw_tracepoint_opts(raw, "sys_enter", &raw_cookie));
	raw_more.more[0] = 1;
	LINK(bpf_program__attach_raw_tracepoint_opts(raw, "sys_enter", (void *)&raw_more));
	LINK(bpf_program__attach_trace(btf));
	LINK(bpf_program__attach_trace_opts(btf, &trace_cookie));
	LINK(bpf_program__attach_trace(xdp));
	trace_more.more[0] = 1;
	LINK(bpf_program__attach_trace_opts(btf, (void *)&trace_more));
	LINK(bpf_program__attach_lsm(btf));
	LINK(bpf_program__attach_lsm(xdp));
	LINK(bpf_program__attach_perf_event(perf, -1));
	LINK(bpf_program__attach_perf_event(perf, 0));
	LINK(bpf_program__attach_perf_event_opts(perf, -1, NULL));
	perf_more.more[0] = 1;
	LINK(bpf_program__attach_perf_event_opts(perf, 0, (void *)&perf_more));
	LINK(bpf_program__attach_iter(iterator, NULL));
	LINK(bpf_program__attach_iter(xdp, NULL));
	iter_more.more[0] = 1;
	LINK(bpf_program__attach_iter(iterator, (void *)&iter_more));
}

static void show_network(struct bpf_object *object)
{
	struct bpf_program *xdp = named(object, "on_xdp"), *tcx = named(object, "on_tcx_ingress"),
			   *cgroup = named(object, "on_cgroup"), *filter = named(object, "on_netfilter"),
			   *sockmap = named(object, "on_sockmap");
	LARGER(struct bpf_tcx_opts, tcx_more);
	LARGER(struct bpf_netkit_opts, netkit_more);
	LARGER(struct bpf_cgroup_opts, cgroup_more);
	LARGER(struct bpf_netfilter_opts, filter_more);
	LIBBPF_OPTS(bpf_tcx_opts, both, .relative_fd = 1, .relative_id = 1);
	LIBBPF_OPTS(bpf_netkit_opts, netkit_both, .relative_fd = 1, .relative_id = 1);
	LIBBPF_OPTS(bpf_cgroup_opts, cgroup_both, .relative_fd = 1, .relative_id = 1);
	LIBBPF_OPTS(bpf_netfilter_opts, ipv4, .pf = 2, .hooknum = 0, .priority = 5);

	LINK(bpf_program__attach_xdp(xdp, 1));
	LINK(bpf_program__attach_xdp(xdp, 77));
	LINK(bpf_program__attach_xdp(tcx, 1));
	LINK(bpf_program__attach_tcx(tcx, 1, NULL));
	LINK(bpf_program__attach_tcx(tcx, 0, NULL));
	LINK(bpf_program__attach_tcx(tcx, 77, NULL));
	LINK(bpf_program__attach_tcx(xdp, 1, NULL));
	LINK(bpf_program__attach_tcx(tcx, 1, &both));
	tcx_more.more[0] = 1;
	LINK(bpf_program__attach_tcx(tcx, 1, (void *)&tcx_more));
	LINK(bpf_program__attach_netkit(tcx, 1, NULL));
	LINK(bpf_program__attach_netkit(tcx, 0, NULL));
	LINK(bpf_program__attach_netkit(tcx, 1, &netkit_both));
	netkit_more.more[0] = 1;
	LINK(bpf_program__attach_netkit(tcx, 1, (void *)&netkit_more));
	LINK(bpf_program__attach_netns(xdp, 0));
	LINK(bpf_program__attach_netns(xdp, -1));
	LINK(bpf_program__attach_sockmap(sockmap, bpf_object__find_map_fd_by_name(object, "sockets")));
	LINK(bpf_program__attach_sockmap(sockmap, -1));
	LINK(bpf_program__attach_sockmap(xdp, bpf_object__find_map_fd_by_name(object, "sockets")));
	LINK(bpf_program__attach_cgroup(cgroup, -1));
	LINK(bpf_program__attach_cgroup(cgroup, 0));
	LINK(bpf_program__attach_cgroup_opts(cgroup, 0, NULL));
	LINK(bpf_program__attach_cgroup_opts(cgroup, 0, &cgroup_both));
	cgroup_more.more[0] = 1;
	LINK(bpf_program__attach_cgroup_opts(cgroup, 0, (void *)&cgroup_more));
	LINK(bpf_program__attach_netfilter(filter, NULL));
	LINK(bpf_program__attach_netfilter(filter, &ipv4));
	filter_more.more[0] = 1;
	LINK(bpf_program__attach_netfilter(filter, (void *)&filter_more));
	LINK(bpf_program__attach_freplace(xdp, 0, NULL));
	LINK(bpf_program__attach_freplace(xdp, 1, "entry"));
	LINK(bpf_program__attach_freplace(xdp, -1, "entry"));
	LINK(bpf_program__attach(xdp));
	LINK(bpf_program__attach(named(object, "on_uprobe")));
	LINK(bpf_program__attach(named(object, "on_uretprobe")));
	LINK(bpf_program__attach(named(object, "on_tracepoint")));
}

static void show_link(struct bpf_object *object)
{
	struct bpf_program *xdp = named(object, "on_xdp");
	struct bpf_link *link = bpf_program__attach_xdp(xdp, 1);

	if (!link) {
		printf("no link to loopback: %d\n", errno);
		return;
	}
	SHOW_TEXT(bpf_link__pin_path(link));
	SHOW(bpf_link__unpin(link));
	SHOW(bpf_link__pin(link, "/tmp/elsewhere"));
	SHOW(bpf_link__pin(link, PINS "/no/such/folder"));
	SHOW(bpf_link__pin(link, PINS "/link"));
	SHOW(bpf_link__pin(link, PINS "/again"));
	SHOW_TEXT(bpf_link__pin_path(link));
	SHOW_OBJECT(bpf_link__open(PINS "/link"), bpf_link__destroy);
	SHOW_OBJECT(bpf_link__open(PINS "/none"), bpf_link__destroy);
	SHOW(bpf_link__update_program(link, xdp));
	SHOW(bpf_link__update_program(link, named(object, "on_tcx_ingress")));
	SHOW(bpf_link__unpin(link));
	SHOW_TEXT(bpf_link__pin_path(link));
	SHOW(bpf_link__detach(link));
	SHOW(bpf_link__detach(link));
	SHOW(bpf_link__destroy(link));
	SHOW(bpf_link__destroy(NULL));
}

static void show_tc(struct bpf_object *object)
{
	int fd = bpf_program__fd(named(object, "on_tcx_ingress"));
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = 1, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_hook, nowhere, .ifindex = 0, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_hook, custom, .ifindex = 1, .attach_point = BPF_TC_CUSTOM);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = fd, .handle = 1, .priority = 1);
	LIBBPF_OPTS(bpf_tc_opts, query, .handle = 1, .priority = 1);
	LIBBPF_OPTS(bpf_tc_opts, no_handle, .priority = 1);
	LIBBPF_OPTS(bpf_tc_opts, with_fd, .prog_fd = fd, .handle = 1, .priority = 1);

	LIBBPF_OPTS(bpf_tc_hook, egress, .ifindex = 1, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_hook, both, .ifindex = 1, .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_hook, absent, .ifindex = 99999, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_hook, ingress_of, .ifindex = 1, .attach_point = BPF_TC_INGRESS, .parent = 1);
	LIBBPF_OPTS(bpf_tc_hook, own_parent, .ifindex = 1, .attach_point = BPF_TC_CUSTOM,
		.parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS));
	LIBBPF_OPTS(bpf_tc_hook, no_such_parent, .ifindex = 1, .attach_point = BPF_TC_CUSTOM,
		.parent = TC_H_MAKE(7u << 16, 0));
	LIBBPF_OPTS(bpf_tc_opts, chosen, .prog_fd = fd);
	LIBBPF_OPTS(bpf_tc_opts, no_fd, .handle = 1);
	LIBBPF_OPTS(bpf_tc_opts, bad_fd, .prog_fd = 9999);
	LIBBPF_OPTS(bpf_tc_opts, with_id, .prog_fd = fd, .prog_id = 1);
	LIBBPF_OPTS(bpf_tc_opts, flags, .prog_fd = fd, .flags = 2);
	LIBBPF_OPTS(bpf_tc_opts, priority, .prog_fd = fd, .handle = 1, .priority = 65536);
	LIBBPF_OPTS(bpf_tc_opts, query_priority, .handle = 1, .priority = 65536);

	SHOW(bpf_tc_attach(&hook, &chosen));
	SHOW(bpf_tc_query(&hook, &query));
	SHOW(bpf_tc_hook_destroy(&hook));
	SHOW(bpf_tc_hook_create(&ingress_of));
	SHOW(bpf_tc_hook_create(&own_parent));
	SHOW(bpf_tc_hook_create(&absent));
	SHOW(bpf_tc_hook_create(&both));
	SHOW(bpf_tc_hook_create(&egress));
	SHOW(bpf_tc_attach(&both, &chosen));
	SHOW(bpf_tc_attach(&ingress_of, &chosen));
	SHOW(bpf_tc_attach(&no_such_parent, &chosen));
	SHOW(bpf_tc_attach(&absent, &chosen));
	SHOW(bpf_tc_attach(&hook, &no_fd));
	SHOW(bpf_tc_attach(&hook, &bad_fd));
	SHOW(bpf_tc_attach(&hook, &with_id));
	SHOW(bpf_tc_attach(&hook, &flags));
	SHOW(bpf_tc_attach(&hook, &priority));
	SHOW(bpf_tc_query(&hook, &query_priority));
	SHOW(bpf_tc_detach(&hook, &query_priority));
	SHOW(bpf_tc_attach(&own_parent, &chosen));
	printf("handle %u priority %u id %d\n", chosen.handle, chosen.priority, chosen.prog_id != 0);
	chosen.prog_fd = (int)(chosen.prog_id = 0);
	SHOW(bpf_tc_query(&egress, &chosen));
	chosen.prog_id = 0;
	SHOW(bpf_tc_query(&both, &chosen));
	SHOW(bpf_tc_query(&absent, &chosen));
	SHOW(bpf_tc_detach(&both, &chosen));
	SHOW(bpf_tc_detach(&absent, &chosen));
	SHOW(bpf_tc_detach(&egress, &chosen));
	SHOW(bpf_tc_hook_destroy(&own_parent));
	SHOW(bpf_tc_hook_destroy(&ingress_of));
	SHOW(bpf_tc_hook_destroy(&absent));
	SHOW(bpf_tc_hook_destroy(&both));
	SHOW(bpf_tc_hook_destroy(&egress));

	SHOW(bpf_tc_hook_create(NULL));
	SHOW(bpf_tc_hook_create(&nowhere));
	SHOW(bpf_tc_hook_create(&custom));
	SHOW(bpf_tc_hook_create(&hook));
	SHOW(bpf_tc_hook_create(&hook));
	SHOW(bpf_tc_attach(NULL, &opts));
	SHOW(bpf_tc_attach(&hook, NULL));
	SHOW(bpf_tc_attach(&nowhere, &opts));
	SHOW(bpf_tc_attach(&custom, &opts));
	SHOW(bpf_tc_attach(&hook, &query));
	SHOW(bpf_tc_attach(&hook, &opts));
	opts.prog_id = 0;
	SHOW(bpf_tc_attach(&hook, &opts));
	opts.flags = BPF_TC_F_REPLACE;
	SHOW(bpf_tc_attach(&hook, &opts));
	SHOW(bpf_tc_query(&hook, NULL));
	SHOW(bpf_tc_query(&hook, &with_fd));
	SHOW(bpf_tc_query(&hook, &no_handle));
	SHOW(bpf_tc_query(&hook, &query));
	printf("handle %u priority %u id %d\n", query.handle, query.priority, query.prog_id != 0);
	SHOW(bpf_tc_detach(&hook, &query));
	query.prog_id = query.flags = query.prog_fd = 0;
	SHOW(bpf_tc_detach(&hook, &query));
	SHOW(bpf_tc_detach(&hook, &query));
	SHOW(bpf_tc_query(&hook, &query));
	SHOW(bpf_tc_hook_destroy(&hook));
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	SHOW(bpf_tc_hook_destroy(&hook));
	SHOW(bpf_tc_hook_destroy(&hook));
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	int code = show_begin();

	if (code || argc < 2)
		return code;
	libbpf_set_print(quiet);
	object = bpf_object__open(argv[1]);
	if (!object)
		return perror(argv[1]), 1;
	show_prefix = "not loaded: ";
	show_probes(object);
	show_tracing(object);
	show_network(object);
	if (bpf_object__load(object))
		return perror("load"), 1;
	show_prefix = "";
	show_probes(object);
	show_tracing(object);
	show_network(object);
	show_link(object);
	show_tc(object);
	bpf_object__close(object);
	return 0;
}
