// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h on a pair of NICs with zero-copy: the mode is obtained, packets cross both ways, a second socket shares the
 * queue, and the queue can be had again after close. */
#include <sys/socket.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static const struct xsk_socket_config zerocopy = {
	.rx_size = LOW_SLOTS, .tx_size = LOW_SLOTS, .bind_flags = XDP_ZEROCOPY | XDP_USE_NEED_WAKEUP
};

static void open_end(struct low_socket *low, const char *ifname)
{
	struct xdp_options options = { 0 };
	socklen_t bytes = sizeof(options);

	low_umem(low);
	/* Drivers take their frames at the bind. */
	low_fill(&low->fill, 0, LOW_SLOTS);
	REQUIRE(LOW_AGAIN(low_open(low, ifname, 0, &zerocopy)) == 0);
	CHECK_INT(getsockopt(xsk_socket__fd(low->xsk), SOL_XDP, XDP_OPTIONS, &options, &bytes), 0);
	CHECK(options.flags & XDP_OPTIONS_ZEROCOPY);
}

/* Completions come late, when the driver cleans its ring: what arrived is what counts. */
static void cross(struct low_socket *from, struct low_socket *to)
{
	uint32_t received = 0;

	low_send(from, 16);
	received = low_receive(to->xsk, &to->rx, 16, 3000);
	CHECK_INT(received, 16);
}

int main(void)
{
	struct low_socket near = { 0 }, far = { 0 }, twin = { 0 };
	struct veth veth;

	test_begin();
	veth_take_nics(&veth);
	for (int round = 0; round < 2; round++) {
		veth_enter_near(&veth);
		open_end(&near, "near");
		veth_enter_far(&veth);
		open_end(&far, "far");
		sleep(3); /* the link bounces when a queue changes over */
		cross(&far, &near);
		cross(&near, &far);
		CHECK_INT(xsk_socket__create(&twin.xsk, "far", 0, far.umem, &twin.rx, &twin.tx, &low_config),
			0);
		xsk_socket__delete(twin.xsk);
		low_close(&far);
		CHECK(interface_clears(veth.far_ifindex));
		veth_enter_near(&veth);
		low_close(&near);
		CHECK(interface_clears(veth.near_ifindex));
	}
	veth_destroy(&veth);
	return test_end();
}
