// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Pools, of their own memory and of the caller's, under injection. Needs no root. */
#include <errno.h>
#include <sys/mman.h>
#include <xsk/pool.h>

#include "tests/fault/subject.h"
#include "tests/harness/test.h"

#define FRAMES 2048

static struct xsk_pool *pool;

static int open_pool(void *context)
{
	return xsk_pool__open(&pool, context, NULL);
}

static void close_pool(void *context)
{
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
	pool = NULL;
}

static uint32_t get_none(void *context, uint64_t *frames, uint32_t max)
{
	return 0;
}

static void put_none(void *context, const uint64_t *frames, uint32_t count)
{
}

int main(void)
{
	static const char *const without[] = { "mmap hugetlb # plain pages",
		"madvise 14 # no transparent huge pages", "madvise 10 # frames in the memory of children",
		"madvise 16 # frames in core dumps", "syscall 237 # memory on any node", NULL };
	struct xsk_pool_opts plain = { .frames = FRAMES, .no_hugepages = true };
	struct xsk_pool_opts callers = { .frames = FRAMES,
		.memory_bytes = FRAMES * 2048,
		.stride = 2048,
		.get = get_none,
		.put = put_none };
	struct xsk_pool_opts node = { .frames = FRAMES, .numa_node = 1 };

	test_begin();
	callers.memory =
		mmap(NULL, callers.memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(callers.memory != MAP_FAILED);
	subject_inject(&(struct subject){ "xsk_pool__open", open_pool, close_pool, .without = without });
	subject_inject(&(struct subject){
		"xsk_pool__open, plain pages", open_pool, close_pool, NULL, &plain, without });
	subject_inject(&(struct subject){
		"xsk_pool__open, near a node", open_pool, close_pool, NULL, &node, without });
	subject_inject(&(struct subject){
		"xsk_pool__open, caller's memory", open_pool, close_pool, NULL, &callers, without });
	munmap(callers.memory, callers.memory_bytes);
	return test_end();
}
