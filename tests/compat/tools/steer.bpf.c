// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Packets to any of a hundred ports go to one socket: sk_lookup and a map of sockets. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} target SEC(".maps");

const volatile __u32 first_port = 0;
__u64 steered;

SEC("sk_lookup") int steer(struct bpf_sk_lookup *ctx)
{
	__u32 zero = 0;
	struct bpf_sock *socket;
	long error;

	if (ctx->local_port < first_port || ctx->local_port >= first_port + 100)
		return SK_PASS;
	socket = bpf_map_lookup_elem(&target, &zero);
	if (!socket)
		return SK_PASS;
	error = bpf_sk_assign(ctx, socket, 0);
	bpf_sk_release(socket);
	if (error)
		return SK_DROP;
	__sync_fetch_and_add(&steered, 1);
	return SK_PASS;
}

char license_text[] SEC("license") = "GPL";
