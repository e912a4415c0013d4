// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The send path: allocate, TX ring, completions. Waking the kernel is queue_kick.c's. */
#include <errno.h>

#include "xsk/queue.h"

/* Addresses of the completion ring that fit on the stack; how many were ours. */
static inline __attribute__((always_inline)) uint32_t take_back(
	struct xsk_queue *queue, uint32_t consumer, uint32_t count, uint32_t shift)
{
	const struct pool_geometry geometry = queue->geometry;
	const uint8_t sending = queue->sending;
	uint32_t *first = queue->stack + queue->stacked, *top = first;

	for (uint32_t stretch; count; count -= stretch, consumer += stretch) {
		const uint64_t *entry = queue->completion.entries + (consumer & queue->completion.mask), *end;

		stretch = queue->completion.mask + 1 - (consumer & queue->completion.mask);
		stretch = stretch < count ? stretch : count;
		for (end = entry + stretch; entry != end; entry++) {
			uint64_t address = __atomic_load_n(entry, __ATOMIC_RELAXED);
			/* The kernel may have cleared the lowest bit: only the frame counts. */
			uint64_t frame = pool_frame_in(&geometry, pool_plain_address(address, shift), shift);

			if (__builtin_expect(frame >= geometry.frames ||
						     frame_state(geometry.states, frame) != sending,
				    0)) {
				counter_add(&queue->counters.completion_invalid, 1);
				continue;
			}
			frame_set_state(geometry.states, frame, geometry.free_state);
			*top++ = (uint32_t)frame;
		}
	}
	queue->stacked += (uint32_t)(top - first);
	return (uint32_t)(top - first);
}

static __attribute__((noinline)) uint32_t take_back_2048(
	struct xsk_queue *queue, uint32_t consumer, uint32_t count)
{
	return take_back(queue, consumer, count, 11);
}

static __attribute__((noinline)) uint32_t take_back_4096(
	struct xsk_queue *queue, uint32_t consumer, uint32_t count)
{
	return take_back(queue, consumer, count, 12);
}

static __attribute__((noinline)) uint32_t take_back_other(
	struct xsk_queue *queue, uint32_t consumer, uint32_t count)
{
	return take_back(queue, consumer, count, 0);
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
		if (queue->geometry.shift == 11)
			drained += take_back_2048(queue, producer - count, part);
		else if (queue->geometry.shift == 12)
			drained += take_back_4096(queue, producer - count, part);
		else
			drained += take_back_other(queue, producer - count, part);
		count -= part;
	}
	completion->consumer = producer;
	/* D: reads before the index. */
	__atomic_store_n(completion->consumer_word, producer, __ATOMIC_RELEASE);
	queue->outstanding -= drained;
	counter_add(&queue->counters.tx_completed, drained);
	return drained;
}

/* Frames from the top of the stack as empty packets. */
static inline __attribute__((always_inline)) void hand_out(
	struct xsk_queue *queue, struct xsk_packet *packet, uint32_t count, uint32_t shift)
{
	const struct pool_geometry geometry = queue->geometry;
	const uint32_t *top = queue->stack + queue->stacked, *end = top - count;
	uint8_t *data = geometry.area + geometry.data_offset;

	for (; top != end; packet++) {
		uint32_t frame = *--top;

		frame_set_state(geometry.states, frame, FRAME_APPLICATION);
		packet->data = data + pool_address_in(&geometry, frame, shift);
		packet->addr = frame;
		*(two_words *)&packet->len = 0;
	}
	queue->stacked -= count;
}

static __attribute__((noinline)) void hand_out_2048(
	struct xsk_queue *queue, struct xsk_packet *packets, uint32_t count)
{
	hand_out(queue, packets, count, 11);
}

static __attribute__((noinline)) void hand_out_4096(
	struct xsk_queue *queue, struct xsk_packet *packets, uint32_t count)
{
	hand_out(queue, packets, count, 12);
}

static __attribute__((noinline)) void hand_out_other(
	struct xsk_queue *queue, struct xsk_packet *packets, uint32_t count)
{
	hand_out(queue, packets, count, 0);
}

uint32_t xsk_queue__allocate(struct xsk_queue *queue, struct xsk_packet *packets, uint32_t max)
{
	uint32_t count = 0;

	while (count < max) {
		uint32_t part = max - count < queue->stack_limit ? max - count : queue->stack_limit;

		if (queue->stacked < part && queue_stack_fill(queue, part) < part)
			part = queue->stacked;
		if (queue->geometry.shift == 11)
			hand_out_2048(queue, packets + count, part);
		else if (queue->geometry.shift == 12)
			hand_out_4096(queue, packets + count, part);
		else
			hand_out_other(queue, packets + count, part);
		count += part;
		if (!part) {
			queue->short_of_room = true;
			break;
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

/* Packets into the TX ring, up to the first that can't be sent; how many. */
static inline __attribute__((always_inline)) uint32_t put(
	struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t limit, uint32_t shift)
{
	const struct pool_geometry geometry = queue->geometry;
	const uint8_t sending = queue->sending;
	const struct xsk_packet *packet = packets;
	uint32_t producer = queue->tx.producer, count = 0;
	uint64_t bytes = 0;

	for (uint32_t stretch = 1; count < limit && stretch;) {
		struct xdp_desc *entry = queue->tx.entries + (producer & queue->tx.mask), *first = entry,
				*end;

		stretch = queue->tx.slots - (producer & queue->tx.mask);
		stretch = stretch < limit - count ? stretch : limit - count;
		for (end = entry + stretch; entry != end; entry++, packet++) {
			uint64_t frame = packet->addr;
			uint64_t address = (uint64_t)((uint8_t *)packet->data - geometry.area);
			uint64_t words = *(const two_words *)&packet->len, size = first_low(words);

			/* Flags stand in the upper half: with any, or with length 0, size - 1 is larger than
			 * any room. */
			if (__builtin_expect(
				    frame >= geometry.frames ||
					    (shift && pool_frame_in(&geometry, address, shift) != frame) ||
					    size - 1 >= pool_room_in(&geometry, frame, address, shift) ||
					    frame_state(geometry.states, frame) != FRAME_APPLICATION,
				    0)) {
				stretch = 0;
				break;
			}
			frame_set_state(geometry.states, frame, sending);
			__atomic_store_n(&entry->addr, address, __ATOMIC_RELAXED);
			__atomic_store_n((two_words *)&entry->len, words, __ATOMIC_RELAXED);
			bytes += size;
		}
		producer += (uint32_t)(entry - first);
		count += (uint32_t)(entry - first);
	}
	if (count) {
		queue->tx.producer = producer;
		/* B: slots before the index. */
		__atomic_store_n(queue->tx.producer_word, producer, __ATOMIC_RELEASE);
		queue->outstanding += count;
		queue->tx.unkicked += count;
		counter_add(&queue->counters.tx_packets, count);
		counter_add(&queue->counters.tx_bytes, bytes);
	}
	return count;
}

static __attribute__((noinline)) uint32_t put_2048(
	struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t limit)
{
	return put(queue, packets, limit, 11);
}

static __attribute__((noinline)) uint32_t put_4096(
	struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t limit)
{
	return put(queue, packets, limit, 12);
}

static __attribute__((noinline)) uint32_t put_other(
	struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t limit)
{
	return put(queue, packets, limit, 0);
}

int xsk_queue__send(struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t count)
{
	struct queue_tx *tx = &queue->tx;
	uint32_t room = tx->slots - (tx->producer - tx->consumer), limit, taken;

	if (__builtin_expect(queue->trouble && queue_kick(queue) < 0, 0))
		return queue->trouble;
	if (room < count)
		room = send_make_room(queue, count);
	limit = room < count ? room : count;
	if (queue->geometry.shift == 11)
		taken = put_2048(queue, packets, limit);
	else
		taken = queue->geometry.shift == 12 ? put_4096(queue, packets, limit)
						    : put_other(queue, packets, limit);
	if (tx->unkicked >= tx->kick_at)
		queue_kick(queue);
	if (__builtin_expect(taken < count, 0)) {
		queue->short_of_room = taken == room;
		return send_short(queue, taken, room);
	}
	return (int)count;
}
