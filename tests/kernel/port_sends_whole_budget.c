// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Where the kernel lets us raise its budget of 32 packets a call, a burst of 256 takes one call. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/uapi.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum { PACKETS = 256, ROUNDS = 20 };

static bool kernel_has_budget(void)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), slots = 64, budget = 32;
	bool has;

	REQUIRE(fd >= 0);
	REQUIRE(setsockopt(fd, SOL_XDP, XDP_TX_RING, &slots, sizeof(slots)) == 0);
	has = setsockopt(fd, SOL_XDP, UAPI_XDP_MAX_TX_SKB_BUDGET, &budget, sizeof(budget)) == 0;
	close(fd);
	return has;
}

int main(void)
{
	struct xsk_packet packets[PACKETS];
	struct xsk_queue_stats stats;
	struct xsk_queue *queue;
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	if (!kernel_has_budget())
		test_skip("the kernel has no XDP_MAX_TX_SKB_BUDGET (Linux 6.17)");
	REQUIRE(xsk_port__open(&port, "near", &(struct xsk_port_opts){ .no_receive = true }, &err) == 0);
	queue = xsk_port__queue(port, 0);
	for (int round = 0; round < ROUNDS; round++) {
		while (xsk_queue__allocate(queue, packets, PACKETS) != PACKETS)
			REQUIRE(xsk_queue__wait(queue, XSK_WAIT_SEND, 1000) == 1);
		for (int i = 0; i < PACKETS; i++) {
			memset(packets[i].data, 0xff, 60);
			packets[i].len = 60;
		}
		CHECK_INT(xsk_queue__send(queue, packets, PACKETS), PACKETS);
		CHECK_INT(xsk_queue__flush(queue), 0);
	}
	xsk_queue__stats(queue, &stats);
	CHECK_INT(stats.tx_packets, PACKETS * ROUNDS);
	/* One each; twice as many leave room for a send buffer that is full for a moment. */
	CHECK(stats.wakeups <= 2 * ROUNDS);
	xsk_port__close(port);
	veth_destroy(&veth);
	return test_end();
}
