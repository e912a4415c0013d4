// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Ports under injection: native with every option, and skb. */
#include "tests/fault/opened_port.h"
#include "tests/harness/test.h"

int main(void)
{
	static const struct xsk_match match = { .ethertype = 0x88b5 };
	struct opened_port native = { .ifname = "near" }, skb = { .ifname = "near" };
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	native.veth = skb.veth = &veth;
	opened_port_begin();
	native.opts = opened_port_options(XSK_MODE_NATIVE);
	native.opts.match = &match;
	native.opts.match_count = 1;
	native.opts.promiscuous = true;
	native.opts.send_buffer_bytes = 100000;
	opened_port_inject("xsk_port__open, native, all options", &native);
	skb.opts = opened_port_options(XSK_MODE_SKB);
	opened_port_inject("xsk_port__open, skb", &skb);
	opened_port_end();
	veth_destroy(&veth);
	return test_end();
}
