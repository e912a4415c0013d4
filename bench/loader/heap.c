// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "bench/loader/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *old, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);
extern void __libc_free(void *memory);

enum { LOOK_BYTES = 32768 }; /* a look at smaps_rollup each time the heap's peak has grown so much */

static _Atomic uint64_t allocations, live, peak, looked_at, private_kb;

static uint64_t field_kb(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

void heap_look(void)
{
	char text[2048];
	int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
	ssize_t bytes = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	uint64_t now;

	if (fd >= 0)
		close(fd);
	if (bytes <= 0)
		return;
	text[bytes] = '\0';
	now = field_kb(text, "Private_Clean:") + field_kb(text, "Private_Dirty:");
	if (now > private_kb)
		private_kb = now;
}

/* errno is the caller's: libraries read it after a malloc. */
static void *took(void *memory)
{
	if (!memory)
		return NULL;
	live += malloc_usable_size(memory);
	if (live > peak) {
		peak = live;
		if (peak >= looked_at + LOOK_BYTES) {
			int saved = errno;

			looked_at = peak;
			heap_look();
			errno = saved;
		}
	}
	return memory;
}

static void gave(void *memory)
{
	if (memory)
		live -= malloc_usable_size(memory);
}

void *malloc(size_t bytes)
{
	allocations++;
	return took(__libc_malloc(bytes));
}

void *calloc(size_t count, size_t bytes)
{
	allocations++;
	return took(__libc_calloc(count, bytes));
}

void *realloc(void *old, size_t bytes)
{
	size_t before = old ? malloc_usable_size(old) : 0;
	void *memory = __libc_realloc(old, bytes);

	if (memory || !bytes)
		live -= before;
	allocations += memory != old;
	return took(memory);
}

void *memalign(size_t alignment, size_t bytes)
{
	allocations++;
	return took(__libc_memalign(alignment, bytes));
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
	return memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
	*memory = memalign(alignment, bytes);
	return *memory ? 0 : ENOMEM;
}

void free(void *memory)
{
	gave(memory);
	__libc_free(memory);
}

void heap_begin(void)
{
	allocations = 0;
	peak = looked_at = live;
	private_kb = 0;
	heap_look();
}

struct heap heap_now(void)
{
	return (struct heap){ allocations, live, peak, private_kb };
}
