/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A histogram of high dynamic range: each power of two is cut into 128 buckets, so a value is known to 0.8 %
 * from nanoseconds to minutes, and adding one is a shift and an increment.
 */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

enum {
	HISTOGRAM_BITS = 7,
	HISTOGRAM_HALVES = 1 << HISTOGRAM_BITS,
	HISTOGRAM_POWERS = 30, /* above the first 128: to 2^37 ns, two minutes */
	HISTOGRAM_BUCKETS = HISTOGRAM_HALVES * (HISTOGRAM_POWERS + 1),
};

/* All zeroes is empty. */
struct histogram {
	uint64_t count, max;
	uint64_t min; /* plus 1; 0: none yet */
	uint64_t bucket[HISTOGRAM_BUCKETS];
};

/* Values below 128 have a bucket each; above, the 7 bits after the leading one choose it. */
static inline uint32_t histogram_bucket(uint64_t value)
{
	uint32_t power, bucket;

	if (value < HISTOGRAM_HALVES)
		return (uint32_t)value;
	power = 63 - (uint32_t)__builtin_clzll(value);
	bucket = (power - HISTOGRAM_BITS + 1) * HISTOGRAM_HALVES +
		 (uint32_t)((value >> (power - HISTOGRAM_BITS)) & (HISTOGRAM_HALVES - 1));
	return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static inline void histogram_add(struct histogram *histogram, uint64_t value)
{
	histogram->count++;
	histogram->bucket[histogram_bucket(value)]++;
	if (value > histogram->max)
		histogram->max = value;
	if (value + 1 < histogram->min || !histogram->min)
		histogram->min = value + 1;
}

void histogram_merge(struct histogram *into, const struct histogram *from);
/* The value that a share of @quantile (0 to 1) does not exceed; 0 when empty, exact at 0 and 1. */
uint64_t histogram_value(const struct histogram *histogram, double quantile);
/* Largest value of a bucket. */
uint64_t histogram_top(uint32_t bucket);

#endif
