// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Two instructions: what a load costs when there is nothing to load. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("xdp") int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}
