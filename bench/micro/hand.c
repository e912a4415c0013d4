// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The hand-written ring of hand_ring.h, measured like the others. */
#include "bench/micro/cases.h"
#include "bench/micro/ring_memory.h"

#include "bench/micro/hand_ring.h"

static void descs(struct micro *micro)
{
	const __u32 batch = (__u32)micro_argument(micro);
	struct ring_memory *ring = ring_memory_open();

	while (micro_next(micro)) {
		for (int turn = 0; turn < MICRO_TURNS; turn++) {
			hand_push(ring, ring->descs[0], batch, sizeof(struct xdp_desc));
			hand_pop(ring, ring->descs[1], batch, sizeof(struct xdp_desc));
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
			hand_push(ring, ring->addrs[0], batch, sizeof(__u64));
			hand_pop(ring, ring->addrs[1], batch, sizeof(__u64));
			ring_memory_barrier();
		}
	}
	micro_items(micro, batch);
	free(ring);
}

void cases_hand(void)
{
	static const struct micro_case cases[] = {
		{ "descs/hand_written", descs, { 1, 16, 64 } },
		{ "addrs/hand_written", addrs, { 1, 16, 64 } },
	};

	micro_register(cases, 2);
}
