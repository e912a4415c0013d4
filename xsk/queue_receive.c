// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The receive path: refill, RX ring, free. */
#include "xsk/queue.h"

static __attribute__((noinline)) void wake_fill(struct xsk_queue *queue)
{
	queue->host->wake_receive(queue->fd);
	counter_add(&queue->counters.wakeups, 1);
}

/* Nothing arrived: time for what costs a system call. */
static __attribute__((noinline)) uint32_t receive_idle(struct xsk_queue *queue)
{
	if (queue->tx.unkicked)
		queue_kick(queue);
	if (queue->fill.lent && (queue->busy_poll || ring_needs_wakeup(queue->fill.flags)))
		wake_fill(queue);
	return 0;
}

uint32_t queue_backlog_distrusted(struct xsk_queue *queue, uint32_t claimed)
{
	/* A ring holds no more than its slots: an index that ran away is followed, at once. */
	if (claimed > queue->rx.mask + 1) {
		queue->rx.consumer += claimed - (queue->rx.mask + 1);
		counter_add(&queue->counters.rx_invalid, 1);
	}
	return queue->fill.lent <= queue->rx.mask ? queue->fill.lent : queue->rx.mask + 1;
}

/* Up to @missing frames (at most the stack's limit) into the fill ring; how many. */
static uint32_t refill_part(struct xsk_queue *queue, uint32_t missing)
{
	struct queue_fill *fill = &queue->fill;
	const struct pool_geometry geometry = queue->geometry;
	uint32_t producer = fill->producer, count = missing;
	const uint32_t *top;

	if (queue->stacked < missing && queue_stack_fill(queue, missing) < missing)
		count = queue->stacked;
	top = queue->stack + queue->stacked;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t frame = *--top;

		frame_set_state(geometry.states, frame, queue->receiving);
		fill->entries[producer++ & fill->mask] = pool_frame_address(&geometry, frame);
	}
	queue->stacked -= count;
	fill->producer = producer;
	fill->lent += count;
	/* B: slots before the index. */
	__atomic_store_n(fill->producer_word, producer, __ATOMIC_RELEASE);
	return count;
}

static __attribute__((noinline)) int32_t smaller_room(const struct queue_fill *fill, int32_t missing)
{
	/* A: the kernel has read a slot before we write it again. */
	uint32_t used = fill->producer - __atomic_load_n(fill->consumer_word, __ATOMIC_ACQUIRE);
	uint32_t room = used <= fill->mask + 1 ? fill->mask + 1 - used : 0;

	return room < (uint32_t)missing ? (int32_t)room : missing;
}

void queue_refill(struct xsk_queue *queue, uint32_t backlog)
{
	struct queue_fill *fill = &queue->fill;
	int32_t missing = (int32_t)(fill->level + backlog - fill->lent);

	/* With an honest backlog the ring has room. Where that is not certain, ask the kernel's index. */
	if (missing > 0 && fill->lent + (uint32_t)missing > fill->mask + 1)
		missing = smaller_room(fill, missing);
	while (missing > 0) {
		uint32_t part =
			(uint32_t)missing < queue->stack_limit ? (uint32_t)missing : queue->stack_limit;
		uint32_t count = refill_part(queue, part);

		if (count < part)
			break;
		missing -= (int32_t)count;
	}
	if (__builtin_expect(ring_needs_wakeup(fill->flags), 0))
		wake_fill(queue);
}

uint32_t xsk_queue__receive(struct xsk_queue *queue, struct xsk_packet *packets, uint32_t max)
{
	const struct pool_geometry geometry = queue->geometry;
	const uint8_t receiving = queue->receiving;
	const struct xdp_desc *entries = queue->rx.entries;
	const uint32_t mask = queue->rx.mask;
	struct queue_fill *fill = &queue->fill;
	uint32_t backlog = queue_backlog(queue);
	uint32_t consumer = queue->rx.consumer, end, count = 0;
	uint64_t bytes = 0;

	if (__builtin_expect(backlog > fill->grow_above, 0))
		queue_fill_raise(queue);
	if (backlog > fill->peak)
		fill->peak = backlog;
	if ((int32_t)(fill->level + backlog - fill->lent) >= (int32_t)fill->step)
		queue_refill(queue, backlog);
	if (__builtin_expect(!(++fill->calls & (QUEUE_CLOCK_CALLS - 1)), 0))
		queue_fill_periodic(queue);
	if (!backlog)
		return receive_idle(queue);

	end = consumer + (backlog < max ? backlog : max);
	for (; consumer != end; consumer++) {
		const struct xdp_desc *descriptor = &entries[consumer & mask];
		/* Read once: the other side may change it between a check and its use. */
		uint64_t raw = __atomic_load_n(&descriptor->addr, __ATOMIC_RELAXED);
		uint32_t len = __atomic_load_n(&descriptor->len, __ATOMIC_RELAXED);
		uint32_t options = __atomic_load_n(&descriptor->options, __ATOMIC_RELAXED);
		/* Unaligned mode keeps the offset in the upper bits; aligned, they are zero. */
		uint64_t address =
			(raw & XSK_UNALIGNED_BUF_ADDR_MASK) + (raw >> XSK_UNALIGNED_BUF_OFFSET_SHIFT);
		uint64_t frame = pool_frame_at(&geometry, address);
		uint64_t offset = address - pool_frame_address(&geometry, frame);

		if (__builtin_expect(frame >= geometry.frames || offset + (len - 1) >= geometry.frame_bytes ||
					     frame_state(geometry.states, frame) != receiving || options,
			    0)) {
			counter_add(&queue->counters.rx_invalid, 1);
			continue;
		}
		frame_set_state(geometry.states, frame, FRAME_APPLICATION);
		packets[count].data = geometry.area + address;
		packets[count].addr = frame;
		packets[count].len = len;
		packets[count].flags = 0;
		__builtin_prefetch(geometry.area + address);
		bytes += len;
		count++;
	}
	queue->rx.consumer = consumer;
	/* D: reads before the index. */
	__atomic_store_n(queue->rx.consumer_word, consumer, __ATOMIC_RELEASE);
	fill->lent -= count;
	counter_add(&queue->counters.rx_packets, count);
	counter_add(&queue->counters.rx_bytes, bytes);
	return count;
}

void xsk_queue__free(struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t count)
{
	uint8_t *states = queue->geometry.states;
	const uint32_t frames = queue->geometry.frames;
	const uint8_t free_state = queue->geometry.free_state;

	while (count) {
		uint32_t part, stacked;

		if (queue->stacked == queue->stack_limit)
			queue_stack_spill(queue);
		part = queue->stack_limit - queue->stacked;
		if (part > count)
			part = count;
		stacked = queue->stacked;
		for (uint32_t i = 0; i < part; i++) {
			uint64_t frame = packets[i].addr;

			if (__builtin_expect(
				    frame >= frames || frame_state(states, frame) != FRAME_APPLICATION, 0)) {
				pool_count_double_free(queue->pool);
				continue;
			}
			frame_set_state(states, frame, free_state);
			queue->stack[stacked++] = (uint32_t)frame;
		}
		queue->stacked = stacked;
		packets += part;
		count -= part;
	}
}
