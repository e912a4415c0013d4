// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xsk_ring_prod__push and xsk_ring_cons__pop. */
#include <xsk/ring.h>

#include "bench/micro/cases.h"
#include "bench/micro/ring_memory.h"

static void descs(struct micro *micro)
{
	const __u32 batch = (__u32)micro_argument(micro);
	struct ring_memory *ring = ring_memory_open();

	while (micro_next(micro)) {
		for (int turn = 0; turn < MICRO_TURNS; turn++) {
			xsk_ring_prod__push(&ring->prod, ring->descs[0], batch);
			xsk_ring_cons__pop(&ring->cons, ring->descs[1], batch);
			ring_memory_barrier();
		}
	}
	micro_items(micro, batch);
	free(ring);
}

static void addrs(struct micro *micro)
{
	const __u32 batch = (__u32)micro_argument(micro);
	struct ring_memory *ring = ring_memory_open();

	while (micro_next(micro)) {
		for (int turn = 0; turn < MICRO_TURNS; turn++) {
			xsk_ring_prod__push(&ring->prod, ring->addrs[0], batch);
			xsk_ring_cons__pop(&ring->cons, ring->addrs[1], batch);
			ring_memory_barrier();
		}
	}
	micro_items(micro, batch);
	free(ring);
}

void cases_ring_arrays(void)
{
	static const struct micro_case cases[] = {
		{ "descs/push_pop", descs, { 1, 16, 64 } },
		{ "addrs/push_pop", addrs, { 1, 16, 64 } },
	};

	micro_register(cases, 2);
}
