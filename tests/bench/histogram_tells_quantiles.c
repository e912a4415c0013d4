// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Quantiles of the latency histogram: within 0.8 % of the sorted values, the ends exact, merged as if added. */
#include "bench/histogram.h"

#include <stdlib.h>

#include "tests/harness/test.h"

enum { VALUES = 20000 };

static int ascending(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* Every bucket ends where the next begins. */
static void check_buckets(void)
{
	for (uint32_t i = 0; i + 1 < HISTOGRAM_BUCKETS; i++) {
		if (!CHECK(histogram_bucket(histogram_top(i)) == i) ||
			!CHECK(histogram_bucket(histogram_top(i) + 1) == i + 1))
			return;
	}
	CHECK_INT(histogram_bucket(UINT64_MAX), HISTOGRAM_BUCKETS - 1);
}

int main(void)
{
	static struct histogram halves[2];
	static uint64_t values[VALUES];
	static const double quantiles[] = { 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999 };
	uint64_t random = 88172645463325252ull;

	test_begin();
	check_buckets();
	CHECK_INT(histogram_value(&halves[0], 0.5), 0);
	for (uint32_t i = 0; i < VALUES; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		/* From nanoseconds to seconds, as many of each power of two. */
		values[i] = random >> 34 >> (i % 30);
		histogram_add(&halves[i % 2], values[i]);
	}
	histogram_merge(&halves[0], &halves[1]);
	qsort(values, VALUES, sizeof(values[0]), ascending);
	CHECK_INT(halves[0].count, VALUES);
	CHECK_INT(histogram_value(&halves[0], 0), values[0]);
	CHECK_INT(histogram_value(&halves[0], 1), values[VALUES - 1]);
	for (uint32_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++) {
		double exact = (double)values[(uint32_t)(quantiles[i] * VALUES) - 1];
		double told = (double)histogram_value(&halves[0], quantiles[i]);

		CHECK(told >= exact && told <= exact * 1.008 + 1);
	}
	return test_end();
}
