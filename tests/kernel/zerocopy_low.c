// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * xdp/xsk.h on a pair of NICs with zero-copy, of one queue or two: the mode is obtained, packets cross both
 * ways, a second socket shares the queue, and the queue can be had again after close.
 */
#include <sys/socket.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static const struct xsk_socket_config zerocopy = {
	.rx_size = LOW_SLOTS, .tx_size = LOW_SLOTS, .bind_flags = XDP_ZEROCOPY | XDP_USE_NEED_WAKEUP
};

/*
 * A socket on each of two queues, as which of them takes a packet is virtio's choice. igb's first takes all.
 */
struct end {
	struct low_socket low;
	struct xsk_socket *next;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons comp, rx;
};

static void check_mode(const struct xsk_socket *xsk)
{
	struct xdp_options options = { 0 };
	socklen_t bytes = sizeof(options);

	CHECK_INT(getsockopt(xsk_socket__fd(xsk), SOL_XDP, XDP_OPTIONS, &options, &bytes), 0);
	CHECK(options.flags & XDP_OPTIONS_ZEROCOPY);
}

static void open_end(struct end *end, const char *ifname, int queues)
{
	low_umem(&end->low);
	/* Drivers take their frames at the bind. */
	low_fill(&end->low.fill, 0, LOW_SLOTS);
	REQUIRE(LOW_AGAIN(low_open(&end->low, ifname, 0, &zerocopy)) == 0);
	check_mode(end->low.xsk);
	end->next = NULL;
	if (queues != 2)
		return;
	REQUIRE(LOW_AGAIN(xsk_socket__create_shared(&end->next, ifname, 1, end->low.umem, &end->rx, &end->tx,
			&end->fill, &end->comp, &zerocopy)) == 0);
	check_mode(end->next);
	low_fill(&end->fill, LOW_SLOTS, LOW_SLOTS);
	/* The driver found none at the bind, and waits to be told. */
	recvfrom(xsk_socket__fd(end->next), NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

static void close_end(struct end *end, int ifindex)
{
	xsk_socket__delete(end->next);
	low_close(&end->low);
	CHECK(interface_clears(ifindex));
}

/* Completions come late, when the driver cleans its ring: what arrived is what counts. */
static void cross(struct end *from, struct end *to)
{
	uint32_t received = 0;

	low_send(&from->low, 16);
	for (int tries = 0; received < 16 && tries < 100; tries++) {
		received += low_receive(to->low.xsk, &to->low.rx, 16 - received, 30);
		if (to->next && received < 16)
			received += low_receive(to->next, &to->rx, 16 - received, 30);
	}
	CHECK_INT(received, 16);
}

int main(void)
{
	struct end near = { 0 }, far = { 0 };
	struct low_socket twin = { 0 };
	struct veth veth;

	test_begin();
	veth_take_nics(&veth);
	for (int round = 0; round < 2; round++) {
		veth_enter_near(&veth);
		open_end(&near, "near", veth.queues);
		veth_enter_far(&veth);
		open_end(&far, "far", veth.queues);
		sleep(3); /* the link bounces when a queue changes over */
		cross(&far, &near);
		cross(&near, &far);
		CHECK_INT(xsk_socket__create(
				  &twin.xsk, "far", 0, far.low.umem, &twin.rx, &twin.tx, &low_config),
			0);
		xsk_socket__delete(twin.xsk);
		close_end(&far, veth.far_ifindex);
		veth_enter_near(&veth);
		close_end(&near, veth.near_ifindex);
	}
	veth_destroy(&veth);
	return test_end();
}
