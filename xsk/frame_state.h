/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Who owns a frame: one byte for each, in every build.
 *
 * It is written at refill, receive, send, completion, allocate and free, and what a ring says is believed
 *only where the byte agrees. A frame that changes threads does so through a ring, the free list or the
 *application, which order the accesses; the bytes themselves are relaxed atomics.
 *
 *	FREE ---refill---> RECEIVING(q) ---receive---> APPLICATION ---send---> SENDING(q) ---completion--->
 *FREE FREE ---allocate---> APPLICATION ---free---> FREE
 */
#ifndef XSK_FRAME_STATE_H
#define XSK_FRAME_STATE_H

#include <stdint.h>

enum {
	FRAME_FREE = 0,
	FRAME_APPLICATION = 1,
	/* From here on two values for each queue of the pool, by its slot. */
	FRAME_LENT = 2,
	/* Queues of one pool at a time; the last value stays unused, so that it can mark what is no frame. */
	FRAME_SLOTS = 126,
};

/* Lent to the kernel for a packet to arrive: in the fill ring, in the NIC, or in the RX ring. */
static inline uint8_t frame_receiving(uint32_t slot)
{
	return (uint8_t)(FRAME_LENT + 2 * slot);
}

/* Lent to the kernel with a packet to send: in the TX ring, in flight, or in the completion ring. */
static inline uint8_t frame_sending(uint32_t slot)
{
	return (uint8_t)(FRAME_LENT + 2 * slot + 1);
}

static inline uint8_t frame_state(const uint8_t *states, uint64_t frame)
{
	return __atomic_load_n(&states[frame], __ATOMIC_RELAXED);
}

static inline void frame_set_state(uint8_t *states, uint64_t frame, uint8_t state)
{
	__atomic_store_n(&states[frame], state, __ATOMIC_RELAXED);
}

#endif
