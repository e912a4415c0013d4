/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A queue on rings in memory, with the test in the kernel's place: it takes from fill and TX ring and writes
 * RX and completion ring, honestly or not. The clock and the kernel's counters are the test's.
 */
#ifndef TESTS_HARNESS_MEMORY_QUEUE_H
#define TESTS_HARNESS_MEMORY_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "xsk/queue.h"

struct memory_ring {
	uint32_t producer, consumer, flags, slots;
	void *entries;
};

struct memory_queue {
	struct xsk_queue *queue;
	struct xsk_pool *pool;
	bool own_pool;
	struct memory_ring rx, tx, fill, completion;
};

/* Zero is a default: a pool of 4096 frames of 2048, rings of 4096, 2048, 4096 and 2048, elastic. */
struct memory_queue_opts {
	struct xsk_pool *pool; /* shared; NULL: one of the queue's own */
	uint32_t frames, rx_slots, tx_slots, fill_slots, completion_slots, fill_frames;
	uint32_t first_index; /* where all ring indices start */
	bool no_receive, no_transmit, zerocopy;
};

void memory_queue_open(struct memory_queue *memory, const struct memory_queue_opts *opts);
/* Closes the queue as a port would after the kernel let go; a pool of its own too. */
void memory_queue_close(struct memory_queue *memory);

/* What the next wake-ups of the sending side do and answer; all wake-ups are counted, by thread. */
extern int (*memory_transmit)(struct memory_queue *memory);
extern _Thread_local uint32_t memory_transmits, memory_receives;
extern uint64_t memory_now_ms;
extern _Thread_local uint64_t memory_fill_empty;
/* What else the kernel has counted. */
extern _Thread_local struct xdp_statistics memory_statistics;

/* The kernel receives @count packets of @len bytes: each first byte counts up. How many it had frames for. */
uint32_t memory_arrive(struct memory_queue *memory, uint32_t count, uint32_t len);
/* The kernel takes up to @count descriptors from the TX ring and completes them. How many. */
uint32_t memory_transmit_some(struct memory_queue *memory, uint32_t count);
/* Frames in the fill ring. */
uint32_t memory_filled(const struct memory_queue *memory);
/* One dishonest entry in the RX or completion ring. */
void memory_forge_rx(struct memory_queue *memory, uint64_t address, uint32_t len, uint32_t options);
void memory_forge_completion(struct memory_queue *memory, uint64_t address);

#endif
