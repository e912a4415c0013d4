// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Somebody else holds what was sent: the far end forwards it into a queue that lets almost nothing through. Close
 * does not wait for it beyond its deadline, frames that the kernel still has are not given to anybody, and what is
 * in flight is limited by the send buffer, not by us.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum { FRAMES = 2048, DEADLINE_MS = 300 };

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint32_t send_all(struct xsk_queue *queue, uint32_t count)
{
	uint32_t total = 0;

	while (total < count) {
		struct xsk_packet packet;

		if (xsk_queue__allocate(queue, &packet, 1) != 1)
			break;
		/* From one address to another, both unknown: a bridge hands it on, and not as a copy. */
		memset(packet.data, 2, 60);
		((uint8_t *)packet.data)[5] = 1;
		packet.len = 60;
		if (xsk_queue__send(queue, &packet, 1) != 1) {
			xsk_queue__free(queue, &packet, 1);
			break;
		}
		total++;
	}
	CHECK_INT(xsk_queue__flush(queue), 0);
	return total;
}

int main(void)
{
	struct xsk_port_opts opts = { .no_receive = true, .bind_timeout_ms = DEADLINE_MS };
	struct xsk_packet packets[64];
	struct xsk_pool_stats stats;
	struct xsk_queue *queue;
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;
	uint32_t count, free_frames = 0;
	long start;

	test_begin();
	veth_create(&veth, 1, 0);
	veth_enter_far(&veth);
	veth_command("ip link add bridge type bridge && ip link add slow type veth peer name end && "
		     "ip link set far master bridge && ip link set slow master bridge && "
		     "for i in bridge slow end; do ip link set $i up; done && "
		     "tc qdisc add dev slow root tbf rate 8kbit burst 1600 limit 1000000");
	veth_enter_near(&veth);
	usleep(100000); /* the bridge learns that its ports are up */
	REQUIRE(xsk_pool__open(&opts.pool, &(struct xsk_pool_opts){ .frames = FRAMES }, &err) == 0);
	REQUIRE(xsk_port__open(&port, "near", &opts, &err) == 0);
	queue = xsk_port__queue(port, 0);
	CHECK_INT(send_all(queue, 1000), 1000);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_SEND, 100), 1);
	xsk_pool__stats(opts.pool, &stats);
	CHECK(stats.kernel > 500);

	start = now_ms();
	xsk_port__close(port);
	CHECK(now_ms() - start < 4 * DEADLINE_MS);
	xsk_pool__stats(opts.pool, &stats);
	CHECK(stats.kernel > 100);
	CHECK_INT(stats.free + stats.kernel, FRAMES);
	/* What the kernel has nobody gets. */
	while ((count = xsk_pool__allocate(opts.pool, packets, 64)))
		free_frames += count;
	CHECK_INT(free_frames, stats.free);
	CHECK_INT(xsk_pool__close(opts.pool, NULL), 0);
	veth_destroy(&veth);
	return test_end();
}
