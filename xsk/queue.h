/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A queue from inside: four rings, a stack of free frames, the level of the fill ring, counters. It stands on
 * rings in memory and four functions of its host, so that tests and benchmarks run it without a kernel.
 *
 * Ring indices run freely; slot = index & mask. Two pairings order everything:
 *
 *	producer: write slots, store producer index (release, B)   consumer: load producer (acquire, C), read
 *slots consumer: read slots, store consumer index (release, D)    producer: load consumer (acquire, A), write
 *slots
 *
 * We produce on fill and TX, the kernel on RX and completion. What the rings say is untrusted: whoever holds
 * the mapping can write anything.
 */
#ifndef XSK_QUEUE_H
#define XSK_QUEUE_H

#include <linux/if_xdp.h>
#include <stdbool.h>
#include <stdint.h>
#include <xsk/port.h>

#include "xsk/frame_pool.h"

enum {
	QUEUE_BURST = 64,  /* what callers usually ask for at once */
	QUEUE_STACK = 512, /* two of the largest bursts: what one kick sends */
	QUEUE_KICK = 256,  /* packets after which send kicks by itself: keeps the working set small */
	QUEUE_FILL_START = 4 * QUEUE_BURST,
	QUEUE_CLOCK_CALLS = 1024, /* receives from one look at the clock to the next; a power of two */
	QUEUE_COUNTERS_MS = 100,  /* from one look at the kernel's counters to the next */
	QUEUE_QUIET_MS = 1000,    /* without need for this long: the level sinks */
};

/* Two 32-bit fields read or written at once: length and options of a descriptor, length and flags of a
 * packet. */
typedef uint64_t __attribute__((may_alias)) two_words;

_Static_assert(offsetof(struct xdp_desc, options) == offsetof(struct xdp_desc, len) + 4, "read as one");
_Static_assert(offsetof(struct xsk_packet, flags) == offsetof(struct xsk_packet, len) + 4, "written as one");

/* The first of the two in the low half, on every machine. */
static inline uint64_t first_low(uint64_t words)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? words : words << 32 | words >> 32;
}

/* A ring as it is mapped. No slots: the socket has no such ring. */
struct ring_view {
	uint32_t *producer, *consumer, *flags;
	void *entries;
	uint32_t slots;
};

/* What a queue needs of the kernel; the default is queue_kernel. Descriptors are the socket's. */
struct queue_host {
	int (*wake_transmit)(int fd);
	int (*wake_receive)(int fd);
	int (*counters)(int fd, struct xdp_statistics *counters);
	uint64_t (*now_ms)(void); /* coarse */
};

extern const struct queue_host queue_kernel;

struct queue_setup {
	struct xsk_pool *pool;
	int fd;
	struct ring_view rx, tx, fill, completion;
	const struct queue_host *host; /* NULL: queue_kernel */
	uint32_t fill_frames;          /* fixed level; 0: elastic */
	uint32_t fill_floor;           /* elastic: never below (zero-copy: the NIC's ring and two bursts) */
	uint32_t kick;                 /* packets after which send kicks; 0: QUEUE_KICK */
	bool zerocopy;
	bool busy_poll;
	bool hides_progress; /* of queue_tx */
};

/* Written by the queue's thread alone, read by any: relaxed. */
struct queue_counters {
	uint64_t rx_packets, rx_bytes, rx_invalid;
	uint64_t tx_packets, tx_bytes, tx_completed, tx_refused, tx_dropped;
	uint64_t completion_invalid, wakeups;
	uint64_t fill_level, fill_level_max, fill_grown;
};

static inline void counter_add(uint64_t *counter, uint64_t more)
{
	__atomic_store_n(counter, __atomic_load_n(counter, __ATOMIC_RELAXED) + more, __ATOMIC_RELAXED);
}

static inline void counter_set(uint64_t *counter, uint64_t value)
{
	__atomic_store_n(counter, value, __ATOMIC_RELAXED);
}

/*
 * The elastic fill level (design: "Elastic fill"). `lent` counts frames lent for receiving and not yet back:
 * fill ring, NIC and RX ring together. Those in front of the kernel are lent less the backlog of the RX ring,
 * and so the fill ring's consumer index need never be read.
 */
struct queue_fill {
	uint32_t *producer_word, *consumer_word, *flags;
	uint64_t *entries;
	uint32_t producer, mask;
	uint32_t lent;
	uint32_t level;      /* frames wanted in front of the kernel */
	uint32_t step;       /* refill when at least so many are missing */
	uint32_t grow_above; /* backlog that raises the level; UINT32_MAX: at its ceiling, or fixed */
	uint32_t peak;       /* largest backlog since `quiet_since_ms` */
	uint32_t calls;
	/* Seldom used from here on. */
	uint32_t start, ceiling_slots;
	bool fixed, grew;
	uint64_t counters_ms, quiet_since_ms, empty_seen;
};

struct queue_rx {
	uint32_t *producer_word, *consumer_word;
	struct xdp_desc *entries;
	uint32_t consumer, mask;
};

struct queue_tx {
	uint32_t *producer_word, *consumer_word, *flags;
	struct xdp_desc *entries;
	uint32_t producer, consumer; /* ours; the kernel's as last seen */
	uint32_t mask, slots;
	uint32_t unkicked; /* handed over since the kernel last heard of it */
	uint32_t kick_at;
	bool hides_progress; /* the kernel moves its index only when it found the ring empty: before 6.17 */
};

struct queue_completion {
	uint32_t *producer_word, *consumer_word;
	uint64_t *entries;
	uint32_t consumer, mask;
};

struct monitor;
struct xsk_port;

struct xsk_queue {
	struct pool_geometry geometry;
	uint8_t receiving, sending; /* states of this queue's frames */
	struct queue_rx rx;
	struct queue_fill fill;
	uint32_t stacked; /* frames on the stack */
	uint32_t stack_limit;

	_Alignas(64) struct queue_tx tx;
	struct queue_completion completion;
	uint32_t outstanding; /* frames out for sending */
	int trouble;          /* of the last kick: -ENETDOWN, or -ENODEV, which stays */

	_Alignas(64) struct queue_counters counters;

	_Alignas(64) uint32_t stack[QUEUE_STACK];

	/* Not on the data path. */
	struct xsk_pool *pool;
	const struct queue_host *host;
	int fd;
	uint32_t slot; /* in the pool */
	bool zerocopy, busy_poll;
	bool short_of_room;  /* the last send or allocate gave less than asked */
	uint32_t no_ring[4]; /* stands in for the indices of a ring that the socket has not */

	/* Waiting: wait.c. */
	uint32_t wake_requested; /* atomic */
	int wake_fd;
	int poll_fd;
	bool link_down;
	struct monitor *monitor;

	struct xsk_port *port;
	uint32_t id;
	enum xsk_mode mode;
};

/*
 * Makes a queue on rings that exist; the struct must be aligned to 64 bytes. -ENOSPC: the pool has no slot.
 * After queue_retire the frames that the kernel held are still lent; pool_reclaim and pool_slot_give follow
 * when the kernel has let go.
 */
int queue_init(struct xsk_queue *queue, const struct queue_setup *setup);
void queue_retire(struct xsk_queue *queue);

/* Puts frames into the fill ring up to its level; before bind, and in every receive. */
void queue_refill(struct xsk_queue *queue, uint32_t backlog);

/* The level of the fill ring: its start, one raise, and a look at clock and counters. queue_fill.c. */
void queue_fill_init(struct xsk_queue *queue, const struct queue_setup *setup);
void queue_fill_raise(struct xsk_queue *queue);
void queue_fill_periodic(struct xsk_queue *queue);

/* Frames from the completion ring to the stack; how many. */
uint32_t queue_drain(struct xsk_queue *queue);

/*
 * Makes the kernel see what was sent. 0: it has seen all; 1: it takes no more for now; -ENETDOWN;
 * -ENODEV: gone or dead, and so it stays.
 */
int queue_kick(struct xsk_queue *queue);

/* At least @wanted (at most the stack's limit) on the stack, from completions, then the pool; how many are
 * there. */
uint32_t queue_stack_fill(struct xsk_queue *queue, uint32_t wanted);
/* Gives the upper half of the stack to the pool: who takes from there next finds the warmest frames. */
void queue_stack_spill(struct xsk_queue *queue);

/* The kernel's index in the TX ring. A: it has read a slot before we write it again. An index that is not
 * between its last and ours is somebody else's, and ignored. */
static inline uint32_t queue_tx_look(struct queue_tx *tx)
{
	uint32_t consumer = __atomic_load_n(tx->consumer_word, __ATOMIC_ACQUIRE);

	if (tx->producer - consumer <= tx->producer - tx->consumer)
		tx->consumer = consumer;
	return tx->consumer;
}

/* Kernel asks to be woken for this ring. Relaxed: it looks at the ring again after it has set the flag. */
static inline bool ring_needs_wakeup(const uint32_t *flags)
{
	return __atomic_load_n(flags, __ATOMIC_RELAXED) & XDP_RING_NEED_WAKEUP;
}

/* More in the RX ring than was lent: some of it is not the kernel's. What of it to look at. */
uint32_t queue_backlog_distrusted(struct xsk_queue *queue, uint32_t claimed);

static inline uint32_t queue_backlog(struct xsk_queue *queue)
{
	/* C. */
	uint32_t backlog = __atomic_load_n(queue->rx.producer_word, __ATOMIC_ACQUIRE) - queue->rx.consumer;

	if (__builtin_expect(backlog > queue->fill.lent, 0))
		return queue_backlog_distrusted(queue, backlog);
	return backlog;
}

#endif
