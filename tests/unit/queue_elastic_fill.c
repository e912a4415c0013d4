// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The fill level rises within the call that sees a backlog, and on the kernel's proof; sinks after quiet. */
#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

static void receive_all(struct memory_queue *memory)
{
	struct xsk_packet packets[64];
	uint32_t count;

	while ((count = xsk_queue__receive(memory->queue, packets, 64)))
		xsk_queue__free(memory->queue, packets, count);
}

/* Enough calls for one look at the clock. */
static void calls(struct memory_queue *memory)
{
	for (int i = 0; i < QUEUE_CLOCK_CALLS; i++)
		receive_all(memory);
}

static void rises_and_sinks(void)
{
	struct memory_queue memory;
	const struct queue_counters *counters;
	struct xsk_packet packets[64];
	uint32_t count;

	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 8192 });
	counters = &memory.queue->counters;
	receive_all(&memory);
	CHECK_INT(memory_filled(&memory), 256);
	/* Small backlogs change nothing. */
	for (int i = 0; i < 100; i++) {
		memory_arrive(&memory, 128, 60);
		receive_all(&memory);
	}
	CHECK_INT(counters->fill_level, 256);
	/* A pause: each call sees the backlog, doubles, and fills what it decided. */
	for (uint32_t level = 512; level <= 4096; level *= 2) {
		CHECK_INT(memory_arrive(&memory, 4096, 60), level / 2);
		count = xsk_queue__receive(memory.queue, packets, 64);
		CHECK_INT(count, 64);
		CHECK_INT(counters->fill_level, level);
		if (level < 4096) /* then the pool's share and RX ring bound it */
			CHECK_INT(memory_filled(&memory), level);
		xsk_queue__free(memory.queue, packets, count);
		while (memory.rx.producer != memory.rx.consumer) {
			count = xsk_queue__receive(memory.queue, packets, 64);
			xsk_queue__free(memory.queue, packets, count);
			if (counters->fill_level > level)
				break;
		}
		if (counters->fill_level > level)
			level = (uint32_t)counters->fill_level;
	}
	receive_all(&memory);
	CHECK_INT(counters->fill_level, 4096);
	CHECK_INT(counters->fill_level_max, 4096);
	CHECK_INT(counters->fill_grown, 4);
	/* A second with the growth in it, then quiet ones: halved each, not below the start. */
	for (int second = 0; second < 8; second++) {
		memory_now_ms += QUEUE_QUIET_MS;
		calls(&memory);
	}
	CHECK_INT(counters->fill_level, 256);
	CHECK_INT(counters->fill_level_max, 4096);
	memory_arrive(&memory, 4096, 60);
	receive_all(&memory);
	memory_queue_close(&memory);
}

static void rises_on_proof(void)
{
	struct memory_queue memory;

	memory_queue_open(&memory, NULL);
	receive_all(&memory);
	memory_fill_empty += 5;
	calls(&memory);
	CHECK_INT(memory.queue->counters.fill_level, 256); /* not yet 100 ms */
	memory_now_ms += QUEUE_COUNTERS_MS;
	calls(&memory);
	CHECK_INT(memory.queue->counters.fill_level, 512);
	CHECK_INT(memory_filled(&memory), 512);
	memory_now_ms += QUEUE_COUNTERS_MS;
	calls(&memory);
	CHECK_INT(memory.queue->counters.fill_level, 512); /* no new proof */
	memory_queue_close(&memory);
}

static void fixed_stays(void)
{
	struct memory_queue memory;

	memory_queue_open(&memory, &(struct memory_queue_opts){ .fill_frames = 300 });
	receive_all(&memory);
	CHECK_INT(memory_filled(&memory), 300);
	memory_arrive(&memory, 300, 60);
	memory_fill_empty += 5;
	memory_now_ms += 10000;
	receive_all(&memory);
	calls(&memory);
	CHECK_INT(memory.queue->counters.fill_level, 300);
	memory_queue_close(&memory);
}

/* 4 * 256 + 64 frames, four queues, three of them idle: the fourth goes on receiving. */
static void shares_a_small_pool(void)
{
	struct memory_queue memory[4];
	struct xsk_pool *pool;

	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = 4 * 256 + 64 }, NULL) == 0);
	for (int i = 0; i < 4; i++)
		memory_queue_open(&memory[i], &(struct memory_queue_opts){ .pool = pool });
	for (int i = 0; i < 4; i++)
		receive_all(&memory[i]);
	for (int round = 0; round < 1000; round++) {
		CHECK_INT(memory_arrive(&memory[3], 128, 60), 128);
		receive_all(&memory[3]);
	}
	CHECK_INT(memory[3].queue->counters.rx_packets, 128000);
	for (int i = 0; i < 4; i++)
		memory_queue_close(&memory[i]);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
}

int main(void)
{
	test_begin();
	rises_and_sinks();
	rises_on_proof();
	fixed_stays();
	shares_a_small_pool();
	return test_end();
}
