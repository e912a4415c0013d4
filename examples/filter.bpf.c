// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What filter.c loads: UDP to one port goes to the sockets, the rest to the kernel. Both are counted.
 *
 * Compile: clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu $(pkg-config --cflags libxsk) -c filter.bpf.c
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* User space writes the first before the load, and reads the second while packets come. */
const volatile __u16 wanted_port = 7;
struct {
	__u64 taken, passed;
} counts;

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

static int is_wanted(void *data, void *end)
{
	struct ethhdr *ethernet = data;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct udphdr *udp = (void *)(ip + 1); /* options of IP are left to the kernel */

	return (void *)(udp + 1) <= end && ethernet->h_proto == bpf_htons(ETH_P_IP) && ip->ihl == 5 &&
	       ip->protocol == IPPROTO_UDP && udp->dest == bpf_htons(wanted_port);
}

SEC("xdp") int filter(struct xdp_md *ctx)
{
	if (!is_wanted((void *)(long)ctx->data, (void *)(long)ctx->data_end)) {
		__sync_fetch_and_add(&counts.passed, 1);
		return XDP_PASS;
	}
	__sync_fetch_and_add(&counts.taken, 1);
	return bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_PASS);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
