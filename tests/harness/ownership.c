// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The model, and its comparison with what the library believes. */
#include "tests/harness/ownership.h"

#include <string.h>

static const char *const owner_names[] = { "the library's", "the application's", "the caller's", "sent" };

void ownership_begin(
	struct ownership *model, const struct operations_host *host, struct xsk_pool *pool, bool callers)
{
	memset(model, 0, sizeof(*model));
	model->host = host;
	model->pool = pool;
	memset(model->owner, callers ? OWNER_CALLER : OWNER_LIBRARY, sizeof(model->owner));
}

/* A frame that was sent is back: its completion was taken, or its queue closed. */
static void came_back(struct ownership *model, uint64_t frame)
{
	const struct operations_host *host = model->host;
	unsigned int queue = model->sent_by[frame];

	if (host->completed && model->queues[queue] &&
		!host->completed(host->context, queue, (uint32_t)frame))
		operations_differ(
			"frame %llu was sent by queue %u and is not out any more, but was never completed",
			(unsigned long long)frame, queue);
	model->owner[frame] = OWNER_LIBRARY;
}

static void be_librarys(struct ownership *model, uint64_t frame, const char *where)
{
	if (frame >= model->pool->geometry.frames)
		operations_differ("frame %llu came %s, the pool has %u", (unsigned long long)frame, where,
			model->pool->geometry.frames);
	/* In this very call, perhaps. */
	if (model->owner[frame] == OWNER_SENT)
		came_back(model, frame);
	if (model->owner[frame] != OWNER_LIBRARY)
		operations_differ("frame %llu came %s, but is %s", (unsigned long long)frame, where,
			owner_names[model->owner[frame]]);
}

void ownership_to_application(struct ownership *model, uint64_t frame)
{
	be_librarys(model, frame, "to the application");
	model->owner[frame] = OWNER_APPLICATION;
	model->held++;
}

void ownership_to_caller(struct ownership *model, uint64_t frame)
{
	be_librarys(model, frame, "to the caller's list");
	model->owner[frame] = OWNER_CALLER;
}

void ownership_from_caller(struct ownership *model, uint64_t frame)
{
	model->owner[frame] = OWNER_LIBRARY;
}

void ownership_from_application(struct ownership *model, uint64_t frame, enum owner to, unsigned int queue)
{
	if (frame >= model->pool->geometry.frames || model->owner[frame] != OWNER_APPLICATION)
		operations_differ("frame %llu was taken from the application, which has it not",
			(unsigned long long)frame);
	model->owner[frame] = (uint8_t)to;
	model->sent_by[frame] = (uint8_t)queue;
	model->held--;
}

void ownership_stays(struct ownership *model, uint64_t frame)
{
	if (model->owner[frame] != OWNER_SENT)
		operations_differ("frame %llu was not taken, but is %s", (unsigned long long)frame,
			owner_names[model->owner[frame]]);
	model->owner[frame] = OWNER_APPLICATION;
	model->held++;
}

/* Which open queue a state names; -1: none. */
static int queue_of(const struct ownership *model, uint8_t state)
{
	for (int i = 0; i < OPERATIONS_QUEUES; i++)
		if (model->queues[i] &&
			(state == model->queues[i]->receiving || state == model->queues[i]->sending))
			return i;
	return -1;
}

/* How often each frame stands on the free list and the stacks together. */
static void count_free(const struct ownership *model, uint8_t *times)
{
	const struct xsk_pool *pool = model->pool;
	uint32_t frames = pool->geometry.frames, steps = 0;

	memset(times, 0, OPERATIONS_FRAMES);
	for (uint32_t link = pool->next ? (uint32_t)pool->head : 0; link; link = pool->next[link - 1]) {
		if (link > frames || ++steps > frames)
			operations_differ("the free list runs in a circle, or out of the pool");
		times[link - 1]++;
	}
	for (int i = 0; i < OPERATIONS_QUEUES; i++) {
		const struct xsk_queue *queue = model->queues[i];

		if (queue && queue->stacked > queue->stack_limit)
			operations_differ("queue %d has %u frames on a stack of %u", i, queue->stacked,
				queue->stack_limit);
		for (uint32_t at = 0; queue && at < queue->stacked; at++) {
			if (queue->stack[at] >= frames)
				operations_differ("queue %d has frame %u on its stack, of %u", i,
					queue->stack[at], frames);
			times[queue->stack[at]]++;
		}
	}
}

/* A frame that the library says is lent to a queue, or free. */
static void compare_frame(struct ownership *model, uint32_t frame, uint8_t times)
{
	uint8_t state = frame_state(model->pool->geometry.states, frame), *owner = &model->owner[frame];
	int queue = state >= FRAME_LENT ? queue_of(model, state) : -1;
	bool sending = queue >= 0 && state == model->queues[queue]->sending;
	bool callers = !model->pool->next;

	if (state >= FRAME_LENT && queue < 0)
		operations_differ("frame %u has state %u, of a queue that is closed", frame, state);
	if (*owner == OWNER_SENT && !sending)
		came_back(model, frame);
	if (sending ? *owner != OWNER_SENT || model->sent_by[frame] != queue
		    : state >= FRAME_LENT && *owner != OWNER_LIBRARY)
		operations_differ("frame %u is %s, its state %u: %s by queue %d", frame, owner_names[*owner],
			state, sending ? "being sent" : "lent for receiving", queue);
	if (state < FRAME_LENT && !callers && (*owner == OWNER_APPLICATION) != (state == FRAME_APPLICATION))
		operations_differ("frame %u is %s, its state %u", frame, owner_names[*owner], state);
	if (times != (state < FRAME_LENT && *owner == OWNER_LIBRARY))
		operations_differ("frame %u is %s, state %u, and stands %u times among the free ones", frame,
			owner_names[*owner], state, times);
}

static void compare_books(const struct ownership *model)
{
	const struct pool_geometry *geometry = &model->pool->geometry;
	uint32_t lent[OPERATIONS_QUEUES] = { 0 }, out[OPERATIONS_QUEUES] = { 0 };

	for (uint32_t frame = 0; frame < geometry->frames; frame++) {
		uint8_t state = frame_state(geometry->states, frame);
		int queue = state >= FRAME_LENT ? queue_of(model, state) : -1;

		if (queue >= 0 && state == model->queues[queue]->sending)
			out[queue]++;
		else if (queue >= 0)
			lent[queue]++;
	}
	for (int i = 0; i < OPERATIONS_QUEUES; i++) {
		const struct xsk_queue *queue = model->queues[i];

		if (queue && (queue->fill.lent != lent[i] || queue->outstanding != out[i]))
			operations_differ(
				"queue %d: %u frames lent for receiving, its book says %u; %u out, its book "
				"says %u",
				i, lent[i], queue->fill.lent, out[i], queue->outstanding);
	}
}

void ownership_compare(struct ownership *model)
{
	static uint8_t times[OPERATIONS_FRAMES];
	struct xsk_pool_stats stats;

	count_free(model, times);
	for (uint32_t frame = 0; frame < model->pool->geometry.frames; frame++)
		compare_frame(model, frame, times[frame]);
	compare_books(model);
	xsk_pool__stats(model->pool, &stats);
	if (stats.double_free != model->double_free)
		operations_differ("%llu frames were freed twice, the pool counted %llu",
			(unsigned long long)model->double_free, (unsigned long long)stats.double_free);
	if (model->pool->next && stats.application != model->held)
		operations_differ("the application holds %u frames, the pool counted %llu", model->held,
			(unsigned long long)stats.application);
}
