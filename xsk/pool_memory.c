// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A pool's own memory: huge pages if some are free, else a region aligned so that transparent ones can form;
 * near the NIC; kept out of children and core dumps.
 *
 * A child that inherited the pages would make the kernel copy them on our next write: we would write into
 * copies while the wire shows the old bytes (facts/afxdp.md 1.12).
 */
#include <errno.h>
#include <linux/mempolicy.h>
#include <stdint.h>

#include "base/error.h"
#include "base/syscall.h"
#include "xsk/frame_pool.h"

#define HUGE_BYTES ((size_t)2 << 20)

static size_t round_up(size_t bytes, size_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/* Whole huge pages; the reservation is made here, so that no later access can fail for want of one. */
static int map_hugetlb(struct xsk_pool *pool, size_t bytes)
{
	size_t rounded = round_up(bytes, HUGE_BYTES);
	int code = sys_mmap(&pool->mapping, rounded, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | (21 << MAP_HUGE_SHIFT), -1, 0);

	if (code)
		return code;
	pool->mapping_bytes = rounded;
	pool->hugetlb = true;
	return 0;
}

/* Plain pages at a 2 MiB boundary: map more, cut what is too much at both ends. */
static int map_aligned(struct xsk_pool *pool, size_t bytes)
{
	size_t rounded = round_up(bytes, bytes >= HUGE_BYTES ? HUGE_BYTES : 4096), before;
	void *whole;
	int code = sys_mmap(
		&whole, rounded + HUGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (code)
		return code;
	before = round_up((uintptr_t)whole, HUGE_BYTES) - (uintptr_t)whole;
	if (before)
		munmap(whole, before);
	if (before < HUGE_BYTES)
		munmap((char *)whole + before + rounded, HUGE_BYTES - before);
	pool->mapping = (char *)whole + before;
	pool->mapping_bytes = rounded;
	return 0;
}

/* Preferred, not bound: memory on another node is slower, none is worse. */
static void prefer_node(struct xsk_pool *pool, int node)
{
	unsigned long mask[16] = { 0 };
	unsigned int bits = 8 * sizeof(mask[0]);

	if (node < 0 || node >= (int)(16 * bits))
		return;
	mask[(unsigned int)node / bits] = 1ul << ((unsigned int)node % bits);
	syscall(__NR_mbind, pool->mapping, pool->mapping_bytes, MPOL_PREFERRED, mask, 16 * bits, 0);
}

int pool_memory_map(
	struct xsk_pool *pool, size_t bytes, const struct xsk_pool_opts *opts, struct xsk_error *err)
{
	int code = -ENOMEM;

	if (!opts->no_hugepages && bytes >= HUGE_BYTES / 2)
		code = map_hugetlb(pool, bytes);
	if (code)
		code = map_aligned(pool, bytes);
	if (code)
		return error_set(err, code, "pool of %u frames of %u bytes: map %zu bytes: %s", opts->frames,
			opts->frame_bytes, bytes, error_name(code));
	if (opts->numa_node > 0)
		prefer_node(pool, opts->numa_node - 1);
	if (!pool->hugetlb && !opts->no_hugepages)
		sys_madvise(pool->mapping, pool->mapping_bytes, MADV_HUGEPAGE);
	code = sys_madvise(pool->mapping, pool->mapping_bytes, MADV_DONTFORK);
	if (code)
		return error_set(err, code, "pool: keep its memory out of children: %s", error_name(code));
	sys_madvise(pool->mapping, pool->mapping_bytes, MADV_DONTDUMP);
	return 0;
}

void pool_memory_unmap(struct xsk_pool *pool)
{
	if (pool->mapping)
		munmap(pool->mapping, pool->mapping_bytes);
	pool->mapping = NULL;
}
