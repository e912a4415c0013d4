// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What modules bring: a struct by CO-RE, and a function to call. Kernels that have them built in do as well.
 */
#include "header_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

/* Of veth, with its members in another order. */
struct veth_priv {
	struct veth_rq *rq;
	struct net_device *peer;
} __attribute__((preserve_access_index));

struct veth_priv___none {
	int no_such_member;
} __attribute__((preserve_access_index));

int type_bytes, rq_offset, has_none, looked_up;

SEC("xdp") int read_struct(struct xdp_md *ctx)
{
	type_bytes = bpf_core_type_size(struct veth_priv);
	rq_offset = bpf_core_field_offset(struct veth_priv, rq);
	has_none = bpf_core_field_exists(struct veth_priv___none, no_such_member);
	return XDP_PASS;
}

/* Of nf_conntrack. Defined, because a mere declaration is of another kind than the kernel's struct. */
struct nf_conn {
	unsigned long status;
} __attribute__((preserve_access_index));

struct bpf_ct_opts {
	int netns_id;
	int error;
	unsigned char l4proto, dir, reserved[2];
};

extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *ctx, struct bpf_sock_tuple *tuple,
	unsigned int tuple_bytes, struct bpf_ct_opts *opts, unsigned int opts_bytes) __ksym;
extern void bpf_ct_release(struct nf_conn *connection) __ksym;

SEC("?xdp") int call_function(struct xdp_md *ctx)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_ct_opts opts = { .netns_id = -1, .l4proto = 6 };
	struct nf_conn *found = bpf_xdp_ct_lookup(ctx, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts));

	if (found)
		bpf_ct_release(found);
	looked_up = found ? 1 : opts.error;
	return XDP_PASS;
}
