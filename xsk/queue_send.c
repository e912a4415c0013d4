// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The send path: allocate, TX ring, completions. Waking the kernel is queue_kick.c's. */
#include <errno.h>

#include "xsk/queue.h"

/* One stretch of the completion ring that fits on the stack; how many were ours. */
static uint32_t drain_part(struct xsk_queue *queue, uint32_t consumer, uint32_t count)
{
	const struct pool_geometry geometry = queue->geometry;
	const struct queue_completion *completion = &queue->completion;
	const uint8_t sending = queue->sending;
	uint32_t stacked = queue->stacked, before = stacked;

	for (uint32_t end = consumer + count; consumer != end; consumer++) {
		uint64_t raw =
			__atomic_load_n(&completion->entries[consumer & completion->mask], __ATOMIC_RELAXED);
		uint64_t frame = pool_frame_at(&geometry,
			(raw & XSK_UNALIGNED_BUF_ADDR_MASK) + (raw >> XSK_UNALIGNED_BUF_OFFSET_SHIFT));

		if (__builtin_expect(
			    frame >= geometry.frames || frame_state(geometry.states, frame) != sending, 0)) {
			counter_add(&queue->counters.completion_invalid, 1);
			continue;
		}
		frame_set_state(geometry.states, frame, geometry.free_state);
		queue->stack[stacked++] = (uint32_t)frame;
	}
	queue->stacked = stacked;
	return stacked - before;
}

uint32_t queue_drain(struct xsk_queue *queue)
{
	struct queue_completion *completion = &queue->completion;
	/* C. */
	uint32_t producer = __atomic_load_n(completion->producer_word, __ATOMIC_ACQUIRE);
	uint32_t count = producer - completion->consumer, drained = 0;

	if (!count)
		return 0;
	/* A ring holds no more than its slots: an index that ran away is followed, at once. */
	if (__builtin_expect(count > completion->mask + 1, 0)) {
		counter_add(&queue->counters.completion_invalid, 1);
		count = completion->mask + 1;
	}
	while (count) {
		uint32_t part;

		if (queue->stacked == queue->stack_limit)
			queue_stack_spill(queue);
		part = queue->stack_limit - queue->stacked;
		if (part > count)
			part = count;
		drained += drain_part(queue, producer - count, part);
		count -= part;
	}
	completion->consumer = producer;
	/* D: reads before the index. */
	__atomic_store_n(completion->consumer_word, producer, __ATOMIC_RELEASE);
	queue->outstanding -= drained;
	counter_add(&queue->counters.tx_completed, drained);
	return drained;
}

uint32_t xsk_queue__allocate(struct xsk_queue *queue, struct xsk_packet *packets, uint32_t max)
{
	const struct pool_geometry geometry = queue->geometry;
	uint32_t count = 0;

	while (count < max) {
		uint32_t part = max - count;
		const uint32_t *top;

		if (part > queue->stack_limit)
			part = queue->stack_limit;
		if (queue->stacked < part && queue_stack_fill(queue, part) < part)
			part = queue->stacked;
		if (!part) {
			queue->short_of_room = true;
			break;
		}
		top = queue->stack + queue->stacked;
		queue->stacked -= part;
		for (; part; part--) {
			uint32_t frame = *--top;

			frame_set_state(geometry.states, frame, FRAME_APPLICATION);
			packets[count].data =
				geometry.area + pool_frame_address(&geometry, frame) + geometry.data_offset;
			packets[count].addr = frame;
			packets[count].len = 0;
			packets[count].flags = 0;
			count++;
		}
	}
	return count;
}

/* Room for @wanted in the TX ring, with all that can be done for it; how much there is. */
static __attribute__((noinline)) uint32_t send_make_room(struct xsk_queue *queue, uint32_t wanted)
{
	struct queue_tx *tx = &queue->tx;
	uint32_t room;

	room = tx->slots - (tx->producer - queue_tx_look(tx));
	if (room < wanted) {
		queue_kick(queue);
		room = tx->slots - (tx->producer - queue_tx_look(tx));
	}
	return room;
}

/* Nothing was taken, or not all: what to tell the caller. */
static __attribute__((noinline)) int send_short(struct xsk_queue *queue, uint32_t taken, uint32_t room)
{
	if (taken)
		return (int)taken;
	if (queue->trouble)
		return queue->trouble;
	if (!room && queue->tx.slots)
		return 0;
	counter_add(&queue->counters.tx_refused, 1);
	return -EINVAL;
}

int xsk_queue__send(struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t count)
{
	const struct pool_geometry geometry = queue->geometry;
	const uint8_t sending = queue->sending;
	struct queue_tx *tx = &queue->tx;
	struct xdp_desc *entries = tx->entries;
	const uint32_t mask = tx->mask;
	uint32_t producer = tx->producer, taken = 0, limit;
	uint32_t room = tx->slots - (producer - tx->consumer);
	uint64_t bytes = 0;

	if (__builtin_expect(queue->trouble && queue_kick(queue) < 0, 0))
		return queue->trouble;
	if (room < count)
		room = send_make_room(queue, count);
	limit = room < count ? room : count;
	for (; taken < limit; taken++) {
		const struct xsk_packet *packet = &packets[taken];
		uint64_t frame = packet->addr;
		uint64_t start = pool_frame_address(&geometry, frame);
		uint64_t address = (uint64_t)((uint8_t *)packet->data - geometry.area);
		uint64_t offset = address - start;
		uint32_t len = packet->len;

		/* len - 1 refuses 0 too; an offset below the frame's start has become huge. */
		if (__builtin_expect(frame >= geometry.frames || offset > geometry.frame_bytes ||
					     len - 1 >= geometry.frame_bytes - (uint32_t)offset ||
					     packet->flags ||
					     frame_state(geometry.states, frame) != FRAME_APPLICATION,
			    0))
			break;
		frame_set_state(geometry.states, frame, sending);
		entries[(producer + taken) & mask] = (struct xdp_desc){ .addr = address, .len = len };
		bytes += len;
	}
	if (taken) {
		tx->producer = producer + taken;
		/* B: slots before the index. */
		__atomic_store_n(tx->producer_word, tx->producer, __ATOMIC_RELEASE);
		queue->outstanding += taken;
		tx->unkicked += taken;
		counter_add(&queue->counters.tx_packets, taken);
		counter_add(&queue->counters.tx_bytes, bytes);
		if (tx->unkicked >= tx->kick_at)
			queue_kick(queue);
	}
	if (__builtin_expect(taken < count, 0)) {
		queue->short_of_room = taken == room;
		return send_short(queue, taken, room);
	}
	return (int)count;
}
