// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * In zero-copy a queue keeps more frames in front of the NIC than the NIC's own ring holds: from the bind on,
 * and after quiet seconds too. With fewer the driver finds none each time that it fills its ring.
 */
#include "netlink/ethtool.h"
#include "tests/harness/packet.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

enum { PACKETS = 2000, IN_FLIGHT = 32 };

static struct xsk_port *open_port(const char *name, int netns_fd)
{
	struct xsk_port *port;
	struct xsk_error err;

	if (xsk_port__open(&port, name,
		    &(struct xsk_port_opts){ .mode = XSK_MODE_ZEROCOPY, .netns_fd = netns_fd }, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return port;
}

static void check_levels(const struct xsk_port *port, uint32_t nic_slots)
{
	for (uint32_t i = 0; i < xsk_port__queues(port); i++) {
		struct xsk_queue_stats stats;

		CHECK_INT(xsk_queue__stats(xsk_port__queue(port, i), &stats), 0);
		CHECK(stats.fill_level >= nic_slots + 2 * 64);
	}
}

/* A few at a time, so that only a want of frames can make the driver miss any. */
static void cross(const struct xsk_port *from, const struct xsk_port *to)
{
	struct xsk_queue *out = xsk_port__queue(from, 0), *in[16];
	uint32_t queues = xsk_port__queues(to), sent = 0, received = 0;
	struct xsk_packet packets[IN_FLIGHT];

	REQUIRE(queues <= 16);
	for (uint32_t i = 0; i < queues; i++)
		in[i] = xsk_port__queue(to, i);
	while (received < PACKETS) {
		for (; sent < PACKETS && sent - received < IN_FLIGHT; sent++) {
			REQUIRE(xsk_queue__allocate(out, packets, 1) == 1);
			packets->len = packet_write(packets->data, xsk_port__mac(to), sent);
			REQUIRE(xsk_queue__send(out, packets, 1) == 1);
		}
		REQUIRE(xsk_queue__flush(out) == 0);
		REQUIRE(xsk_wait(in, queues, XSK_WAIT_RECEIVE, 5000) == 1);
		for (uint32_t i = 0; i < queues; i++) {
			uint32_t got = xsk_queue__receive(in[i], packets, IN_FLIGHT);

			for (uint32_t j = 0; j < got; j++)
				received += packet_read(packets[j].data, packets[j].len) != PACKET_FOREIGN;
			xsk_queue__free(in[i], packets, got);
		}
	}
}

static void check_never_empty(const struct xsk_port *port)
{
	struct xsk_queue_stats stats;

	CHECK_INT(xsk_port__stats(port, &stats), 0);
	printf("the driver found no frame %llu times\n", (unsigned long long)stats.rx_fill_empty);
	CHECK_INT(stats.rx_fill_empty, 0);
}

int main(void)
{
	struct xsk_port *near, *far;
	struct device_rings rings;
	struct veth nics;

	test_begin();
	veth_take_nics(&nics);
	REQUIRE(device_rings_get(nics.near_ifindex, &rings, NULL) == 0 && rings.rx > 0);
	near = open_port("near", 0);
	far = open_port("far", nics.far_ns);
	check_levels(near, rings.rx);
	check_levels(far, rings.rx);
	cross(far, near);
	check_never_empty(near);
	/* Long enough for two looks at what was needed. */
	for (int i = 0; i < 25; i++)
		xsk_queue__wait(xsk_port__queue(near, 0), XSK_WAIT_RECEIVE, 100);
	cross(far, near);
	check_levels(near, rings.rx);
	check_never_empty(near);
	xsk_port__close(far);
	xsk_port__close(near);
	veth_destroy(&nics);
	return test_end();
}
