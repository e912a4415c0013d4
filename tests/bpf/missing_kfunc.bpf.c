// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A function that no kernel has, neither weak nor in use by the other program: nothing of the file loads. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int xsk_function_of_no_kernel(int value) __ksym;

SEC("xdp") int wants(struct xdp_md *ctx)
{
	return xsk_function_of_no_kernel(1);
}

SEC("xdp") int content(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char license_text[] SEC("license") = "GPL";
