// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h: one UMEM under sockets on the same queue, on another queue and on another interface; its books:
 * busy while one exists, rings required where a queue has none, whichever socket goes first. */
#include <errno.h>
#include <string.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

struct endpoint {
	struct xsk_socket *xsk;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons comp, rx;
};

static int share(
	struct endpoint *end, struct low_socket *low, const char *ifname, uint32_t queue, bool own_rings)
{
	return xsk_socket__create_shared(&end->xsk, ifname, queue, low->umem, &end->rx, &end->tx,
		own_rings ? &end->fill : NULL, own_rings ? &end->comp : NULL, &low_config);
}

static void end_socket(struct endpoint *end)
{
	xsk_socket__delete(end->xsk);
	end->xsk = NULL;
}

/* Two sockets on queue 0: the newer one gets the packets; when it goes, the older one does again. */
static void same_queue(struct low_socket *near, struct low_socket *far)
{
	struct endpoint twin = { 0 };

	CHECK_INT(share(&twin, near, "near", 0, false), 0);
	CHECK(twin.fill.ring == NULL);
	CHECK_INT(low_send(far, 5), 5);
	CHECK_INT(low_receive(twin.xsk, &twin.rx, 5, 1000), 5);
	CHECK_INT(low_receive(near->xsk, &near->rx, 1, 20), 0);
	end_socket(&twin);
	CHECK_INT(low_send(far, 5), 5);
	CHECK_INT(low_receive(near->xsk, &near->rx, 5, 1000), 5);

	/* The older one goes: the newer one's entry stays. */
	CHECK_INT(share(&twin, near, "near", 0, false), 0);
	xsk_socket__delete(near->xsk);
	near->xsk = NULL;
	CHECK_INT(xsk_umem__delete(near->umem), -EBUSY);
	CHECK_INT(errno, EBUSY);
	CHECK_INT(low_send(far, 5), 5);
	CHECK_INT(low_receive(twin.xsk, &twin.rx, 5, 1000), 5);

	/* And another first one beside it. */
	CHECK_INT(low_open(near, "near", 0, &low_config), 0);
	end_socket(&twin);
	CHECK_INT(low_send(far, 5), 5);
	CHECK_INT(low_receive(near->xsk, &near->rx, 5, 1000), 5);
}

static void other_queue(struct low_socket *near, struct low_socket *far)
{
	struct endpoint next = { 0 }, twin = { 0 };

	CHECK_INT(share(&next, near, "near", 1, false), -EFAULT);
	CHECK_INT(errno, EFAULT);
	CHECK_INT(xsk_socket__create_shared(&next.xsk, "near", 1, near->umem, &next.rx, &next.tx, &next.fill,
			  NULL, &low_config),
		-EFAULT);
	CHECK_INT(share(&next, near, "near", 1, true), 0);
	CHECK_INT(next.fill.size, LOW_SLOTS);
	low_fill(&next.fill, 64, 32);
	CHECK_INT(low_send(far, 7), 7);
	CHECK_INT(low_receive(next.xsk, &next.rx, 7, 1000), 7);

	/* The rings of queue 1 live as long as one socket on it, not only the one that brought them. */
	CHECK_INT(share(&twin, near, "near", 1, false), 0);
	end_socket(&next);
	CHECK_INT(low_send(far, 7), 7);
	CHECK_INT(low_receive(twin.xsk, &twin.rx, 7, 1000), 7);
	CHECK_INT(xsk_prod_nb_free(&next.fill, LOW_SLOTS), LOW_SLOTS - 32 + 14);
	end_socket(&twin);
}

/* The far end as an interface of its own, in another namespace, with the near end's UMEM. */
static void other_interface(struct low_socket *near, const struct veth *veth)
{
	struct endpoint other = { 0 };
	struct low_socket view;

	low_fill(&near->fill, 96, 16);
	veth_enter_far(veth);
	CHECK_INT(LOW_AGAIN(share(&other, near, "far", 0, true)), 0);
	view = *near;
	view.xsk = other.xsk;
	view.tx = other.tx;
	view.comp = other.comp;
	CHECK_INT(low_send(&view, 9), 9);
	CHECK_INT(low_receive(near->xsk, &near->rx, 9, 1000), 9);
	xsk_socket__delete(other.xsk);
	CHECK(interface_clears(veth->far_ifindex));
	veth_enter_near(veth);
}

int main(void)
{
	struct low_socket near = { 0 }, far0 = { 0 }, far1 = { 0 };
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	REQUIRE(low_open(&near, "near", 0, &low_config) == 0);
	low_fill(&near.fill, 0, 48);
	veth_enter_far(&veth);
	REQUIRE(low_open(&far0, "far", 0, &low_inhibit_config) == 0);
	REQUIRE(low_open(&far1, "far", 1, &low_inhibit_config) == 0);
	veth_enter_near(&veth);
	CHECK_INT(xsk_umem__delete(near.umem), -EBUSY);

	same_queue(&near, &far0);
	other_queue(&near, &far1);
	low_close(&far0);
	low_close(&far1);
	other_interface(&near, &veth);
	low_close(&near);
	CHECK(interface_clears(veth.near_ifindex));
	CHECK_INT(xsk_umem__delete(NULL), 0);
	CHECK_INT(mapped_rings(), 0);
	veth_destroy(&veth);
	return test_end();
}
