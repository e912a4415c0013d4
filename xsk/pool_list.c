// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Free frames: the shared list, and the caller's get and put in its place. */
#include <string.h>

#include "xsk/frame_pool.h"

#define CALLER_BATCH 64u

static uint32_t take_from_caller(struct xsk_pool *pool, uint32_t *frames, uint32_t max)
{
	const struct pool_geometry *geometry = &pool->geometry;
	uint64_t batch[CALLER_BATCH];
	uint32_t taken = 0;

	while (taken < max) {
		uint32_t wanted = max - taken < CALLER_BATCH ? max - taken : CALLER_BATCH;
		uint32_t got = pool->get(pool->context, batch, wanted);

		for (uint32_t i = 0; i < got && i < wanted; i++) {
			/* A frame that the kernel holds, or none of ours: not to be used, whoever says so. */
			if (batch[i] < geometry->frames &&
				frame_state(geometry->states, batch[i]) == geometry->free_state)
				frames[taken++] = (uint32_t)batch[i];
			else
				pool_count_double_free(pool);
		}
		if (got < wanted)
			break;
	}
	return taken;
}

static void give_to_caller(struct xsk_pool *pool, const uint32_t *frames, uint32_t count)
{
	uint64_t batch[CALLER_BATCH];

	while (count) {
		uint32_t part = count < CALLER_BATCH ? count : CALLER_BATCH;

		for (uint32_t i = 0; i < part; i++)
			batch[i] = frames[i];
		pool->put(pool->context, batch, part);
		frames += part;
		count -= part;
	}
}

static inline uint64_t list_head(uint64_t old, uint32_t first)
{
	return ((old >> 32) + 1) << 32 | first;
}

/*
 * The walk may read links that another thread is changing; then the head has changed too, the swap fails, and
 * what was read is thrown away. Every link is 0 or a frame + 1, so that the walk never leaves the array.
 */
uint32_t pool_take(struct xsk_pool *pool, uint32_t *frames, uint32_t max)
{
	uint64_t head;
	uint32_t taken, link;

	if (pool->get)
		return take_from_caller(pool, frames, max);
	/* Acquire pairs with the release of pool_give: links and frame contents before the head. */
	head = __atomic_load_n(&pool->head, __ATOMIC_ACQUIRE);
	do {
		taken = 0;
		for (link = (uint32_t)head; link && taken < max; taken++) {
			frames[taken] = link - 1;
			link = __atomic_load_n(&pool->next[link - 1], __ATOMIC_RELAXED);
		}
		if (!taken)
			return 0;
	} while (!__atomic_compare_exchange_n(
		&pool->head, &head, list_head(head, link), true, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE));
	return taken;
}

void pool_give(struct xsk_pool *pool, const uint32_t *frames, uint32_t count)
{
	uint64_t head;

	if (!count)
		return;
	if (pool->put) {
		give_to_caller(pool, frames, count);
		return;
	}
	for (uint32_t i = count - 1; i > 0; i--)
		__atomic_store_n(&pool->next[frames[i]], frames[i - 1] + 1, __ATOMIC_RELAXED);
	head = __atomic_load_n(&pool->head, __ATOMIC_RELAXED);
	do {
		__atomic_store_n(&pool->next[frames[0]], (uint32_t)head, __ATOMIC_RELAXED);
		/* Release pairs with the acquire of pool_take. */
	} while (!__atomic_compare_exchange_n(&pool->head, &head, list_head(head, frames[count - 1] + 1),
		true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

uint32_t xsk_pool__allocate(struct xsk_pool *pool, struct xsk_packet *packets, uint32_t max)
{
	const struct pool_geometry *geometry = &pool->geometry;
	uint32_t batch[64], count = 0;

	while (count < max) {
		uint32_t wanted = max - count < 64 ? max - count : 64;
		uint32_t got = pool_take(pool, batch, wanted);

		for (uint32_t i = 0; i < got; i++) {
			uint64_t address = pool_frame_address(geometry, batch[i]);

			frame_set_state(geometry->states, batch[i], FRAME_APPLICATION);
			packets[count++] = (struct xsk_packet){
				.data = geometry->area + address + geometry->data_offset,
				.addr = batch[i],
			};
		}
		if (got < wanted)
			break;
	}
	return count;
}

void xsk_pool__free(struct xsk_pool *pool, const struct xsk_packet *packets, uint32_t count)
{
	const struct pool_geometry *geometry = &pool->geometry;
	uint32_t batch[64], ready = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t frame = packets[i].addr;
		uint8_t owner = FRAME_APPLICATION;

		/* Exchanged, not stored: of two threads that free one frame at once, one is refused. */
		if (frame >= geometry->frames ||
			!__atomic_compare_exchange_n(&geometry->states[frame], &owner, geometry->free_state,
				false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			pool_count_double_free(pool);
			continue;
		}
		batch[ready++] = (uint32_t)frame;
		if (ready == 64) {
			pool_give(pool, batch, ready);
			ready = 0;
		}
	}
	pool_give(pool, batch, ready);
}

void pool_count_double_free(struct xsk_pool *pool)
{
	__atomic_fetch_add(&pool->double_free, 1, __ATOMIC_RELAXED);
}

void pool_reclaim(struct xsk_pool *pool, uint32_t slot)
{
	const struct pool_geometry *geometry = &pool->geometry;
	uint32_t batch[64], ready = 0;

	for (uint32_t frame = 0; frame < geometry->frames; frame++) {
		uint8_t state = frame_state(geometry->states, frame);

		if (state != frame_receiving(slot) && state != frame_sending(slot))
			continue;
		frame_set_state(geometry->states, frame, geometry->free_state);
		batch[ready++] = frame;
		if (ready == 64) {
			pool_give(pool, batch, ready);
			ready = 0;
		}
	}
	pool_give(pool, batch, ready);
}
