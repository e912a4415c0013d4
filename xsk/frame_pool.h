/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The pool from inside: where its frames lie, which are free, which queues use it.
 *
 * Free frames form a list through `next`, taken and given in batches with one compare-and-swap each, by any
 * number of threads, without locks. It is last in, first out on purpose: a frame that was just in use is in
 * some cache, and with a first-in-first-out ring a forwarder would walk through the whole memory (what one
 * queue completes another one fills).
 */
#ifndef XSK_FRAME_POOL_H
#define XSK_FRAME_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/pool.h>

#include "xsk/frame_state.h"

/* The kernel's own room in front of a packet (XDP_PACKET_HEADROOM). */
#define POOL_KERNEL_HEADROOM 256u

/* Read-only after open; each queue holds a copy beside its other data. */
struct pool_geometry {
	uint8_t *area;       /* UMEM address 0 */
	uint8_t *states;     /* one for each frame */
	uint64_t first;      /* UMEM address of frame 0 */
	uint64_t reciprocal; /* of the stride: 2^64 / stride, rounded up */
	uint32_t stride;
	uint32_t frames;
	uint32_t frame_bytes; /* usable bytes of each frame */
	uint32_t data_offset; /* from the frame to a packet: the kernel's headroom and ours */
	uint8_t shift;        /* plain layout: frame = address >> shift; 0: another layout */
	uint8_t free_state;   /* FRAME_FREE; caller's memory: FRAME_APPLICATION, since free frames are its own
			       */
};

struct xsk_pool {
	struct pool_geometry geometry;

	/* What is registered with the kernel. */
	uint64_t umem_bytes;
	uint32_t chunk_bytes;
	uint32_t headroom;
	bool unaligned;

	/* The mapping, if it is the pool's own. */
	void *mapping;
	size_t mapping_bytes;
	bool hugetlb;

	/* Caller's free frames instead of the list. */
	uint32_t (*get)(void *context, uint64_t *frames, uint32_t max);
	void (*put)(void *context, const uint64_t *frames, uint32_t count);
	void *context;

	uint32_t *next; /* list: frame + 1 of the one behind, 0 at the end */

	pthread_mutex_t lock; /* slots, ports */
	uint32_t ports;
	bool slots[FRAME_SLOTS];
	uint32_t users;       /* slots in use; read without the lock */
	uint64_t double_free; /* atomic */

	/* The list's first: frame + 1 in the low half; a count of changes in the high half tells a list that
	 * came back to the same first frame from one that never changed. */
	_Alignas(64) uint64_t head;
};

/*
 * Which frame a UMEM address lies in; any value that is not below `frames` means none. In the plain layout
 * (first 0, stride 2^11 or 2^12) a shift does it, and the data path has a copy of its loops for each, so that
 * @shift is a constant. Else, with @shift 0, exact for addresses below 2^64 / stride; beyond, one frame off
 * at most, which a look at the offset in the frame finds.
 */
static inline __attribute__((always_inline)) uint64_t pool_frame_in(
	const struct pool_geometry *geometry, uint64_t address, uint32_t shift)
{
	if (shift)
		return address >> shift;
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128)(address - geometry->first) * geometry->reciprocal;

	return (uint64_t)(product >> 64);
#else
	return (address - geometry->first) / geometry->stride;
#endif
}

/* An address out of a ring as a position in the UMEM: unaligned mode keeps an offset in the upper 16 bits. */
static inline __attribute__((always_inline)) uint64_t pool_plain_address(uint64_t address, uint32_t shift)
{
	return shift ? address : (address & ((1ull << 48) - 1)) + (address >> 48);
}

static inline __attribute__((always_inline)) uint64_t pool_address_in(
	const struct pool_geometry *geometry, uint64_t frame, uint32_t shift)
{
	return shift ? frame << shift : geometry->first + frame * geometry->stride;
}

/*
 * Bytes from an address to the end of its frame, for one that lies in @frame; none or less counts as none.
 * In the plain layout a frame's usable bytes are all of it.
 */
static inline __attribute__((always_inline)) uint64_t pool_room_in(
	const struct pool_geometry *geometry, uint64_t frame, uint64_t address, uint32_t shift)
{
	uint64_t offset;

	if (shift)
		return (1ull << shift) - (address & ((1ull << shift) - 1));
	offset = address - pool_address_in(geometry, frame, 0);
	return offset < geometry->frame_bytes ? geometry->frame_bytes - offset : 0;
}

/* The same for whoever has time. */
static inline uint64_t pool_frame_at(const struct pool_geometry *geometry, uint64_t address)
{
	return pool_frame_in(geometry, address, 0);
}

static inline uint64_t pool_frame_address(const struct pool_geometry *geometry, uint64_t frame)
{
	return pool_address_in(geometry, frame, 0);
}

/* From the shared list, or the caller's get; states stay as they are. Returns how many. Any thread. */
uint32_t pool_take(struct xsk_pool *pool, uint32_t *frames, uint32_t max);
void pool_give(struct xsk_pool *pool, const uint32_t *frames, uint32_t count);

/* A queue's place in the pool; -ENOSPC when all are taken. */
int pool_slot_take(struct xsk_pool *pool, uint32_t *slot);
void pool_slot_give(struct xsk_pool *pool, uint32_t slot);

/* All frames whose state names this slot become free: its queue is closed and the kernel has let go. */
void pool_reclaim(struct xsk_pool *pool, uint32_t slot);

/* Frames one queue may keep with the kernel for receiving, by what there is and how many share it. */
uint32_t pool_share(const struct xsk_pool *pool);

void pool_count_double_free(struct xsk_pool *pool);

/* Memory: pool_memory.c. */
int pool_memory_map(
	struct xsk_pool *pool, size_t bytes, const struct xsk_pool_opts *opts, struct xsk_error *err);
void pool_memory_unmap(struct xsk_pool *pool);

/* A port begins or ends to use the pool. */
void pool_port_add(struct xsk_pool *pool);
void pool_port_remove(struct xsk_pool *pool);

#endif
