// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Chunks that double from 4 kB to 128 kB, so that small objects stay small and large ones need few calls. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGNMENT = 16,
	FIRST_CHUNK_BYTES = 4096,
	LARGEST_CHUNK_BYTES = 128 * 1024,
};

struct arena_chunk {
	struct arena_chunk *next;
	size_t bytes; /* of the pieces, without this head */
	_Alignas(ALIGNMENT) unsigned char pieces[];
};

/* A piece that is large by itself gets a chunk of its own, behind the one that is being filled. */
static void *allocate_large(struct arena *arena, size_t bytes)
{
	struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + bytes);

	if (!chunk)
		return NULL;
	chunk->bytes = bytes;
	arena->total += bytes;
	if (arena->chunks) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	} else {
		arena->chunks = chunk;
		arena->used = bytes;
	}
	return chunk->pieces;
}

static size_t next_chunk_bytes(const struct arena *arena)
{
	size_t bytes = arena->total < FIRST_CHUNK_BYTES ? FIRST_CHUNK_BYTES : arena->total;

	return bytes < LARGEST_CHUNK_BYTES ? bytes : LARGEST_CHUNK_BYTES;
}

void *arena_allocate(struct arena *arena, size_t bytes)
{
	struct arena_chunk *chunk = arena->chunks;
	void *piece;

	if (bytes > SIZE_MAX / 2)
		return NULL;
	bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!chunk || chunk->bytes - arena->used < bytes) {
		size_t chunk_bytes = next_chunk_bytes(arena);

		if (bytes > chunk_bytes / 2)
			return allocate_large(arena, bytes);
		chunk = calloc(1, sizeof(*chunk) + chunk_bytes);
		if (!chunk)
			return NULL;
		chunk->bytes = chunk_bytes;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
		arena->total += chunk_bytes;
		arena->used = 0;
	}
	piece = chunk->pieces + arena->used;
	arena->used += bytes;
	return piece;
}

void *arena_array(struct arena *arena, size_t count, size_t each)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, each, &bytes))
		return NULL;
	return arena_allocate(arena, bytes);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t count)
{
	void *copy = arena_allocate(arena, count);

	if (copy && count)
		memcpy(copy, bytes, count);
	return copy;
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = len < SIZE_MAX ? arena_allocate(arena, len + 1) : NULL;

	if (copy)
		memcpy(copy, text, len);
	return copy;
}

void arena_free(struct arena *arena)
{
	struct arena_chunk *next;

	for (struct arena_chunk *chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	*arena = (struct arena){ 0 };
}
