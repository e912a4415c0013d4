/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What this process takes from malloc, and its private memory at the peak: the program's own malloc()
 * stands before libc's, for the libraries and what they use (libelf). Slows the process down: never in a
 * program that is timed.
 */
#ifndef BENCH_LOADER_HEAP_H
#define BENCH_LOADER_HEAP_H

#include <stdint.h>

struct heap {
	uint64_t allocations; /* malloc, calloc, and realloc that moved or made */
	uint64_t live;        /* bytes, as malloc rounds them */
	uint64_t peak;        /* largest live since heap_begin() */
	uint64_t private_kb;  /* largest of smaps_rollup since heap_begin() */
};

/* From now on. */
void heap_begin(void);
struct heap heap_now(void);
/* Looks at smaps_rollup; where the heap grows this happens by itself. */
void heap_look(void);

#endif
