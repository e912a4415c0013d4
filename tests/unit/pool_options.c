// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a pool refuses, with a line each, and how it lays frames out in the caller's memory. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/harness/test.h"
#include "xsk/frame_pool.h"

static void refused(const struct xsk_pool_opts *opts, const char *part)
{
	struct xsk_pool *pool = (void *)1;
	struct xsk_error err;

	CHECK_INT(xsk_pool__open(&pool, opts, &err), -EINVAL);
	CHECK(!pool);
	CHECK_INT(err.code, -EINVAL);
	CHECK_TEXT(err.text, part);
}

static uint32_t get_none(void *context, uint64_t *frames, uint32_t max)
{
	(void)context;
	(void)frames;
	(void)max;
	return 0;
}

static void geometry_is_exact(struct xsk_pool *pool)
{
	const struct pool_geometry *geometry = &pool->geometry;

	for (uint64_t frame = 0; frame < geometry->frames; frame++) {
		uint64_t start = pool_frame_address(geometry, frame);

		CHECK_INT(pool_frame_at(geometry, start), frame);
		CHECK_INT(pool_frame_at(geometry, start + geometry->stride - 1), frame);
	}
	CHECK(pool_frame_at(geometry, geometry->first - 1) >= geometry->frames);
	CHECK(pool_frame_at(geometry, UINT64_MAX) >= geometry->frames);
}

int main(void)
{
	const size_t bytes = 1 << 20;
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct xsk_pool_opts own = { .frame_bytes = 3000 };
	struct xsk_pool_opts callers = {
		.memory = memory, .memory_bytes = bytes, .frames = 300, .stride = 3000, .first_offset = 128
	};
	struct xsk_pool_opts wrong;
	unsigned char future[sizeof(own) + 8] = { 0 };
	struct xsk_packet packet;
	struct xsk_pool *pool;
	struct xsk_error err;

	test_begin();
	refused(&own, "2048 or 4096");
	own = (struct xsk_pool_opts){ .headroom = 2048 - 704 + 1 };
	refused(&own, "headroom of 1345");
	own = (struct xsk_pool_opts){ .stride = 2048 };
	refused(&own, "memory of the caller's");
	future[sizeof(own)] = 1;
	CHECK_INT(xsk_pool__open_sized(&pool, (void *)future, sizeof(future), &err), -EINVAL);
	CHECK_TEXT(err.text, "does not know");

	wrong = callers;
	wrong.memory = (char *)memory + 64;
	refused(&wrong, "page's start");
	wrong = callers;
	wrong.frames = 400;
	refused(&wrong, "need");
	wrong = callers;
	wrong.first_offset = UINT64_MAX - 4096;
	refused(&wrong, "need");
	wrong = callers;
	wrong.stride = 2000;
	wrong.frame_bytes = 2048;
	refused(&wrong, "stride");
	wrong = callers;
	wrong.get = get_none;
	refused(&wrong, "go together");
	wrong = callers;
	wrong.frames = 0;
	refused(&wrong, "how many frames");

	REQUIRE(xsk_pool__open(&pool, &callers, &err) == 0);
	CHECK(pool->unaligned);
	CHECK_INT(xsk_pool__frame_bytes(pool), 3000);
	geometry_is_exact(pool);
	CHECK_INT(xsk_pool__allocate(pool, &packet, 1), 1);
	CHECK_INT((char *)packet.data - (char *)memory, 128 + 256);
	xsk_pool__free(pool, &packet, 1);
	CHECK_INT(xsk_pool__close(pool, &err), 0);

	callers.stride = 2048;
	callers.first_offset = 4096;
	REQUIRE(xsk_pool__open(&pool, &callers, &err) == 0);
	CHECK(!pool->unaligned);
	geometry_is_exact(pool);
	/* A frame that the application keeps is told at close, and one freed twice was counted. */
	CHECK_INT(xsk_pool__allocate(pool, &packet, 1), 1);
	CHECK_INT(xsk_pool__close(pool, &err), 0);
	CHECK_TEXT(err.text, "still held 1 of 300");
	munmap(memory, bytes);
	return test_end();
}
