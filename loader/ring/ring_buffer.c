// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The manager of several rings: one epoll descriptor over all. */
#include <bpf/libbpf.h>
#include <limits.h>
#include <stdlib.h>

#include "base/syscall.h"
#include "loader/result.h"
#include "loader/ring/ring.h"

/*
 * Rings are allocated one by one: ring_buffer__ring() hands out pointers that stay good when more are added.
 */
struct ring_buffer {
	struct ring **rings;
	struct epoll_event *events;
	unsigned int count;
	int epoll;
};

static int add_ring(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample, void *context)
{
	struct epoll_event *events;
	struct ring **rings, *ring;
	int result;

	rings = realloc(rb->rings, (rb->count + 1) * sizeof(*rings));
	if (!rings)
		return -ENOMEM;
	rb->rings = rings;
	events = realloc(rb->events, (rb->count + 1) * sizeof(*events));
	if (!events)
		return -ENOMEM;
	rb->events = events;
	ring = malloc(sizeof(*ring));
	if (!ring)
		return -ENOMEM;
	ring->sample = sample;
	ring->context = context;
	ring->map_fd = map_fd;
	result = ring_mapping_open(&ring->mapping, map_fd, BPF_MAP_TYPE_RINGBUF);
	if (!result)
		result = sys_epoll_add(rb->epoll, map_fd, EPOLLIN, rb->count);
	if (result) {
		ring_mapping_close(&ring->mapping);
		free(ring);
		return result;
	}
	rb->rings[rb->count++] = ring;
	return 0;
}

int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb, void *ctx)
{
	return result_int(add_ring(rb, map_fd, sample_cb, ctx));
}

struct ring_buffer *ring_buffer__new(
	int map_fd, ring_buffer_sample_fn sample_cb, void *ctx, const struct ring_buffer_opts *opts)
{
	struct ring_buffer *rb;
	int result;

	if (!OPTS_VALID(opts, ring_buffer_opts))
		return result_null(-EINVAL);
	rb = calloc(1, sizeof(*rb));
	if (!rb)
		return result_null(-ENOMEM);
	result = rb->epoll = sys_epoll_create();
	if (result >= 0)
		result = add_ring(rb, map_fd, sample_cb, ctx);
	if (result < 0) {
		ring_buffer__free(rb);
		return result_null(result);
	}
	return rb;
}

void ring_buffer__free(struct ring_buffer *rb)
{
	if (!rb)
		return;
	for (unsigned int i = 0; i < rb->count; i++) {
		ring_mapping_close(&rb->rings[i]->mapping);
		free(rb->rings[i]);
	}
	if (rb->epoll >= 0)
		close(rb->epoll);
	free(rb->events);
	free(rb->rings);
	free(rb);
}

int ring_buffer__consume_n(struct ring_buffer *rb, size_t n)
{
	size_t left = n > INT_MAX ? INT_MAX : n;
	int total = 0;

	for (unsigned int i = 0; i < rb->count && left; i++) {
		int count = ring__consume_n(rb->rings[i], left);

		if (count < 0)
			return count;
		total += count;
		left -= (size_t)count;
	}
	return total;
}

int ring_buffer__consume(struct ring_buffer *rb)
{
	return ring_buffer__consume_n(rb, INT_MAX);
}

int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
{
	int ready = sys_result(epoll_wait(rb->epoll, rb->events, (int)rb->count, timeout_ms));
	int total = 0;

	if (ready < 0)
		return result_int(ready);
	for (int i = 0; i < ready; i++) {
		int count = ring__consume_n(rb->rings[rb->events[i].data.u64], (size_t)(INT_MAX - total));

		if (count < 0)
			return count;
		total += count;
	}
	return total;
}

int ring_buffer__epoll_fd(const struct ring_buffer *rb)
{
	return rb->epoll;
}

struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx)
{
	if (idx >= rb->count)
		return result_null(-ERANGE);
	return rb->rings[idx];
}
