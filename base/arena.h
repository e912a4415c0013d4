/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Memory that is given out in small pieces and freed all at once. What is parsed from one input lives in one
 * arena: a handful of malloc calls, neighbours in memory, and nothing to free on an error path.
 *
 * An arena starts zeroed (`struct arena arena = {0}`) and belongs to one thread. Pieces are zeroed and aligned
 * to 16 bytes; they stay where they are until arena_free().
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks; /* newest first */
	size_t used;                /* bytes given out of the newest */
	size_t total;               /* bytes of all chunks, for tests and statistics */
};

/* NULL when memory is short. @bytes may be 0: a valid pointer that must not be used. */
void *arena_allocate(struct arena *arena, size_t bytes);

/* @count pieces of @each bytes; NULL also when the product does not fit. */
void *arena_array(struct arena *arena, size_t count, size_t each);

void *arena_copy(struct arena *arena, const void *bytes, size_t count);

/* The first @len bytes of @text, and a NUL. */
char *arena_text(struct arena *arena, const char *text, size_t len);

void arena_free(struct arena *arena);

#endif
