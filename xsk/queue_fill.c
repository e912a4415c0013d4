// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Elastic fill: how many frames stand in front of the kernel. Few stay in cache; many bridge a pause of the
 * receiver (rate times pause). The level rises at once when the backlog shows a pause, on proof when the
 * kernel found the ring empty, and sinks after a second without need. Figures: facts/afxdp.md 4.1.
 */
#include <errno.h>
#include <string.h>

#include "xsk/queue.h"

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* By the rings, and by what other queues of the pool need; the latter changes as ports come and go. */
static uint32_t fill_ceiling(const struct xsk_queue *queue)
{
	uint32_t share = pool_share(queue->pool);

	return smaller(queue->fill.ceiling_slots, share > queue->fill.start ? share : queue->fill.start);
}

static void fill_set_level(struct xsk_queue *queue, uint32_t level)
{
	struct queue_fill *fill = &queue->fill;

	fill->level = level;
	fill->step = level / 8 < 32 ? level / 8 : 32;
	if (!fill->step)
		fill->step = 1;
	fill->grow_above = fill->fixed || level >= fill_ceiling(queue) ? UINT32_MAX : level / 2;
	counter_set(&queue->counters.fill_level, level);
	if (level > queue->counters.fill_level_max)
		counter_set(&queue->counters.fill_level_max, level);
}

void queue_fill_raise(struct xsk_queue *queue)
{
	uint32_t level = smaller(2 * queue->fill.level, fill_ceiling(queue));

	queue->fill.grew = true;
	if (level > queue->fill.level)
		counter_add(&queue->counters.fill_grown, 1);
	else
		level = queue->fill.level;
	fill_set_level(queue, level);
}

/* The kernel looked for a frame and found none: proof that the level is too low. */
static void look_at_counters(struct xsk_queue *queue)
{
	struct xdp_statistics counters;

	memset(&counters, 0, sizeof(counters));
	if (queue->host->counters(queue->fd, &counters))
		return;
	if (counters.rx_fill_ring_empty_descs > queue->fill.empty_seen)
		queue_fill_raise(queue);
	queue->fill.empty_seen = counters.rx_fill_ring_empty_descs;
}

void queue_fill_periodic(struct xsk_queue *queue)
{
	struct queue_fill *fill = &queue->fill;
	uint64_t now = queue->host->now_ms();

	if (fill->fixed)
		return;
	if (now - fill->counters_ms >= QUEUE_COUNTERS_MS) {
		fill->counters_ms = now;
		look_at_counters(queue);
	}
	if (now - fill->quiet_since_ms < QUEUE_QUIET_MS)
		return;
	if (fill->grew || fill->peak >= fill->level / 8)
		fill_set_level(queue, smaller(fill->level, fill_ceiling(queue)));
	else if (fill->level / 2 >= fill->start)
		fill_set_level(queue, fill->level / 2);
	else if (fill->level > fill->start)
		fill_set_level(queue, fill->start);
	fill->grew = false;
	fill->peak = 0;
	fill->quiet_since_ms = now;
}

void queue_fill_init(struct xsk_queue *queue, const struct queue_setup *setup)
{
	struct queue_fill *fill = &queue->fill;
	uint32_t slots = setup->fill.slots, start = QUEUE_FILL_START;

	fill->fixed = setup->fill_frames != 0 || !setup->rx.slots;
	fill->ceiling_slots = smaller(slots, setup->rx.slots);
	if (setup->fill_frames)
		start = setup->fill_frames;
	else if (setup->fill_floor > start)
		start = setup->fill_floor;
	else
		start = smaller(start, pool_share(queue->pool));
	fill->start = smaller(start, setup->zerocopy ? slots : fill->ceiling_slots);
	/* A driver in zero-copy takes frames at bind and counts on them, also for a queue that only sends. */
	if (!setup->rx.slots)
		fill->start = setup->zerocopy ? smaller(setup->fill_floor, slots) : 0;
	fill->quiet_since_ms = queue->host->now_ms();
	fill->counters_ms = fill->quiet_since_ms;
	fill_set_level(queue, fill->start);
}
