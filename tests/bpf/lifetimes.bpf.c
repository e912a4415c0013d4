// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs and buffers whose user-space halves are ended in every order. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

char LICENSE[] SEC("license") = "GPL";

enum { GETPGID = 121 /* on x86-64 */ };

const volatile int own_pid;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} orders SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

static __always_inline int is_mine(void)
{
	return (int)(bpf_get_current_pid_tgid() >> 32) == own_pid;
}

SEC("raw_tp/sys_enter") int on_call(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 value = 1;

	if (!is_mine() || ctx->args[1] != GETPGID)
		return 0;
	bpf_ringbuf_output(&records, &value, sizeof(value), 0);
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &value, sizeof(value));
	return 0;
}

SEC("usdt//proc/self/exe:xsk_test:three") int BPF_USDT(on_usdt, long one)
{
	__u64 value = 2;

	if (is_mine())
		bpf_ringbuf_output(&records, &value, sizeof(value), 0);
	return 0;
}

static long on_order(struct bpf_dynptr *order, void *context)
{
	return 0;
}

SEC("?raw_tp/sys_enter") int drain(void *ctx)
{
	if (is_mine())
		bpf_user_ringbuf_drain(&orders, on_order, NULL, 0);
	return 0;
}
