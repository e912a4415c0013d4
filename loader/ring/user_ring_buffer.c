// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The producer of a BPF_MAP_TYPE_USER_RINGBUF: user space writes, bpf_user_ringbuf_drain() reads. */
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <time.h>

#include "base/syscall.h"
#include "loader/result.h"
#include "loader/ring/mapping.h"

struct user_ring_buffer {
	struct ring_mapping mapping;
	int epoll;
};

/* The kernel reads it in __bpf_user_ringbuf_peek(): length and flags, then a word it asks to be zero. */
struct record_header {
	__u32 length;
	__u32 page_offset;
};

struct user_ring_buffer *user_ring_buffer__new(int map_fd, const struct user_ring_buffer_opts *opts)
{
	struct user_ring_buffer *rb;
	int result;

	if (!OPTS_VALID(opts, user_ring_buffer_opts))
		return result_null(-EINVAL);
	rb = calloc(1, sizeof(*rb));
	if (!rb)
		return result_null(-ENOMEM);
	rb->epoll = -1;
	result = ring_mapping_open(&rb->mapping, map_fd, BPF_MAP_TYPE_USER_RINGBUF);
	if (!result)
		result = rb->epoll = sys_epoll_create();
	if (result >= 0)
		result = sys_epoll_add(rb->epoll, map_fd, EPOLLOUT, 0);
	if (result < 0) {
		user_ring_buffer__free(rb);
		return result_null(result);
	}
	return rb;
}

void user_ring_buffer__free(struct user_ring_buffer *rb)
{
	if (!rb)
		return;
	ring_mapping_close(&rb->mapping);
	if (rb->epoll >= 0)
		close(rb->epoll);
	free(rb);
}

static uint64_t whole_bytes(__u32 size)
{
	return ((uint64_t)size + sizeof(struct record_header) + 7) & ~UINT64_C(7);
}

void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size)
{
	/* Acquire, with the release in the kernel's __bpf_user_ringbuf_sample_release(): read before free. */
	unsigned long consumer = __atomic_load_n(rb->mapping.consumer, __ATOMIC_ACQUIRE);
	unsigned long producer = *rb->mapping.producer; /* ours alone */
	uint64_t used = producer - consumer;
	struct record_header *header;

	if (size & (BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT) ||
		whole_bytes(size) > rb->mapping.mask + 1)
		return result_null(-E2BIG);
	if (used > rb->mapping.mask + 1 || whole_bytes(size) > rb->mapping.mask + 1 - used)
		return result_null(-ENOSPC);
	header = (struct record_header *)(rb->mapping.data + (producer & rb->mapping.mask));
	header->length = size | BPF_RINGBUF_BUSY_BIT;
	header->page_offset = 0;
	/* Release, with the kernel's acquire of producer_pos: the busy header is there when it looks. */
	__atomic_store_n(rb->mapping.producer, producer + whole_bytes(size), __ATOMIC_RELEASE);
	return header + 1;
}

/* Milliseconds until @deadline, rounded up; 0 when it has passed. */
static int left_ms(const struct timespec *deadline)
{
	struct timespec now;
	int64_t left_ns;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left_ns = (deadline->tv_sec - now.tv_sec) * INT64_C(1000000000) + deadline->tv_nsec - now.tv_nsec;
	return left_ns > 0 ? (int)((left_ns + 999999) / 1000000) : 0;
}

void *user_ring_buffer__reserve_blocking(struct user_ring_buffer *rb, __u32 size, int timeout_ms)
{
	struct timespec deadline;

	if (timeout_ms < -1)
		return result_null(-EINVAL);
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += timeout_ms / 1000;
	deadline.tv_nsec += timeout_ms % 1000 * 1000000L;
	if (deadline.tv_nsec >= 1000000000L) {
		deadline.tv_sec++;
		deadline.tv_nsec -= 1000000000L;
	}
	for (;;) {
		void *sample = user_ring_buffer__reserve(rb, size);
		struct epoll_event event;
		int left, result;

		if (sample || errno != ENOSPC)
			return sample;
		left = timeout_ms < 0 ? -1 : left_ms(&deadline);
		if (!left)
			return result_null(-ENOSPC);
		result = sys_result(epoll_wait(rb->epoll, &event, 1, left));
		if (result < 0)
			return result_null(result);
	}
}

/* Takes the busy bit off, which is what the kernel waits for; @flags: 0 or the discard bit. */
static void commit(void *sample, __u32 flags)
{
	struct record_header *header = (struct record_header *)sample - 1;

	/* Release, with the kernel's acquire of the header: the caller's bytes before the length. */
	__atomic_store_n(
		&header->length, (header->length & ~(__u32)BPF_RINGBUF_BUSY_BIT) | flags, __ATOMIC_RELEASE);
}

void user_ring_buffer__submit(struct user_ring_buffer *rb, void *sample)
{
	(void)rb;
	commit(sample, 0);
}

void user_ring_buffer__discard(struct user_ring_buffer *rb, void *sample)
{
	(void)rb;
	commit(sample, BPF_RINGBUF_DISCARD_BIT);
}
