// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Marks packets to a port on their way out (tcx), counts the marked ones on their way in. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define TCX_GO_ON (-1) /* enum tcx_action_base: TCX_NEXT */

volatile const __u16 port = 0;
__u64 marked, arrived;

SEC("tcx/egress") int mark(struct __sk_buff *ctx)
{
	struct udphdr udp;

	if (bpf_skb_load_bytes(ctx, ETH_HLEN + sizeof(struct iphdr), &udp, sizeof(udp)))
		return TCX_GO_ON;
	if (udp.dest == bpf_htons(port)) {
		ctx->mark = 0x7e57;
		__sync_fetch_and_add(&marked, 1);
	}
	return TCX_GO_ON;
}

SEC("tcx/ingress") int arrive(struct __sk_buff *ctx)
{
	if (ctx->mark == 0x7e57)
		__sync_fetch_and_add(&arrived, 1);
	return TCX_GO_ON;
}

char license_text[] SEC("license") = "GPL";
