// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * tc filters that count packets of the test's EtherType in a map: element 0 what came in, 1 what went out, 2
 * what a second program saw in the first one's place.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

enum { ETHERTYPE = 0x88b5, COUNTERS = 3 };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

static __always_inline int count(const struct __sk_buff *packet, __u32 counter)
{
	__u64 *value = bpf_map_lookup_elem(&packets, &counter);

	if (value && packet->protocol == bpf_htons(ETHERTYPE))
		__sync_fetch_and_add(value, 1);
	return TC_ACT_OK;
}

SEC("tc") int came_in(struct __sk_buff *packet)
{
	return count(packet, 0);
}

SEC("tc") int went_out(struct __sk_buff *packet)
{
	return count(packet, 1);
}

SEC("tc") int came_instead(struct __sk_buff *packet)
{
	return count(packet, 2);
}
