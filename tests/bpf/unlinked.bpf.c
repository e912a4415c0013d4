// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Half of a program: the variable is defined in a file that was not linked to it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int defined_elsewhere;

SEC("xdp") int half(struct xdp_md *ctx)
{
	return defined_elsewhere ? XDP_PASS : XDP_DROP;
}

char license_text[] SEC("license") = "GPL";
