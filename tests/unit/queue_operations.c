// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The fuzz target of queues on rings in memory (tests/fuzz/queue_operations.c) on random operations by seed,
 * where no fuzzer is: XSK_SEED is the first, XSK_SEEDS how many.
 */
#include <stdint.h>
#include <string.h>

#include "tests/harness/test.h"

enum { BYTES_MAX = 3000, SEEDS = 400 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

int main(void)
{
	unsigned long first = number("XSK_SEED", 1), count = number("XSK_SEEDS", SEEDS);
	static uint8_t data[BYTES_MAX];

	for (unsigned long seed = first; seed < first + count; seed++) {
		unsigned int state = (unsigned int)seed;
		size_t bytes = (size_t)rand_r(&state) % BYTES_MAX;

		for (size_t i = 0; i < bytes; i++)
			data[i] = (uint8_t)(rand_r(&state) >> 5);
		printf("seed %lu, %zu bytes\n", seed, bytes);
		LLVMFuzzerTestOneInput(data, bytes);
	}
	return 0;
}
