// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h: a socket receives what arrives on its queue and sends; the default program comes with the first
 * socket and goes with the last; a socket can be made again on the same UMEM. */
#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#include <errno.h>

int main(void)
{
	struct low_socket near = { 0 }, second = { 0 }, far = { 0 };
	struct veth veth;
	uint32_t program;

	test_begin();
	veth_create(&veth, 2, 0);
	CHECK_INT(low_open(&near, "near", 0, &low_config), 0);
	REQUIRE(near.xsk);
	program = attached_program(veth.near_ifindex);
	CHECK(program > 0);
	CHECK_INT(xsk_socket__fd(near.xsk), xsk_umem__fd(near.umem));
	low_fill(&near.fill, 0, 32);

	veth_enter_far(&veth);
	CHECK_INT(low_open(&far, "far", 0, &low_inhibit_config), 0);
	CHECK_INT(attached_program(veth.far_ifindex), 0);
	CHECK_INT(low_send(&far, 20), 20);
	CHECK_INT(low_receive(near.xsk, &near.rx, 20, 1000), 20);

	/* Another UMEM, another queue of the same interface: the same program. */
	veth_enter_near(&veth);
	CHECK_INT(low_open(&second, "near", 1, &low_config), 0);
	CHECK_INT(attached_program(veth.near_ifindex), program);
	xsk_socket__delete(near.xsk);
	near.xsk = NULL;
	CHECK_INT(attached_program(veth.near_ifindex), program);

	/* The queue again, on the same UMEM, whose rings go on where they were. */
	CHECK_INT(low_open(&near, "near", 0, &low_config), 0);
	CHECK_INT(low_send(&far, 12), 12);
	CHECK_INT(low_receive(near.xsk, &near.rx, 12, 1000), 12);

	low_close(&near);
	low_close(&second);
	CHECK(interface_clears(veth.near_ifindex));
	CHECK(program_goes(program));
	low_close(&far);
	CHECK_INT(mapped_rings(), 0);
	veth_destroy(&veth);
	return test_end();
}
