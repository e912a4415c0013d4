// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Frames from the pool and back, by one thread and by two at once; and from pools of every size. */
#include <xsk/pool.h>

#include "bench/micro/cases.h"

enum { BURST = 64 };

static struct xsk_pool *shared;

/* Threads meet in the first micro_next(): only then is the pool there for all. */
static void turns(struct micro *micro, struct xsk_pool *const *pool, uint32_t batch)
{
	struct xsk_packet packets[BURST];

	while (micro_next(micro)) {
		for (int turn = 0; turn < MICRO_TURNS; turn++) {
			uint32_t count = xsk_pool__allocate(*pool, packets, batch);

			xsk_pool__free(*pool, packets, count);
		}
	}
	micro_items(micro, batch);
}

static void by_batch(struct micro *micro)
{
	if (micro_thread(micro) == 0 && xsk_pool__open(&shared, NULL, NULL))
		micro_skip(micro, "no pool");
	turns(micro, &shared, (uint32_t)micro_argument(micro));
	if (micro_thread(micro) == 0)
		xsk_pool__close(shared, NULL);
}

/* The list is last in, first out: the size of the pool should not be seen. */
static void by_frames(struct micro *micro)
{
	uint32_t frames = (uint32_t)micro_argument(micro);
	struct xsk_pool *pool;

	if (xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = frames }, NULL)) {
		micro_skip(micro, "no memory for so many frames");
		return;
	}
	turns(micro, &pool, BURST);
	xsk_pool__close(pool, NULL);
}

void cases_pool(void)
{
	static const struct micro_case cases[] = {
		{ "pool/get_put", by_batch, { 1, 16, 64 } },
		{ "pool/get_put", by_batch, { 1, 16, 64 }, .threads = 2 },
		{ "growth/pool_frames", by_frames,
			{ 1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20 } },
	};

	micro_register(cases, 3);
}
