// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The inline functions of <xdp/xsk.h>, a batch at a time. Compiled against libxsk and against libxdp. */
#include "bench/micro/cases.h"
#include "bench/micro/ring_memory.h"

static void descs(struct micro *micro)
{
	const __u32 batch = (__u32)micro_argument(micro);
	struct ring_memory *ring = ring_memory_open();

	while (micro_next(micro)) {
		for (int turn = 0; turn < MICRO_TURNS; turn++) {
			__u32 at = 0, count = xsk_ring_prod__reserve(&ring->prod, batch, &at);

			for (__u32 i = 0; i < count; i++) {
				struct xdp_desc *desc = xsk_ring_prod__tx_desc(&ring->prod, at + i);

				desc->addr = ring->descs[0][i].addr;
				desc->len = ring->descs[0][i].len;
				desc->options = ring->descs[0][i].options;
			}
			xsk_ring_prod__submit(&ring->prod, count);
			count = (__u32)xsk_ring_cons__peek(&ring->cons, batch, &at);
			for (__u32 i = 0; i < count; i++) {
				const struct xdp_desc *desc = xsk_ring_cons__rx_desc(&ring->cons, at + i);

				ring->descs[1][i].addr = desc->addr;
				ring->descs[1][i].len = desc->len;
				ring->descs[1][i].options = desc->options;
			}
			xsk_ring_cons__release(&ring->cons, count);
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
			__u32 at = 0, count = xsk_ring_prod__reserve(&ring->prod, batch, &at);

			for (__u32 i = 0; i < count; i++)
				*xsk_ring_prod__fill_addr(&ring->prod, at + i) = ring->addrs[0][i];
			xsk_ring_prod__submit(&ring->prod, count);
			count = (__u32)xsk_ring_cons__peek(&ring->cons, batch, &at);
			for (__u32 i = 0; i < count; i++)
				ring->addrs[1][i] = *xsk_ring_cons__comp_addr(&ring->cons, at + i);
			xsk_ring_cons__release(&ring->cons, count);
			ring_memory_barrier();
		}
	}
	micro_items(micro, batch);
	free(ring);
}

void CASES_REGISTER(void)
{
	static const struct micro_case cases[] = {
		{ "descs/" CASES_LIBRARY "_inlines", descs, { 1, 16, 64 } },
		{ "addrs/" CASES_LIBRARY "_inlines", addrs, { 1, 16, 64 } },
	};

	micro_register(cases, 2);
}
