// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Many threads take and give frames at once: each frame has one holder, none is lost. */
#include <pthread.h>
#include <string.h>

#include "tests/harness/test.h"
#include "xsk/frame_pool.h"

enum { FRAMES = 1000, THREADS = 4, ROUNDS = 20000, BATCH = 64 };

static struct xsk_pool *pool;
static uint32_t holders[FRAMES];
static uint32_t doubled;

static void *take_and_give(void *argument)
{
	struct xsk_packet packets[BATCH];
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	for (int round = 0; round < ROUNDS; round++) {
		uint32_t count = xsk_pool__allocate(pool, packets, 1 + (uint32_t)rand_r(&seed) % BATCH);

		for (uint32_t i = 0; i < count; i++) {
			if (__atomic_fetch_add(&holders[packets[i].addr], 1, __ATOMIC_RELAXED))
				__atomic_fetch_add(&doubled, 1, __ATOMIC_RELAXED);
			/* Contents travel with the frame: under TSan this is the test of the ordering. */
			memset(packets[i].data, (int)(uintptr_t)argument, 8);
		}
		for (uint32_t i = 0; i < count; i++)
			__atomic_fetch_sub(&holders[packets[i].addr], 1, __ATOMIC_RELAXED);
		xsk_pool__free(pool, packets, count);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	struct xsk_pool_stats stats;
	struct xsk_packet packets[FRAMES + 1];

	test_begin();
	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = FRAMES }, NULL) == 0);
	for (uintptr_t i = 0; i < THREADS; i++)
		REQUIRE(pthread_create(&threads[i], NULL, take_and_give, (void *)(i + 1)) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(doubled, 0);
	CHECK_INT(xsk_pool__stats(pool, &stats), 0);
	CHECK_INT(stats.free, FRAMES);
	CHECK_INT(stats.double_free, 0);
	CHECK_INT(xsk_pool__allocate(pool, packets, FRAMES + 1), FRAMES);
	for (int i = 0; i < FRAMES; i++)
		CHECK_INT(holders[packets[i].addr]++, 0);
	xsk_pool__free(pool, packets, FRAMES);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
	return test_end();
}
