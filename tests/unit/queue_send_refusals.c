// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What send refuses never reaches the ring; what it takes may lie anywhere in its frame. */
#include <errno.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

static struct memory_queue memory;

static void refused(struct xsk_packet packet)
{
	uint32_t producer = memory.tx.producer;
	uint64_t before = memory.queue->counters.tx_refused;

	CHECK_INT(xsk_queue__send(memory.queue, &packet, 1), -EINVAL);
	CHECK_INT(memory.tx.producer, producer);
	CHECK_INT(memory.queue->counters.tx_refused, before + 1);
}

int main(void)
{
	struct xsk_packet packets[4], wrong;
	struct xsk_pool *other;
	const struct xdp_desc *sent;

	test_begin();
	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 1024 });
	sent = memory.tx.entries;
	REQUIRE(xsk_queue__allocate(memory.queue, packets, 4) == 4);
	for (int i = 0; i < 4; i++)
		packets[i].len = 60;

	wrong = packets[0];
	wrong.len = 0;
	refused(wrong);
	wrong.len = 2048 - 256 + 1;
	refused(wrong);
	wrong.len = UINT32_MAX;
	refused(wrong);
	wrong = packets[0];
	wrong.flags = 2;
	refused(wrong);
	wrong.flags = XSK_PACKET_CONTINUES; /* packets of several frames come later */
	refused(wrong);
	wrong = packets[0];
	wrong.data = (char *)wrong.data - 257; /* before its frame */
	refused(wrong);
	wrong = packets[0];
	wrong.data = (char *)wrong.data + 2048; /* behind it */
	refused(wrong);
	wrong = packets[0];
	wrong.addr = 1024;
	refused(wrong);
	wrong.addr = UINT64_MAX;
	refused(wrong);
	REQUIRE(xsk_pool__open(&other, NULL, NULL) == 0);
	REQUIRE(xsk_pool__allocate(other, &wrong, 1) == 1);
	wrong.len = 60;
	refused(wrong);
	xsk_pool__free(other, &wrong, 1);
	xsk_pool__close(other, NULL);

	/* The second can't be sent: the first is taken, the rest stay the caller's. */
	packets[1].len = 0;
	CHECK_INT(xsk_queue__send(memory.queue, packets, 4), 1);
	CHECK_INT(sent[0].len, 60);
	CHECK_INT(sent[0].addr, packets[0].addr * 2048 + 256);
	CHECK_INT(xsk_queue__send(memory.queue, packets + 1, 3), -EINVAL);
	/* Into the headroom up to the frame's first byte, and the whole frame. */
	packets[1].data = (char *)packets[1].data - 256;
	packets[1].len = 2048;
	packets[2].data = (char *)packets[2].data + 2048 - 256 - 1;
	packets[2].len = 1;
	CHECK_INT(xsk_queue__send(memory.queue, packets + 1, 3), 3);
	CHECK_INT(sent[1].addr, packets[1].addr * 2048);
	CHECK_INT(sent[1].len, 2048);
	CHECK_INT(sent[2].addr, packets[2].addr * 2048 + 2047);
	CHECK_INT(sent[3].options, 0);
	memory_queue_close(&memory);

	/* A queue that only receives has nowhere to put it. */
	memory_queue_open(&memory, &(struct memory_queue_opts){ .no_transmit = true });
	REQUIRE(xsk_queue__allocate(memory.queue, packets, 1) == 1);
	packets[0].len = 60;
	refused(packets[0]);
	xsk_queue__free(memory.queue, packets, 1);
	memory_queue_close(&memory);
	return test_end();
}
