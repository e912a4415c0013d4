// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A program that names two exception callbacks is refused when it is loaded; the file and the other program
 * are not.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define CALLBACK(name) __attribute__((btf_decl_tag("exception_callback:" name)))

__noinline int first(__u64 cookie)
{
	return (int)cookie;
}

__noinline int second(__u64 cookie)
{
	return (int)cookie + 1;
}

SEC("?xdp") CALLBACK("first") CALLBACK("second") int confused(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp") int sound(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char license_text[] SEC("license") = "GPL";
