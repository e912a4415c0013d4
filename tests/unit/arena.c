// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Pieces are zeroed, aligned, stay where they are, and sums that overflow give nothing. */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "tests/harness/test.h"

static bool is_zero(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i])
			return false;
	return true;
}

int main(void)
{
	struct arena arena = { 0 };
	unsigned char *pieces[600];

	test_begin();
	for (size_t i = 0; i < 600; i++) {
		size_t bytes = i % 50 ? i : i * 100;

		pieces[i] = arena_allocate(&arena, bytes);
		REQUIRE(pieces[i]);
		CHECK_INT((uintptr_t)pieces[i] % 16, 0);
		CHECK(is_zero(pieces[i], bytes));
		memset(pieces[i], (int)(i % 251), bytes);
	}
	for (size_t i = 1; i < 600; i++)
		CHECK(pieces[i][0] == i % 251);
	CHECK(!arena_array(&arena, SIZE_MAX / 4, 8));
	CHECK(!arena_allocate(&arena, SIZE_MAX - 3));
	CHECK(!strcmp(arena_text(&arena, "kernel", 4), "kern"));
	CHECK(!memcmp(arena_copy(&arena, "abc", 3), "abc", 3));
	CHECK(arena.total > 600 * 599 / 2);
	arena_free(&arena);
	CHECK_INT(arena.total, 0);
	return test_end();
}
