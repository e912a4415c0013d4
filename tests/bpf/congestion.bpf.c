// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Congestion controls that keep the window at a size of their own, so that TCP_INFO shows which one runs; and
 * tables that no kernel takes, which are only created when asked for.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "congestion.h"

char LICENSE[] SEC("license") = "GPL";

struct tcp_sock {
	unsigned int snd_cwnd;
} __attribute__((preserve_access_index));

int starts, ends, first_runs, second_runs, plain_runs;

static __always_inline void keep(struct sock *sk, unsigned int window)
{
	((struct tcp_sock *)sk)->snd_cwnd = window;
}

SEC("struct_ops") void BPF_PROG(started, struct sock *sk)
{
	__sync_fetch_and_add(&starts, 1);
}

SEC("struct_ops") void BPF_PROG(ended, struct sock *sk)
{
	__sync_fetch_and_add(&ends, 1);
}

SEC("struct_ops/cong_avoid")
void BPF_PROG(first_avoid, struct sock *sk, unsigned int ack, unsigned int acked)
{
	keep(sk, 11);
	__sync_fetch_and_add(&first_runs, 1);
}

SEC("struct_ops") void BPF_PROG(second_avoid, struct sock *sk, unsigned int ack, unsigned int acked)
{
	keep(sk, 13);
	__sync_fetch_and_add(&second_runs, 1);
}

SEC("struct_ops") void BPF_PROG(plain_avoid, struct sock *sk, unsigned int ack, unsigned int acked)
{
	keep(sk, 17);
	__sync_fetch_and_add(&plain_runs, 1);
}

SEC("struct_ops") unsigned int BPF_PROG(threshold, struct sock *sk)
{
	return 5;
}

SEC("struct_ops") unsigned int BPF_PROG(undo, struct sock *sk)
{
	return ((struct tcp_sock *)sk)->snd_cwnd;
}

/* In no table, until a test puts it into a shadow. */
SEC("?struct_ops") void BPF_PROG(spare_avoid, struct sock *sk, unsigned int ack, unsigned int acked)
{
	keep(sk, 19);
}

SEC("?struct_ops") unsigned long BPF_PROG(info, struct sock *sk, unsigned int ext, int *attr, void *into)
{
	return 0;
}

SEC("?socket") int of_another_type(void *ctx)
{
	return 0;
}

/* The kernel's own member names; the order is another one, and not all are there. */
SEC(".struct_ops.link")
struct tcp_congestion_ops first = {
	.name = "xsk_first",
	.undo_cwnd = (void *)undo,
	.release = (void *)ended,
	.init = (void *)started,
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)first_avoid,
};

SEC(".struct_ops.link")
struct tcp_congestion_ops second = {
	.name = "xsk_second",
	.undo_cwnd = (void *)undo,
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)second_avoid,
};

SEC(".struct_ops")
struct tcp_congestion_ops___short plain = {
	.cong_avoid = (void *)plain_avoid,
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undo,
	.name = "xsk_plain",
};

SEC("?.struct_ops")
struct tcp_congestion_ops___short unknown_value = {
	.undo_cwnd = (void *)undo,
	.of_no_kernel = 1,
};

SEC("?.struct_ops")
struct tcp_congestion_ops___short unknown_function = {
	.undo_cwnd = (void *)undo,
	.function_of_no_kernel = (void *)ended,
};

SEC("?.struct_ops")
struct tcp_congestion_ops___wide wide = {
	.undo_cwnd = (void *)undo,
};

SEC("?.struct_ops")
struct tcp_congestion_ops___kind kind = {
	.undo_cwnd = (void *)undo,
};

SEC("?.struct_ops")
struct tcp_congestion_ops___bits bits = {
	.undo_cwnd = (void *)undo,
};

SEC("?.struct_ops")
struct tcp_congestion_ops___unsupported unsupported = {
	.undo_cwnd = (void *)undo,
	.get_info = (void *)info,
};

SEC("?.struct_ops")
struct tcp_congestion_ops twice = {
	.undo_cwnd = (void *)undo,
	.ssthresh = (void *)undo,
};

SEC("?.struct_ops")
struct no_such_ops of_no_kernel = {
	.undo_cwnd = (void *)undo,
};
