// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A single ring: positions, handing records to a callback, and the batch form. */
#include "loader/ring/ring.h"

#include <errno.h>
#include <limits.h>
#include <xsk/ring_records.h>

#include "loader/print.h"
#include "loader/result.h"

void xsk_ring_records__look(struct ring *ring, struct xsk_ring_view *view)
{
	view->data = ring->mapping.data;
	view->mask = ring->mapping.mask;
	view->position = *ring->mapping.consumer; /* nobody else writes it */
	/* Acquire, with the kernel's release in __bpf_ringbuf_reserve(): headers before the position. */
	view->end = __atomic_load_n(ring->mapping.producer, __ATOMIC_ACQUIRE);
}

/* Release, with the kernel's acquire of consumer_pos: our reads are done before it sees the room. */
static void release_to(unsigned long *consumer, uint64_t position)
{
	__atomic_store_n(consumer, (unsigned long)position, __ATOMIC_RELEASE);
}

void xsk_ring_records__release(struct ring *ring, uint64_t position)
{
	release_to(ring->mapping.consumer, position);
}

/*
 * Up to @max records to the callback. The position is published after each, because a callback may take its
 * time and may ask for the positions.
 */
static int64_t consume(struct ring *ring, size_t max)
{
	unsigned long *consumer = ring->mapping.consumer;
	ring_buffer_sample_fn sample = ring->sample;
	void *context = ring->context;
	struct xsk_ring_records records;
	int64_t count = 0;
	const void *data;
	uint32_t size;

	for (;;) {
		int64_t before = count;

		xsk_ring_records__begin(&records, ring);
		while ((size_t)count < max && (data = xsk_ring_records__next(&records, &size))) {
			int result = sample(context, (void *)data, size);

			release_to(consumer, records.view.position);
			if (result < 0)
				return result;
			count++;
		}
		/* Discarded records at the end are given back too. */
		if (xsk_ring_records__end(&records)) {
			print_warn("ring buffer: a record's length runs beyond the ring; reading stopped\n");
			return -EBADMSG;
		}
		if (count == before || (size_t)count >= max)
			return count;
	}
}

int ring__consume_n(struct ring *r, size_t n)
{
	int64_t count = consume(r, n > INT_MAX ? INT_MAX : n);

	return count < 0 ? result_int((int)count) : (int)count;
}

int ring__consume(struct ring *r)
{
	return ring__consume_n(r, INT_MAX);
}

unsigned long ring__consumer_pos(const struct ring *r)
{
	/* Relaxed: who asks is the consumer. */
	return __atomic_load_n(r->mapping.consumer, __ATOMIC_RELAXED);
}

unsigned long ring__producer_pos(const struct ring *r)
{
	return __atomic_load_n(r->mapping.producer, __ATOMIC_ACQUIRE);
}

size_t ring__avail_data_size(const struct ring *r)
{
	unsigned long consumer = ring__consumer_pos(r);

	return ring__producer_pos(r) - consumer;
}

size_t ring__size(const struct ring *r)
{
	return r->mapping.mask + 1;
}

int ring__map_fd(const struct ring *r)
{
	return r->map_fd;
}
