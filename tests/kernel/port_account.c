// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Nothing is lost uncounted: packets sent = received + rx_dropped + rx_ring_full, and the driver's own drop counter,
 * which the statistics have too, says the same.
 */
#include <string.h>
#include <unistd.h>

#include "tests/harness/packet.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum { PACKETS = 1000, BURST = 50 };

static struct veth veth;

static struct xsk_port *open_port(const char *name, const struct xsk_port_opts *opts)
{
	struct xsk_port *port;
	struct xsk_error err;

	if (xsk_port__open(&port, name, opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return port;
}

/* In small bursts: what veth itself can't queue it drops on the sender's side, and that is not the account's. */
static void send_all(struct xsk_port *from, struct xsk_port *to)
{
	struct xsk_queue *queue = xsk_port__queue(from, 0);

	for (uint32_t number = 0; number < PACKETS; number += BURST) {
		struct xsk_packet packets[BURST];

		REQUIRE(xsk_queue__allocate(queue, packets, BURST) == BURST);
		for (uint32_t i = 0; i < BURST; i++)
			packets[i].len = packet_write(packets[i].data, xsk_port__mac(to), number + i);
		REQUIRE(xsk_queue__send(queue, packets, BURST) == BURST);
		REQUIRE(xsk_queue__flush(queue) == 0);
		usleep(1000);
	}
}

static void run(const struct xsk_port_opts *opts, struct xsk_queue_stats *stats)
{
	struct xsk_port_opts far_opts = { .netns_fd = veth.far_ns, .no_receive = true };
	struct xsk_port *near = open_port("near", opts), *far = open_port("far", &far_opts);
	struct xsk_packet packets[64];
	uint64_t received = 0;
	uint32_t count;

	send_all(far, near);
	usleep(20000);
	while ((count = xsk_queue__receive(xsk_port__queue(near, 0), packets, 64))) {
		for (uint32_t i = 0; i < count; i++)
			CHECK_INT(packet_read(packets[i].data, packets[i].len), received + i);
		received += count;
		xsk_queue__free(xsk_port__queue(near, 0), packets, count);
	}
	REQUIRE(xsk_port__stats(near, stats) == 0);
	CHECK_INT(stats->rx_packets, received);
	CHECK_INT(stats->rx_packets + stats->rx_dropped + stats->rx_ring_full, PACKETS);
	CHECK_INT(stats->driver_drops, stats->rx_dropped + stats->rx_ring_full);
	xsk_port__close(near);
	xsk_port__close(far);
}

int main(void)
{
	struct xsk_queue_stats stats;

	test_begin();
	veth_create(&veth, 1, 0);
	/* Nobody receives meanwhile, and 64 frames stand ready. */
	run(&(struct xsk_port_opts){ .fill_frames = 64 }, &stats);
	CHECK(stats.rx_dropped > 500);
	CHECK(stats.rx_fill_empty > 500);
	/* Counters are the port's: what an earlier one lost is not counted again. */
	run(&(struct xsk_port_opts){ .fill_frames = 1024 }, &stats);
	CHECK_INT(stats.rx_packets, PACKETS);
	CHECK_INT(stats.driver_drops, 0);
	veth_destroy(&veth);
	return test_end();
}
