// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Ports under injection: transmit only, with a program of the caller's, with only a map of it, beside another
 * port's program, and in another network namespace.
 */
#include <bpf/bpf.h>
#include <linux/if_link.h>
#include <time.h>
#include <unistd.h>

#include "netlink/xdp.h"
#include "tests/fault/opened_port.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"

static struct veth veth;

static void transmit_only(void)
{
	struct opened_port port = { &veth, "near", opened_port_options(XSK_MODE_NATIVE) };

	port.opts.no_receive = true;
	opened_port_inject("xsk_port__open, transmit only", &port);
}

static void callers_program(void)
{
	struct opened_port port = { &veth, "near", opened_port_options(XSK_MODE_NATIVE) };

	port.opts.program_fd = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	port.opts.map_fd = bpf_map_create(BPF_MAP_TYPE_XSKMAP, "queues", 4, 4, 2, NULL);
	REQUIRE(port.opts.map_fd > 0);
	opened_port_inject("xsk_port__open, caller's program", &port);

	REQUIRE(xdp_set(veth.near_ifindex, port.opts.program_fd, XDP_FLAGS_DRV_MODE, -1, NULL) == 0);
	close(port.opts.program_fd);
	port.opts.program_fd = 0;
	port.attached_already = true;
	opened_port_inject("xsk_port__open, caller's map", &port);
	REQUIRE(xdp_set(veth.near_ifindex, -1, XDP_FLAGS_DRV_MODE, -1, NULL) == 0);
	close(port.opts.map_fd);
}

/* Another port has attached the program; this one finds it and joins. */
static void joins(void)
{
	struct opened_port port = { &veth, "near", opened_port_options(XSK_MODE_NATIVE), true };
	struct xsk_port_opts other_opts = port.opts;
	struct xsk_pool_opts small = { .frames = 512, .no_hugepages = true };
	struct xsk_port *other;

	other_opts.pool = NULL;
	other_opts.pool_opts = &small;
	other_opts.first_queue = 1;
	REQUIRE(xsk_port__open(&other, "near", &other_opts, NULL) == 0);
	opened_port_inject("xsk_port__open, joins a program", &port);
	xsk_port__close(other);
}

static void elsewhere(void)
{
	struct opened_port port = { &veth, "near", opened_port_options(XSK_MODE_NATIVE) };

	port.opts.netns_fd = veth.near_ns;
	veth_enter_far(&veth);
	opened_port_inject("xsk_port__open, in another namespace", &port);
	veth_enter_near(&veth);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	opened_port_begin();
	transmit_only();
	callers_program();
	joins();
	elsewhere();
	opened_port_end();
	veth_destroy(&veth);
	return test_end();
}
