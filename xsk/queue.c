// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Making a queue on rings, its stack of free frames, and its way to the kernel. */
#include "xsk/queue.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/syscall.h"

static int kernel_counters(int fd, struct xdp_statistics *counters)
{
	socklen_t bytes = sizeof(*counters);

	return sys_getsockopt(fd, SOL_XDP, XDP_STATISTICS, counters, &bytes);
}

const struct queue_host queue_kernel = {
	.wake_transmit = sys_sendto_wakeup,
	.wake_receive = sys_recvfrom_wakeup,
	.counters = kernel_counters,
	.now_ms = clock_coarse_ms,
};

/* A ring that the socket has not: indices that never move, so that nobody has to ask. */
static struct ring_view ring_or_none(struct xsk_queue *queue, const struct ring_view *view)
{
	if (view->slots)
		return *view;
	return (struct ring_view){
		.producer = &queue->no_ring[0],
		.consumer = &queue->no_ring[0],
		.flags = &queue->no_ring[1],
	};
}

static void set_rings(struct xsk_queue *queue, const struct queue_setup *setup)
{
	struct ring_view rx = ring_or_none(queue, &setup->rx), tx = ring_or_none(queue, &setup->tx);
	struct ring_view fill = ring_or_none(queue, &setup->fill);
	struct ring_view completion = ring_or_none(queue, &setup->completion);

	queue->rx = (struct queue_rx){
		.producer_word = rx.producer,
		.consumer_word = rx.consumer,
		.entries = rx.entries,
		.consumer = *rx.consumer,
		.mask = rx.slots - 1,
	};
	queue->tx = (struct queue_tx){
		.producer_word = tx.producer,
		.consumer_word = tx.consumer,
		.flags = tx.flags,
		.entries = tx.entries,
		.producer = *tx.producer,
		.consumer = *tx.producer,
		.mask = tx.slots - 1,
		.slots = tx.slots,
		.hides_progress = setup->hides_progress,
		.kick_at = setup->kick ? setup->kick : QUEUE_KICK,
	};
	if (queue->tx.kick_at > tx.slots / 2 && tx.slots > 1)
		queue->tx.kick_at = tx.slots / 2;
	queue->fill = (struct queue_fill){
		.producer_word = fill.producer,
		.consumer_word = fill.consumer,
		.flags = fill.flags,
		.entries = fill.entries,
		.producer = *fill.producer,
		.mask = fill.slots - 1,
	};
	queue->completion = (struct queue_completion){
		.producer_word = completion.producer,
		.consumer_word = completion.consumer,
		.entries = completion.entries,
		.consumer = *completion.consumer,
		.mask = completion.slots - 1,
	};
}

/* Few enough that the stacks of idle queues do not starve the busy one. */
static uint32_t stack_limit(const struct xsk_pool *pool)
{
	uint32_t limit = pool_share(pool) / 4;

	return limit < 16 ? 16 : limit > QUEUE_STACK ? QUEUE_STACK : limit;
}

int queue_init(struct xsk_queue *queue, const struct queue_setup *setup)
{
	int code;

	memset(queue, 0, sizeof(*queue));
	queue->fd = setup->fd;
	queue->wake_fd = -1;
	queue->poll_fd = -1;
	code = pool_slot_take(setup->pool, &queue->slot);
	if (code)
		return code;
	queue->pool = setup->pool;
	queue->geometry = setup->pool->geometry;
	queue->host = setup->host ? setup->host : &queue_kernel;
	queue->zerocopy = setup->zerocopy;
	queue->busy_poll = setup->busy_poll;
	queue->receiving = frame_receiving(queue->slot);
	queue->sending = frame_sending(queue->slot);
	queue->stack_limit = stack_limit(setup->pool);
	set_rings(queue, setup);
	queue_fill_init(queue, setup);
	return 0;
}

void queue_retire(struct xsk_queue *queue)
{
	pool_give(queue->pool, queue->stack, queue->stacked);
	queue->stacked = 0;
}

uint32_t queue_stack_fill(struct xsk_queue *queue, uint32_t wanted)
{
	if (queue->outstanding)
		queue_drain(queue);
	if (queue->stacked < wanted)
		queue->stacked +=
			pool_take(queue->pool, queue->stack + queue->stacked, wanted - queue->stacked);
	return queue->stacked;
}

void queue_stack_spill(struct xsk_queue *queue)
{
	uint32_t half = queue->stacked / 2;

	queue->stacked -= half;
	pool_give(queue->pool, queue->stack + queue->stacked, half);
}
