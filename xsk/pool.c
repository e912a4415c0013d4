// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening and closing a pool: options, geometry, who uses it. Memory is pool_memory.c's, frames
 * pool_list.c's. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "xsk/frame_pool.h"

enum {
	DEFAULT_FRAMES = 4096,
	DEFAULT_FRAME_BYTES = 2048,
	CHUNK_MIN = 2048, /* net/xdp/xdp_umem.c: XDP_UMEM_MIN_CHUNK_SIZE .. PAGE_SIZE */
	CHUNK_MAX = 4096,
	FRAMES_MAX = 1 << 24, /* 64 GiB at most: more is a mistake */
	HEADROOM_RESERVE =
		704, /* what the kernel wants left of a chunk: its own headroom and an skb's tail */
	STRIDE_MAX = 1 << 20,
};

static int check_headroom(const struct xsk_pool_opts *opts, uint32_t frame_bytes, struct xsk_error *err)
{
	if (opts->headroom > frame_bytes - HEADROOM_RESERVE)
		return error_set(err, -EINVAL, "pool: headroom of %u bytes, at most %u of a frame of %u",
			opts->headroom, frame_bytes - HEADROOM_RESERVE, frame_bytes);
	return 0;
}

static int check_own(const struct xsk_pool_opts *opts, struct xsk_error *err)
{
	if (opts->frame_bytes != CHUNK_MIN && opts->frame_bytes != CHUNK_MAX)
		return error_set(
			err, -EINVAL, "pool: frames of %u bytes, must be 2048 or 4096", opts->frame_bytes);
	if (opts->memory_bytes || opts->first_offset || opts->stride || opts->get || opts->put)
		return error_set(err, -EINVAL,
			"pool: memory_bytes, first_offset, stride, get and put go with memory of the "
			"caller's "
			"(set .memory)");
	if (opts->frames > FRAMES_MAX)
		return error_set(err, -EINVAL, "pool: %u frames, at most %u", opts->frames, FRAMES_MAX);
	return check_headroom(opts, opts->frame_bytes, err);
}

static int check_callers(const struct xsk_pool_opts *opts, struct xsk_error *err)
{
	uint64_t needed;

	if (!opts->frames)
		return error_set(err, -EINVAL, "pool on the caller's memory: say how many frames (.frames)");
	if ((uintptr_t)opts->memory % 4096)
		return error_set(err, -EINVAL, "pool on the caller's memory: %p is not at a page's start",
			opts->memory);
	if (opts->memory_bytes % 4096)
		return error_set(err, -EINVAL, "pool on the caller's memory: %llu bytes are not whole pages",
			(unsigned long long)opts->memory_bytes);
	if (opts->frame_bytes < CHUNK_MIN || opts->frame_bytes > CHUNK_MAX)
		return error_set(
			err, -EINVAL, "pool: frames of %u bytes, must be 2048 to 4096", opts->frame_bytes);
	if (opts->stride < opts->frame_bytes || opts->stride > STRIDE_MAX)
		return error_set(err, -EINVAL, "pool: a stride of %u bytes, must be %u (frame) to %u",
			opts->stride, opts->frame_bytes, STRIDE_MAX);
	if (!opts->get != !opts->put)
		return error_set(err, -EINVAL, "pool on the caller's memory: get and put go together");
	/* No overflow: 2^32 * 2^20, and first_offset is compared before it is added. */
	needed = (uint64_t)(opts->frames - 1) * opts->stride + opts->frame_bytes;
	if (opts->first_offset > opts->memory_bytes || needed > opts->memory_bytes - opts->first_offset)
		return error_set(err, -EINVAL,
			"pool on the caller's memory: %u frames every %u bytes from %llu on need %llu bytes, "
			"there are %llu",
			opts->frames, opts->stride, (unsigned long long)opts->first_offset,
			(unsigned long long)(opts->first_offset + needed),
			(unsigned long long)opts->memory_bytes);
	return check_headroom(opts, opts->frame_bytes, err);
}

static void set_defaults(struct xsk_pool_opts *opts)
{
	if (!opts->frames && !opts->memory)
		opts->frames = DEFAULT_FRAMES;
	if (!opts->frame_bytes)
		opts->frame_bytes = opts->stride >= CHUNK_MIN && opts->stride < CHUNK_MAX ? opts->stride
				    : opts->stride >= CHUNK_MAX                           ? CHUNK_MAX
								: DEFAULT_FRAME_BYTES;
	if (opts->memory && !opts->stride)
		opts->stride = opts->frame_bytes;
}

static void set_geometry(struct xsk_pool *pool, const struct xsk_pool_opts *opts)
{
	struct pool_geometry *geometry = &pool->geometry;
	uint32_t stride = opts->memory ? opts->stride : opts->frame_bytes;

	geometry->first = opts->first_offset;
	geometry->stride = stride;
	geometry->reciprocal = UINT64_MAX / stride + 1;
	geometry->frames = opts->frames;
	geometry->frame_bytes = opts->frame_bytes;
	geometry->data_offset = POOL_KERNEL_HEADROOM + opts->headroom;
	geometry->free_state = opts->get ? FRAME_APPLICATION : FRAME_FREE;
	pool->headroom = opts->headroom;
	pool->chunk_bytes = opts->frame_bytes;
	pool->unaligned = (stride != CHUNK_MIN && stride != CHUNK_MAX) || stride != opts->frame_bytes ||
			  opts->first_offset % stride;
	if (!pool->unaligned && !geometry->first)
		geometry->shift = stride == CHUNK_MIN ? 11 : 12;
	/* The kernel wants whole chunks; what is left at the end is no frame's. */
	pool->umem_bytes = opts->memory ? opts->memory_bytes : (uint64_t)opts->frames * stride;
	if (!pool->unaligned)
		pool->umem_bytes -= pool->umem_bytes % pool->chunk_bytes;
	pool->get = opts->get;
	pool->put = opts->put;
	pool->context = opts->context;
}

static int make_frames(struct xsk_pool *pool, const struct xsk_pool_opts *opts, struct xsk_error *err)
{
	struct pool_geometry *geometry = &pool->geometry;
	uint32_t frames = geometry->frames;
	int code;

	if (opts->memory) {
		geometry->area = opts->memory;
	} else {
		code = pool_memory_map(pool, (size_t)pool->umem_bytes, opts, err);
		if (code)
			return code;
		geometry->area = pool->mapping;
	}
	geometry->states = malloc(frames);
	if (!opts->get)
		pool->next = malloc(frames * sizeof(*pool->next));
	if (!geometry->states || (!opts->get && !pool->next))
		return error_set(err, -ENOMEM, "pool of %u frames: no memory for their states", frames);
	memset(geometry->states, geometry->free_state, frames);
	if (opts->get)
		return 0;
	for (uint32_t frame = 0; frame < frames; frame++)
		pool->next[frame] = frame + 1 < frames ? frame + 2 : 0;
	pool->head = 1;
	return 0;
}

static void destroy(struct xsk_pool *pool)
{
	pool_memory_unmap(pool);
	free(pool->geometry.states);
	free(pool->next);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

int xsk_pool__open_sized(
	struct xsk_pool **result, const struct xsk_pool_opts *given, size_t opts_bytes, struct xsk_error *err)
{
	struct xsk_pool_opts opts;
	struct xsk_pool *pool;
	int code;

	error_clear(err);
	*result = NULL;
	if (options_copy(&opts, sizeof(opts), given, opts_bytes))
		return error_set(
			err, -EINVAL, "pool: an option is set that this version of libxsk does not know");
	set_defaults(&opts);
	code = opts.memory ? check_callers(&opts, err) : check_own(&opts, err);
	if (code)
		return code;
	pool = aligned_alloc(64, (sizeof(*pool) + 63) / 64 * 64);
	if (!pool)
		return error_set(err, -ENOMEM, "pool: no memory");
	memset(pool, 0, sizeof(*pool));
	pthread_mutex_init(&pool->lock, NULL);
	set_geometry(pool, &opts);
	code = make_frames(pool, &opts, err);
	if (code) {
		destroy(pool);
		return code;
	}
	*result = pool;
	return 0;
}

int xsk_pool__close(struct xsk_pool *pool, struct xsk_error *err)
{
	struct xsk_pool_stats stats;
	uint32_t ports;

	error_clear(err);
	if (!pool)
		return 0;
	pthread_mutex_lock(&pool->lock);
	ports = pool->ports;
	pthread_mutex_unlock(&pool->lock);
	if (ports)
		return error_set(err, -EBUSY, "close pool: in use by %u port%s (close them first)", ports,
			ports == 1 ? "" : "s");
	xsk_pool__stats(pool, &stats);
	if (stats.application && !pool->get)
		error_set(err, 0, "close pool: the application still held %llu of %llu frames",
			(unsigned long long)stats.application, (unsigned long long)stats.frames);
	destroy(pool);
	return 0;
}

int xsk_pool__stats_sized(struct xsk_pool *pool, struct xsk_pool_stats *given, size_t stats_bytes)
{
	const struct pool_geometry *geometry = &pool->geometry;
	struct xsk_pool_stats stats = { .frames = geometry->frames };

	for (uint32_t frame = 0; frame < geometry->frames; frame++) {
		uint8_t state = frame_state(geometry->states, frame);

		if (state >= FRAME_LENT)
			stats.kernel++;
		else if (state == FRAME_APPLICATION)
			stats.application++;
		else
			stats.free++;
	}
	stats.double_free = __atomic_load_n(&pool->double_free, __ATOMIC_RELAXED);
	results_copy(given, stats_bytes, &stats, sizeof(stats));
	return 0;
}

uint32_t xsk_pool__frame_bytes(const struct xsk_pool *pool)
{
	return pool->geometry.frame_bytes;
}

uint32_t xsk_pool__frames(const struct xsk_pool *pool)
{
	return pool->geometry.frames;
}

int pool_slot_take(struct xsk_pool *pool, uint32_t *slot)
{
	int code = -ENOSPC;

	pthread_mutex_lock(&pool->lock);
	for (uint32_t i = 0; i < FRAME_SLOTS; i++) {
		if (pool->slots[i])
			continue;
		pool->slots[i] = true;
		*slot = i;
		code = 0;
		__atomic_store_n(&pool->users, pool->users + 1, __ATOMIC_RELAXED);
		break;
	}
	pthread_mutex_unlock(&pool->lock);
	return code;
}

void pool_slot_give(struct xsk_pool *pool, uint32_t slot)
{
	pthread_mutex_lock(&pool->lock);
	pool->slots[slot] = false;
	__atomic_store_n(&pool->users, pool->users - 1, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&pool->lock);
}

uint32_t pool_share(const struct xsk_pool *pool)
{
	uint32_t users = __atomic_load_n(&pool->users, __ATOMIC_RELAXED);

	return pool->geometry.frames / (users ? users : 1) / 4 * 3;
}

void pool_port_add(struct xsk_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->ports++;
	pthread_mutex_unlock(&pool->lock);
}

void pool_port_remove(struct xsk_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->ports--;
	pthread_mutex_unlock(&pool->lock);
}
