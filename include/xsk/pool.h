/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The pool: memory for frames, shared by the ports that use it.
 *
 * A port opened without a pool makes its own. Make one yourself to forward between ports without copying
 * (both use it, a packet goes over by its address), or to bring memory of your own:
 *
 *	struct xsk_pool *pool;
 *	xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = 8192 }, &err);
 *	xsk_port__open(&a, "veth0", &(struct xsk_port_opts){ .pool = pool }, &err);
 *	xsk_port__open(&b, "veth1", &(struct xsk_port_opts){ .pool = pool }, &err);
 *	...
 *	xsk_port__close(b);
 *	xsk_port__close(a);
 *	xsk_pool__close(pool);           // last: -EBUSY while a port uses it
 *
 * Each frame has one owner at any time: the pool, the kernel, or the application.
 *
 *	pool --> fill ring --kernel--> RX ring --receive--> application --send--> TX ring --kernel--.
 *	 ^                                             \--free--.                                  |
 *	 '----------------------------------------------------- + <------ completion ring <-------'
 */
#ifndef XSK_POOL_H
#define XSK_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>
#include <xsk/packet.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct xsk_pool;

/*
 * Zero is the default of every field.
 *
 * The caller's own memory: `memory` (page-aligned) and `memory_bytes` are what is registered with the
 * kernel; frame i begins at memory + first_offset + i * stride. A stride other than 2048 or 4096 registers
 * unaligned. Free frames then come from `get` and return through `put`; both may be called by any thread
 * that uses a queue of the pool, and must not call back into this library.
 */
struct xsk_pool_opts {
	uint32_t frames;       /* count; default 4096 */
	uint32_t frame_bytes;  /* 2048 or 4096; default 2048. Own memory: bytes used of a stride */
	uint32_t headroom;     /* bytes kept free before a packet, beside the kernel's 256; default 0 */
	bool no_hugepages;     /* plain pages even where huge ones could be had */
	int numa_node;         /* node + 1 on which the memory should lie; 0: where the caller runs */

	void *memory;          /* NULL: the pool maps memory itself */
	uint64_t memory_bytes; /* bytes from `memory` on, a multiple of the page size */
	uint64_t first_offset; /* bytes from `memory` to frame 0 */
	uint32_t stride;       /* bytes from frame to frame */
	uint32_t (*get)(void *context, uint64_t *frames, uint32_t max);   /* frame indices out; how many */
	void (*put)(void *context, const uint64_t *frames, uint32_t count); /* frame indices back */
	void *context;         /* passed to get and put */
};

/* Where a pool's frames are. A snapshot: exact when no thread is inside a call. */
struct xsk_pool_stats {
	uint64_t frames;      /* all */
	uint64_t free;        /* in the pool, the queues' own stacks included (caller's memory: 0) */
	uint64_t kernel;      /* lent to the kernel: fill, RX, TX and completion rings */
	uint64_t application; /* held by the application */
	uint64_t double_free; /* times a frame was freed that its caller did not own (refused) */
};

int xsk_pool__open_sized(struct xsk_pool **pool, const struct xsk_pool_opts *opts, size_t opts_bytes,
			 struct xsk_error *err);
int xsk_pool__stats_sized(struct xsk_pool *pool, struct xsk_pool_stats *stats, size_t stats_bytes);

/**
 * xsk_pool__open - make a pool of frames
 * @pool: receives the pool; NULL on failure
 * @opts: NULL for defaults
 * @err:  NULL, or receives the reason of a failure
 *
 * The memory is kept out of child processes and core dumps (MADV_DONTFORK, MADV_DONTDUMP): open after
 * daemon().
 *
 * Return: 0, or
 *   -EINVAL  frame size, stride, alignment or count not allowed; an option this library does not know
 *   -ENOMEM  no memory
 * Owner:   caller; xsk_pool__close() after the ports that use it.
 * Threads: any.
 * Needs:   Linux 5.10. Since 0.1.
 */
static inline int xsk_pool__open(struct xsk_pool **pool, const struct xsk_pool_opts *opts,
				 struct xsk_error *err)
{
	return xsk_pool__open_sized(pool, opts, sizeof(struct xsk_pool_opts), err);
}

/**
 * xsk_pool__close - give the memory back
 * @pool: NULL does nothing
 * @err:  NULL, or receives the reason of a failure, or (with 0) how many frames the application still held
 *
 * Return: 0: closed. -EBUSY: a port uses it; it stays open.
 * Threads: when no thread is inside a call on the pool.
 */
int xsk_pool__close(struct xsk_pool *pool, struct xsk_error *err);

/**
 * xsk_pool__allocate - take empty frames, without a queue
 * @pool:    the pool
 * @packets: receives up to @max entries; data behind the headroom, len 0
 * @max:     entries
 *
 * For workers that have no queue, and for the time after a port is closed. With a queue at hand
 * xsk_queue__allocate() is faster.
 *
 * Return: how many; 0 when the pool is empty.
 * Threads: any, at once.
 */
uint32_t xsk_pool__allocate(struct xsk_pool *pool, struct xsk_packet *packets, uint32_t max);

/**
 * xsk_pool__free - give frames back, without a queue
 *
 * A frame that the application does not own is refused and counted (xsk_pool_stats.double_free).
 *
 * Threads: any, at once.
 */
void xsk_pool__free(struct xsk_pool *pool, const struct xsk_packet *packets, uint32_t count);

/* Bytes from one frame to the next, and number of frames. */
uint32_t xsk_pool__frame_bytes(const struct xsk_pool *pool);
uint32_t xsk_pool__frames(const struct xsk_pool *pool);

/**
 * xsk_pool__stats - count where the frames are
 *
 * Walks all frames: for tests, ends and monitors, not for the data path.
 *
 * Return: 0, or -EINVAL.
 * Threads: any.
 */
static inline int xsk_pool__stats(struct xsk_pool *pool, struct xsk_pool_stats *stats)
{
	return xsk_pool__stats_sized(pool, stats, sizeof(*stats));
}

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
