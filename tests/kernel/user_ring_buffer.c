// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The producer of a user ring buffer: room, refusals, and waiting for room that does not come. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"

enum { RING_BYTES = 4096 };

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

int main(void)
{
	struct user_ring_buffer *ring;
	void *sample, *second;
	int64_t before;
	int fd;

	test_begin();
	test_needs_root();
	fd = bpf_map_create(BPF_MAP_TYPE_USER_RINGBUF, "user_ring", 0, 0, RING_BYTES, NULL);
	if (fd == -EINVAL)
		test_skip("this kernel has no user ring buffer");
	REQUIRE(fd >= 0);
	ring = user_ring_buffer__new(fd, NULL);
	REQUIRE(ring);

	CHECK(!user_ring_buffer__reserve(ring, RING_BYTES) && errno == E2BIG);
	CHECK(!user_ring_buffer__reserve(ring, 1u << 31) && errno == E2BIG);
	CHECK(!user_ring_buffer__reserve_blocking(ring, RING_BYTES, 1000) && errno == E2BIG);
	sample = user_ring_buffer__reserve(ring, RING_BYTES / 2 - 8);
	REQUIRE(sample);
	CHECK_INT((uintptr_t)sample % 8, 0);
	second = user_ring_buffer__reserve(ring, RING_BYTES / 2 - 8);
	REQUIRE(second);
	CHECK(!user_ring_buffer__reserve(ring, 0) && errno == ENOSPC);
	user_ring_buffer__submit(ring, sample);
	user_ring_buffer__discard(ring, second);
	CHECK_INT(((const __u32 *)sample)[-2], RING_BYTES / 2 - 8);
	CHECK_INT(((const __u32 *)second)[-2], (RING_BYTES / 2 - 8) | BPF_RINGBUF_DISCARD_BIT);

	/* Nobody drains it: no room comes. */
	CHECK(!user_ring_buffer__reserve_blocking(ring, 8, 0) && errno == ENOSPC);
	before = now_ms();
	CHECK(!user_ring_buffer__reserve_blocking(ring, 8, 60) && errno == ENOSPC);
	CHECK(now_ms() - before >= 59);
	CHECK(!user_ring_buffer__reserve_blocking(ring, 8, -2) && errno == EINVAL);

	user_ring_buffer__free(ring);
	user_ring_buffer__free(NULL);
	close(fd);
	return test_end();
}
