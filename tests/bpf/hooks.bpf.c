// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A program for each hook; each counts how often it ran, in counts[]. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

char LICENSE[] SEC("license") = "GPL";

/* In the order of enum hook of tests/kernel/attach_hooks.c. */
enum {
	TRACEPOINT,
	RAW_TRACEPOINT,
	TP_BTF,
	UPROBE,
	URETPROBE,
	UPROBE_MULTI,
	USDT,
	PERF_EVENT,
	CGROUP,
	XDP,
	TCX_IN,
	TCX_OUT,
	ITERATOR,
	SOCKMAP,
	NETFILTER,
	KPROBE,
	HOOKS
};

__u64 counts[HOOKS];
__u64 cookies[HOOKS];
__s64 arguments[3];
int argument_count;
int own_pid;

static __always_inline int mine(void)
{
	return (int)(bpf_get_current_pid_tgid() >> 32) == own_pid;
}

static __always_inline void note(void *ctx, int hook)
{
	if (mine()) {
		__sync_fetch_and_add(&counts[hook], 1);
		cookies[hook] = bpf_get_attach_cookie(ctx);
	}
}

SEC("tp/syscalls/sys_enter_getpgid") int on_tracepoint(void *ctx)
{
	note(ctx, TRACEPOINT);
	return 0;
}

SEC("raw_tp/sys_enter") int on_raw_tracepoint(struct bpf_raw_tracepoint_args *ctx)
{
	if (mine() && ctx->args[1] == 121 /* getpgid on x86-64 */)
		__sync_fetch_and_add(&counts[RAW_TRACEPOINT], 1);
	return 0;
}

SEC("tp_btf/sys_enter") int BPF_PROG(on_tp_btf, struct pt_regs *regs, long id)
{
	if (mine() && id == 121)
		__sync_fetch_and_add(&counts[TP_BTF], 1);
	return 0;
}

SEC("uprobe") int on_uprobe(struct pt_regs *ctx)
{
	note(ctx, UPROBE);
	return 0;
}

SEC("uretprobe//proc/self/exe:probed_function") int on_uretprobe(struct pt_regs *ctx)
{
	note(ctx, URETPROBE);
	return 0;
}

SEC("uprobe.multi") int on_uprobe_multi(struct pt_regs *ctx)
{
	note(ctx, UPROBE_MULTI);
	return 0;
}

SEC("usdt//proc/self/exe:xsk_test:three") int BPF_USDT(on_usdt, long one, long two, long three)
{
	if (!mine())
		return 0;
	__sync_fetch_and_add(&counts[USDT], 1);
	cookies[USDT] = bpf_usdt_cookie(ctx);
	argument_count = bpf_usdt_arg_cnt(ctx);
	arguments[0] = one;
	arguments[1] = two;
	arguments[2] = three;
	return 0;
}

SEC("perf_event") int on_perf_event(void *ctx)
{
	__sync_fetch_and_add(&counts[PERF_EVENT], 1);
	return 0;
}

SEC("cgroup_skb/egress") int on_cgroup(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&counts[CGROUP], 1);
	return 1;
}

SEC("xdp") int on_xdp(struct xdp_md *ctx)
{
	__sync_fetch_and_add(&counts[XDP], 1);
	return XDP_PASS;
}

SEC("tcx/ingress") int on_tcx_ingress(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&counts[TCX_IN], 1);
	return -1;
}

SEC("tcx/egress") int on_tcx_egress(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&counts[TCX_OUT], 1);
	return -1;
}

struct bpf_iter_meta;
struct task_struct;
struct iterated_task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

SEC("iter/task") int on_iterator(struct iterated_task *ctx)
{
	if (ctx->task)
		__sync_fetch_and_add(&counts[ITERATOR], 1);
	return 0;
}

SEC("sk_skb/verdict") int on_sockmap(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&counts[SOCKMAP], 1);
	return SK_PASS;
}

struct bpf_nf_ctx;
SEC("netfilter") int on_netfilter(struct bpf_nf_ctx *ctx)
{
	__sync_fetch_and_add(&counts[NETFILTER], 1);
	return 1; /* NF_ACCEPT */
}

SEC("kprobe/__x64_sys_getpgid") int on_kprobe(struct pt_regs *ctx)
{
	note(ctx, KPROBE);
	return 0;
}

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} sockets SEC(".maps");
