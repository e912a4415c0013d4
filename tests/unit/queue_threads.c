// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Queues of one pool in a thread each, another thread that takes frames without a queue, and one that looks on: each
 * frame has one holder, what was written into it is there until it is given back, and in the end all are free.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

enum { FRAMES = 2048, QUEUES = 2, ROUNDS = 6000 };

static struct memory_queue queues[QUEUES];
static struct xsk_pool *pool;
static uint32_t holders[FRAMES];
static int ended; /* atomic */

static void take(const struct xsk_packet *packets, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (__atomic_fetch_add(&holders[packets[i].addr], 1, __ATOMIC_RELAXED))
			test_failed(
				__FILE__, __LINE__, "frame %u is held twice", (unsigned int)packets[i].addr);
}

static void mark(struct xsk_packet *packets, uint32_t count, uint8_t who)
{
	for (uint32_t i = 0; i < count; i++) {
		memset(packets[i].data, who, 16);
		packets[i].len = 60;
	}
}

static void leave(const struct xsk_packet *packets, uint32_t count, uint8_t who)
{
	for (uint32_t i = 0; i < count; i++) {
		if (((uint8_t *)packets[i].data)[15] != who)
			test_failed(__FILE__, __LINE__, "somebody wrote into frame %u",
				(unsigned int)packets[i].addr);
		__atomic_fetch_sub(&holders[packets[i].addr], 1, __ATOMIC_RELAXED);
	}
}

static int transmit(struct memory_queue *memory)
{
	memory_transmit_some(memory, 32);
	return -EAGAIN;
}

static void *run_queue(void *argument)
{
	struct memory_queue *memory = argument;
	uint8_t who = (uint8_t)(memory - queues + 1);
	struct xsk_packet packets[64];

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t count;
		int sent;

		memory_arrive(memory, (uint32_t)round % 70, 60);
		count = xsk_queue__receive(memory->queue, packets, 64);
		if (round % 3 == 0)
			count += xsk_queue__allocate(memory->queue, packets + count, 64 - count);
		take(packets, count);
		mark(packets, count, who);
		leave(packets, count, who);
		switch (round % 4) {
		case 0:
			xsk_pool__free(pool, packets, count);
			break;
		case 1:
			xsk_queue__free(memory->queue, packets, count);
			break;
		default:
			sent = xsk_queue__send(memory->queue, packets, count);
			REQUIRE(sent >= 0);
			xsk_queue__free(memory->queue, packets + sent, count - (uint32_t)sent);
		}
	}
	REQUIRE(xsk_queue__flush(memory->queue) == 0);
	return NULL;
}

static void *run_without_queue(void *argument)
{
	struct xsk_packet packets[64];

	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		uint32_t count = xsk_pool__allocate(pool, packets, 64);

		take(packets, count);
		mark(packets, count, 99);
		leave(packets, count, 99);
		xsk_pool__free(pool, packets, count);
	}
	return argument;
}

static void *look_on(void *argument)
{
	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		struct xsk_pool_stats stats;

		REQUIRE(xsk_pool__stats(pool, &stats) == 0);
		REQUIRE(stats.frames == FRAMES);
		REQUIRE(stats.double_free == 0);
	}
	return argument;
}

int main(void)
{
	pthread_t threads[QUEUES], other, looking;
	struct xsk_pool_stats stats;

	test_begin();
	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = FRAMES }, NULL) == 0);
	memory_transmit = transmit;
	for (int i = 0; i < QUEUES; i++)
		memory_queue_open(
			&queues[i], &(struct memory_queue_opts){ .pool = pool, .fill_frames = 256 });
	for (int i = 0; i < QUEUES; i++)
		REQUIRE(pthread_create(&threads[i], NULL, run_queue, &queues[i]) == 0);
	REQUIRE(pthread_create(&other, NULL, run_without_queue, NULL) == 0);
	REQUIRE(pthread_create(&looking, NULL, look_on, NULL) == 0);
	for (int i = 0; i < QUEUES; i++)
		pthread_join(threads[i], NULL);
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
	pthread_join(other, NULL);
	pthread_join(looking, NULL);
	for (int i = 0; i < QUEUES; i++)
		memory_queue_close(&queues[i]);
	CHECK_INT(xsk_pool__stats(pool, &stats), 0);
	CHECK_INT(stats.free, FRAMES);
	CHECK_INT(stats.double_free, 0);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
	return test_end();
}
