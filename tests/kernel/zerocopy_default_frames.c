// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The frames that a port chooses for itself hold what its NIC receives in zero-copy: the longest packet of
 * the MTU arrives whole. (igb uses whole KiB of a frame, and cuts what is longer.)
 */
#include <string.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum { LONGEST = 1514 };

static void fill(uint8_t *bytes, const uint8_t *to)
{
	memset(bytes, 0, 14);
	memcpy(bytes, to, 6);
	bytes[6] = 2; /* a bridge on the way takes no packet from nobody, nor from the one it goes to */
	bytes[11] = 0x77;
	bytes[12] = 0x88; /* EtherType for experiments */
	bytes[13] = 0xb5;
	for (int i = 14; i < LONGEST; i++)
		bytes[i] = (uint8_t)(i * 7);
}

static void send_one(struct xsk_queue *queue, const uint8_t *to)
{
	struct xsk_packet packet;

	REQUIRE(xsk_queue__allocate(queue, &packet, 1) == 1);
	fill(packet.data, to);
	packet.len = LONGEST;
	REQUIRE(xsk_queue__send(queue, &packet, 1) == 1);
	CHECK_INT(xsk_queue__flush(queue), 0);
}

/* Until ours comes; what else arrives is none of the test's business. */
static void receive_one(const struct xsk_port *port)
{
	const uint8_t *mac = xsk_port__mac(port);
	uint8_t expected[LONGEST];
	struct xsk_packet packet;

	fill(expected, mac);
	for (uint32_t tries = 0; tries < 50; tries++) {
		/* Which queue it takes is the NIC's choice. */
		struct xsk_queue *queue = xsk_port__queue(port, tries % xsk_port__queues(port));

		if (xsk_queue__receive(queue, &packet, 1) == 1) {
			const uint8_t *bytes = packet.data;
			bool ours = packet.len >= 14 && bytes[12] == 0x88 && bytes[13] == 0xb5;

			if (ours) {
				CHECK_INT(packet.len, LONGEST);
				CHECK(packet.len == LONGEST && memcmp(bytes, expected, LONGEST) == 0);
			}
			xsk_queue__free(queue, &packet, 1);
			if (ours)
				return;
		} else {
			xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 200);
		}
	}
	test_failed(__FILE__, __LINE__, "nothing arrived");
}

int main(void)
{
	struct xsk_port *near, *far;
	struct xsk_error err;
	struct veth nics;

	test_begin();
	veth_take_nics(&nics);
	if (xsk_port__open(&near, "near", &(struct xsk_port_opts){ .mode = XSK_MODE_ZEROCOPY }, &err) ||
		xsk_port__open(&far, "far",
			&(struct xsk_port_opts){ .mode = XSK_MODE_ZEROCOPY, .netns_fd = nics.far_ns },
			&err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		return 1;
	}
	printf("frames of %u bytes\n", xsk_pool__frame_bytes(xsk_port__pool(near)));
	send_one(xsk_port__queue(near, 0), xsk_port__mac(far));
	receive_one(far);
	send_one(xsk_port__queue(far, 0), xsk_port__mac(near));
	receive_one(near);
	xsk_port__close(far);
	xsk_port__close(near);
	veth_destroy(&nics);
	return test_end();
}
