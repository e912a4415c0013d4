// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Calls of every sort: static, global, hidden, weak, nested, shared, callbacks by address, context arguments,
 * exceptions.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct bpf_map;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} values SEC(".maps");

int result;
static volatile int hidden_data = 3;

static __noinline int deepest(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + hidden_data;
}

static __noinline int deeper(int x)
{
	return deepest(x) * 3 + deepest(x + 1);
}

__noinline int global(int x)
{
	return deeper(x) + result;
}

__hidden __noinline int hidden(int x)
{
	return global(x) + deepest(x);
}

__weak __noinline int weak(int x)
{
	return x ? hidden(x) : 0;
}

/* Called by nobody. */
__noinline int unused(int x)
{
	return x - result;
}

__noinline int with_context(struct xdp_md *ctx __arg_ctx, int x)
{
	return bpf_xdp_adjust_head(ctx, 0) + x;
}

__noinline int with_untyped_context(void *ctx __arg_ctx, int x)
{
	return bpf_xdp_adjust_head(ctx, 0) + x + 1;
}

static long each_value(struct bpf_map *map, __u32 *key, __u64 *value, int *sum)
{
	*sum += *value + deepest(1);
	return 0;
}

static long each_round(__u32 round, int *sum)
{
	*sum += deeper(round);
	return 0;
}

SEC("xdp") int one_call(struct xdp_md *ctx)
{
	return deepest(1) & 1;
}

SEC("xdp") int many_calls(struct xdp_md *ctx)
{
	return (hidden(1) + weak(2) + global(3) + deeper(4)) & 1;
}

SEC("xdp") int same_section_again(struct xdp_md *ctx)
{
	return (weak(2) + deepest(3)) & 3;
}

SEC("tc") int another_kind(struct __sk_buff *skb)
{
	return (global(3) + weak(4)) & 1;
}

SEC("xdp") int callbacks(struct xdp_md *ctx)
{
	int sum = 0;

	bpf_for_each_map_elem(&values, each_value, &sum, 0);
	bpf_loop(5, each_round, &sum, 0);
	return sum & 3;
}

SEC("xdp") int context_arguments(struct xdp_md *ctx)
{
	return (with_context(ctx, 2) + with_untyped_context(ctx, 3)) & 3;
}

void bpf_throw(__u64 cookie) __ksym __weak;

__noinline int on_exception(__u64 cookie)
{
	return (int)cookie;
}

SEC("xdp") __attribute__((btf_decl_tag("exception_callback:on_exception"))) int throws(struct xdp_md *ctx)
{
	if (!ctx->data)
		bpf_throw(2);
	return 1;
}
