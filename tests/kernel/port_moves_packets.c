// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Packets cross a veth pair between two ports, one in another namespace; on one pool; all frames come back.
 */
#include <string.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

enum { PACKETS = 20000, BYTES = 64 };

static uint32_t send_some(struct xsk_queue *queue, const struct xsk_port *to, uint32_t first, uint32_t most)
{
	struct xsk_packet packets[64];
	uint32_t count = xsk_queue__allocate(queue, packets, most < 64 ? most : 64);
	int sent;

	for (uint32_t i = 0; i < count; i++) {
		uint8_t *data = packets[i].data;
		uint32_t number = first + i;

		memset(data, 0, BYTES);
		memcpy(data, xsk_port__mac(to), 6);
		memcpy(data + 6, xsk_port__mac(xsk_queue__port(queue)), 6);
		data[12] = 0x88;
		data[13] = 0xb5;
		memcpy(data + 14, &number, sizeof(number));
		packets[i].len = BYTES;
	}
	sent = xsk_queue__send(queue, packets, count);
	REQUIRE(sent >= 0);
	xsk_queue__free(queue, packets + sent, count - (uint32_t)sent);
	REQUIRE(xsk_queue__flush(queue) == 0);
	return (uint32_t)sent;
}

static void cross(struct xsk_port *from, struct xsk_port *to)
{
	struct xsk_queue *out = xsk_port__queue(from, 0), *in = xsk_port__queue(to, 0);
	struct xsk_packet packets[64];
	uint32_t sent = 0, received = 0;

	while (received < PACKETS) {
		uint32_t count;

		if (sent < PACKETS && sent - received < 512)
			sent += send_some(out, to, sent, PACKETS - sent);
		REQUIRE(xsk_queue__wait(in, XSK_WAIT_RECEIVE, 2000) == 1);
		count = xsk_queue__receive(in, packets, 64);
		for (uint32_t i = 0; i < count; i++, received++) {
			uint32_t number;

			CHECK_INT(packets[i].len, BYTES);
			memcpy(&number, (char *)packets[i].data + 14, sizeof(number));
			CHECK_INT(number, received);
		}
		xsk_queue__free(in, packets, count);
	}
}

static void run(struct veth *veth, enum xsk_mode mode)
{
	struct xsk_port_opts opts = { .mode = mode }, far_opts;
	struct xsk_port *near, *far;
	struct xsk_pool *pool;
	struct xsk_pool_stats stats;
	struct xsk_queue_stats counters;
	struct xsk_error err;

	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = 8192 }, &err) == 0);
	opts.pool = pool;
	far_opts = opts;
	far_opts.netns_fd = veth->far_ns;
	if (xsk_port__open(&near, "near", &opts, &err) || xsk_port__open(&far, "far", &far_opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	CHECK_INT(err.code, 0);
	CHECK_INT(xsk_port__queues(near), 2);
	CHECK_INT(xsk_port__mode(near), mode == XSK_MODE_SKB ? XSK_MODE_SKB : XSK_MODE_NATIVE);
	CHECK_INT(xsk_port__mtu(far), 1500);
	CHECK_INT(xsk_port__ifindex(far), veth->far_ifindex);
	cross(near, far);
	cross(far, near);
	CHECK_INT(xsk_port__stats(far, &counters), 0);
	CHECK_INT(counters.rx_packets, PACKETS);
	CHECK_INT(counters.rx_bytes, PACKETS * BYTES);
	CHECK_INT(counters.tx_packets, PACKETS);
	CHECK_INT(counters.rx_dropped + counters.rx_ring_full + counters.rx_invalid +
			  counters.completion_invalid,
		0);
	CHECK(xsk_pool__close(pool, &err) == -16);
	CHECK_TEXT(err.text, "2 ports");
	xsk_port__close(near);
	xsk_port__close(far);
	CHECK_INT(xsk_pool__stats(pool, &stats), 0);
	CHECK_INT(stats.free, 8192);
	CHECK_INT(xsk_pool__close(pool, &err), 0);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	run(&veth, XSK_MODE_AUTO);
	run(&veth, XSK_MODE_SKB);
	veth_destroy(&veth);
	return test_end();
}
