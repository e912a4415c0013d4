// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Packets by IP protocol, at XDP, in an array with a value for each CPU. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp") int count(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *ethernet = data;
	struct iphdr *ip = (void *)(ethernet + 1);
	__u32 protocol;
	__u64 *value;

	if ((void *)(ip + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	protocol = ip->protocol;
	value = bpf_map_lookup_elem(&packets, &protocol);
	if (value)
		++*value;
	return XDP_PASS;
}

char license_text[] SEC("license") = "GPL";
