/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * One ring with both its ends in this program: what a producer submits a consumer finds. For whichever
 * <xdp/xsk.h> was included before: the structures of libxsk and libxdp are the same.
 */
#ifndef BENCH_MICRO_RING_MEMORY_H
#define BENCH_MICRO_RING_MEMORY_H

#include <stdlib.h>
#include <string.h>
#include <xdp/xsk.h>

enum { RING_SLOTS = 2048, RING_BURST = 64 };

struct ring_memory {
	_Alignas(64) __u32 producer;
	_Alignas(64) __u32 consumer;
	_Alignas(64) __u32 flags;
	_Alignas(64) struct xdp_desc entries[RING_SLOTS];
	struct xsk_ring_prod prod;
	struct xsk_ring_cons cons;
	struct xdp_desc descs[2][RING_BURST];
	__u64 addrs[2][RING_BURST];
};

static inline struct ring_memory *ring_memory_open(void)
{
	struct ring_memory *ring = (struct ring_memory *)aligned_alloc(64, sizeof(*ring));

	if (!ring)
		abort();
	memset(ring, 0, sizeof(*ring));
	ring->prod = (struct xsk_ring_prod){
		.cached_cons = RING_SLOTS,
		.mask = RING_SLOTS - 1,
		.size = RING_SLOTS,
		.producer = &ring->producer,
		.consumer = &ring->consumer,
		.ring = ring->entries,
		.flags = &ring->flags,
	};
	ring->cons = (struct xsk_ring_cons){
		.mask = RING_SLOTS - 1,
		.size = RING_SLOTS,
		.producer = &ring->producer,
		.consumer = &ring->consumer,
		.ring = ring->entries,
		.flags = &ring->flags,
	};
	for (__u32 i = 0; i < RING_BURST; i++) {
		ring->descs[0][i] = (struct xdp_desc){ .addr = i * 2048ull, .len = 64 };
		ring->addrs[0][i] = i * 2048ull;
	}
	return ring;
}

/* The compiler may not carry anything over from one burst to the next. */
static inline void ring_memory_barrier(void)
{
	__asm__ volatile("" : : : "memory");
}

#endif
