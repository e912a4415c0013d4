// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What the kernel's answers to a wake-up mean, told apart by the ring's indices. */
#include <errno.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

static struct memory_queue memory;
static int answer;
static uint32_t takes;

static int take_some(struct memory_queue *queue)
{
	return memory_transmit_some(queue, takes) || answer != 0 ? answer : 0;
}

/* 32 a call of 200, seen only when all are gone. */
static int take_in_secret(struct memory_queue *queue)
{
	if (memory_transmits < 7)
		return -EAGAIN;
	memory_transmit_some(queue, 200);
	return 0;
}

static void start(uint32_t packets_count)
{
	struct xsk_packet packets[200];

	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 1024, .no_receive = true });
	memory_transmit = take_some;
	memory_transmits = 0;
	REQUIRE(xsk_queue__allocate(memory.queue, packets, packets_count) == packets_count);
	for (uint32_t i = 0; i < packets_count; i++)
		packets[i].len = 60;
	REQUIRE(xsk_queue__send(memory.queue, packets, packets_count) == (int)packets_count);
	CHECK_INT(memory_transmits, 0);
}

static uint64_t out(void)
{
	return memory.queue->outstanding;
}

int main(void)
{
	struct xsk_packet packet;

	test_begin();
	/* The budget of 32: EAGAIN although all goes well. */
	start(200);
	answer = -EAGAIN;
	takes = 32;
	CHECK_INT(queue_kick(memory.queue), 0);
	CHECK_INT(memory_transmits, 7);
	CHECK_INT(out(), 0);
	/* Nothing to say: no call. */
	CHECK_INT(queue_kick(memory.queue), 0);
	CHECK_INT(memory_transmits, 7);
	memory_queue_close(&memory);

	/* A full send buffer: EAGAIN and nothing moves; asked once. */
	start(200);
	takes = 0;
	CHECK_INT(queue_kick(memory.queue), 1);
	CHECK_INT(memory_transmits, 1);
	CHECK_INT(xsk_queue__flush(memory.queue), 0);
	CHECK_INT(out(), 200);
	memory_queue_close(&memory);

	/* Old kernels: the index stays where it is until the ring was found empty. */
	start(200);
	memory.queue->tx.hides_progress = true;
	memory_transmit = take_in_secret;
	CHECK_INT(queue_kick(memory.queue), 0);
	CHECK_INT(memory_transmits, 7);
	CHECK_INT(out(), 0);
	memory_queue_close(&memory);

	/* And there too a full send buffer ends it. */
	start(200);
	memory.queue->tx.hides_progress = true;
	CHECK_INT(queue_kick(memory.queue), 1);
	CHECK_INT(memory_transmits, 17);
	CHECK_INT(out(), 200);
	memory_queue_close(&memory);

	/* Where they drop for want of a carrier, that is counted. */
	start(200);
	memory.queue->tx.hides_progress = true;
	answer = -EBUSY;
	CHECK_INT(queue_kick(memory.queue), 1);
	CHECK_INT(memory.queue->counters.tx_dropped, 64);
	memory_queue_close(&memory);

	/* No carrier: one packet a call, dropped and completed; bounded, and counted. */
	start(200);
	answer = -EBUSY;
	takes = 1;
	CHECK_INT(queue_kick(memory.queue), 1);
	CHECK_INT(memory_transmits, 64);
	CHECK_INT(memory.queue->counters.tx_dropped, 64);
	CHECK_INT(out(), 136);
	memory_queue_close(&memory);

	/* An invalid descriptor ended the batch: success, and the rest waits for the next call. */
	start(200);
	answer = 0;
	takes = 100;
	CHECK_INT(queue_kick(memory.queue), 0);
	CHECK_INT(memory_transmits, 2);
	CHECK_INT(out(), 0);
	memory_queue_close(&memory);

	/* Down may come back. */
	start(10);
	answer = -ENETDOWN;
	takes = 0;
	CHECK_INT(xsk_queue__flush(memory.queue), -ENETDOWN);
	REQUIRE(xsk_queue__allocate(memory.queue, &packet, 1) == 1);
	packet.len = 60;
	CHECK_INT(xsk_queue__send(memory.queue, &packet, 1), -ENETDOWN);
	answer = 0;
	takes = 100;
	CHECK_INT(xsk_queue__send(memory.queue, &packet, 1), 1);
	CHECK_INT(xsk_queue__flush(memory.queue), 0);
	CHECK_INT(out(), 0);
	memory_queue_close(&memory);

	/* EINVAL completes an address with each try and blocks for ever: reported, never tried again. */
	start(10);
	answer = -EINVAL;
	takes = 0;
	CHECK_INT(xsk_queue__flush(memory.queue), -ENODEV);
	CHECK_INT(memory_transmits, 1);
	CHECK_INT(xsk_queue__flush(memory.queue), -ENODEV);
	REQUIRE(xsk_queue__allocate(memory.queue, &packet, 1) == 1);
	CHECK_INT(xsk_queue__send(memory.queue, &packet, 1), -ENODEV);
	CHECK_INT(memory_transmits, 1);
	xsk_queue__free(memory.queue, &packet, 1);
	memory_queue_close(&memory);

	/* Gone. */
	start(10);
	answer = -ENXIO;
	CHECK_INT(xsk_queue__flush(memory.queue), -ENODEV);
	memory_queue_close(&memory);

	/* The kernel does not ask to be woken. */
	start(10);
	memory.tx.flags = 0;
	CHECK_INT(xsk_queue__flush(memory.queue), 0);
	CHECK_INT(memory_transmits, 0);
	memory_queue_close(&memory);

	/* Send kicks by itself once enough has come together: the working set stays small. */
	start(200);
	answer = 0;
	takes = UINT32_MAX;
	for (int i = 0; i < QUEUE_KICK - 200; i++) {
		REQUIRE(xsk_queue__allocate(memory.queue, &packet, 1) == 1);
		packet.len = 60;
		CHECK_INT(memory_transmits, 0);
		CHECK_INT(xsk_queue__send(memory.queue, &packet, 1), 1);
	}
	CHECK_INT(memory_transmits, 1);
	CHECK_INT(out(), 0);
	memory_queue_close(&memory);
	return test_end();
}
