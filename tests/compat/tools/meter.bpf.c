// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Bytes that the processes of a cgroup send. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 packets, bytes;

SEC("cgroup_skb/egress") int meter(struct __sk_buff *ctx)
{
	__sync_fetch_and_add(&packets, 1);
	__sync_fetch_and_add(&bytes, ctx->len);
	return 1;
}

char license_text[] SEC("license") = "GPL";
