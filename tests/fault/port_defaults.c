// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A port under injection: the best mode that works, all queues, a pool of its own. */
#include "tests/fault/opened_port.h"
#include "tests/harness/test.h"

int main(void)
{
	struct opened_port port = { .ifname = "near" };
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	opened_port_begin();
	port.veth = &veth;
	port.opts = opened_port_options(XSK_MODE_AUTO);
	port.opts.queues = 0;
	port.opts.pool = NULL;
	opened_port_inject("xsk_port__open, best mode, all queues, own pool", &port);
	opened_port_end();
	veth_destroy(&veth);
	return test_end();
}
