// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Takes packets of one EtherType, which user space sets; the rest goes to the kernel. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile unsigned short ethertype = 0x88b5;
unsigned long long taken, passed;

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} queues SEC(".maps");

SEC("xdp") int filter(struct xdp_md *ctx)
{
	const struct ethhdr *header = (const void *)(long)ctx->data;

	if ((const void *)(header + 1) > (const void *)(long)ctx->data_end ||
		header->h_proto != bpf_htons(ethertype)) {
		__sync_fetch_and_add(&passed, 1);
		return XDP_PASS;
	}
	__sync_fetch_and_add(&taken, 1);
	return bpf_redirect_map(&queues, ctx->rx_queue_index, XDP_PASS);
}
