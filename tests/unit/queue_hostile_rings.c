// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Somebody else writes the rings: what is not ours is counted and never used, and honest entries still count.
 */
#include <errno.h>
#include <string.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

static uint64_t rx_invalid(const struct memory_queue *memory)
{
	return memory->queue->counters.rx_invalid;
}

static void forged_descriptors(void)
{
	struct memory_queue memory;
	struct xsk_packet packets[64];
	struct xsk_pool_stats stats;
	uint64_t lent, bytes;

	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 1024, .fill_frames = 256 });
	bytes = 1024 * 2048;
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 0);
	lent = ((uint64_t *)memory.fill.entries)[0];
	memory_forge_rx(&memory, bytes, 60, 0); /* behind the memory */
	memory_forge_rx(&memory, UINT64_MAX, 60, 0);
	memory_forge_rx(&memory, 1ull << 47, 60, 0);
	memory_forge_rx(&memory, lent + 256, 2048 - 256 + 1, 0); /* beyond its frame */
	memory_forge_rx(&memory, lent + 256, UINT32_MAX, 0);
	memory_forge_rx(&memory, lent + 2047, 2, 0);
	memory_forge_rx(&memory, lent + 256, 0, 0);
	memory_forge_rx(&memory, lent + 256, 60, 1); /* continues: nobody asked for that */
	for (uint64_t frame = 0; frame < 1024; frame++)
		if (frame_state(memory.pool->geometry.states, frame) == FRAME_FREE) {
			memory_forge_rx(&memory, frame * 2048 + 256, 60, 0); /* not lent */
			break;
		}
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 0);
	CHECK_INT(rx_invalid(&memory), 9);
	/* An honest one, the same a second time, and one more. */
	memory_forge_rx(&memory, lent + 256, 2048 - 256, 0);
	memory_forge_rx(&memory, lent + 256, 60, 0);
	memory_forge_rx(&memory, lent + 2048 + 256, 60, 0);
	if (frame_state(memory.pool->geometry.states, lent / 2048 + 1) !=
		memory.queue->receiving) /* the neighbour is in the fill ring too, on one side or the other */
		((struct xdp_desc *)memory.rx.entries)[memory.rx.producer - 1].addr = lent - 2048 + 256;
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 2);
	CHECK_INT(rx_invalid(&memory), 10);
	xsk_queue__free(memory.queue, packets, 2);
	xsk_pool__stats(memory.pool, &stats);
	CHECK_INT(stats.free + stats.kernel, 1024);
	memory_queue_close(&memory);
}

static void runaway_indices(void)
{
	struct memory_queue memory;
	struct xsk_packet packets[64];
	uint32_t total = 0;

	memory_queue_open(
		&memory, &(struct memory_queue_opts){
				 .frames = 1024, .fill_frames = 128, .rx_slots = 256, .fill_slots = 256 });
	xsk_queue__receive(memory.queue, packets, 64);
	memory.rx.producer += 1u << 31;
	for (int i = 0; i < 100; i++)
		total += xsk_queue__receive(memory.queue, packets, 64);
	CHECK_INT(total, 0);
	CHECK_INT(memory.rx.consumer, memory.rx.producer);
	CHECK(rx_invalid(&memory) > 0);
	memory.rx.producer--; /* backwards */
	for (int i = 0; i < 100; i++)
		total += xsk_queue__receive(memory.queue, packets, 64);
	CHECK_INT(total, 0);
	/* The fill ring never takes more than it has, whatever the RX ring claims. */
	CHECK(memory_filled(&memory) <= 256);
	/* Once the indices are honest again packets come. */
	memory.rx.producer = memory.rx.consumer;
	CHECK_INT(memory_arrive(&memory, 10, 60), 10);
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 10);
	xsk_queue__free(memory.queue, packets, 10);
	memory_queue_close(&memory);
}

static void forged_completions(void)
{
	struct memory_queue memory;
	struct xsk_packet packets[8];

	memory_transmit = NULL;
	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 1024 });
	xsk_queue__receive(memory.queue, packets, 8); /* fills: frames lent for receiving */
	CHECK_INT(xsk_queue__allocate(memory.queue, packets, 8), 8);
	for (int i = 0; i < 8; i++)
		packets[i].len = 100;
	CHECK_INT(xsk_queue__send(memory.queue, packets, 4), 4);
	memory_forge_completion(&memory, packets[0].addr * 2048 + 256);
	memory_forge_completion(&memory, packets[0].addr * 2048 + 256);         /* twice */
	memory_forge_completion(&memory, packets[5].addr * 2048);               /* the application's */
	memory_forge_completion(&memory, ((uint64_t *)memory.fill.entries)[0]); /* lent for receiving */
	memory_forge_completion(&memory, 1024 * 2048);                          /* no frame */
	memory_forge_completion(&memory, UINT64_MAX);
	memory_forge_completion(&memory, packets[1].addr * 2048 + 254); /* bit 0 and more lost */
	CHECK_INT(queue_drain(memory.queue), 2);
	CHECK_INT(memory.queue->counters.completion_invalid, 5);
	CHECK_INT(memory.queue->outstanding, 2);
	memory.completion.producer += 1u << 30;
	CHECK_INT(queue_drain(memory.queue), 0);
	CHECK_INT(memory.completion.consumer, memory.completion.producer);
	CHECK_INT(queue_drain(memory.queue), 0);
	memory_forge_completion(&memory, packets[2].addr * 2048);
	CHECK_INT(queue_drain(memory.queue), 1);
	xsk_queue__free(memory.queue, packets + 4, 4);
	memory_queue_close(&memory);
}

/* The kernel's index in the TX ring runs ahead of ours: no room comes of that. */
static void tx_consumer_ahead(void)
{
	struct memory_queue memory;
	struct xsk_packet packets[128];

	memory_queue_open(
		&memory, &(struct memory_queue_opts){ .frames = 1024, .tx_slots = 64, .no_receive = true });
	memory_transmit = NULL;
	CHECK_INT(xsk_queue__allocate(memory.queue, packets, 128), 128);
	for (int i = 0; i < 128; i++)
		packets[i].len = 100;
	memory.tx.consumer = 1000;
	CHECK_INT(xsk_queue__send(memory.queue, packets, 128), 64);
	CHECK_INT(xsk_queue__send(memory.queue, packets + 64, 64), 0);
	memory.tx.consumer = 10;
	CHECK_INT(xsk_queue__send(memory.queue, packets + 64, 64), 10);
	xsk_queue__free(memory.queue, packets + 74, 54);
	memory_queue_close(&memory);
}

int main(void)
{
	test_begin();
	forged_descriptors();
	runaway_indices();
	forged_completions();
	tx_consumer_ahead();
	return test_end();
}
