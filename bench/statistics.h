/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Medians, and how sure they are. */
#ifndef BENCH_STATISTICS_H
#define BENCH_STATISTICS_H

#include <stdint.h>

enum { STATISTICS_ROUNDS = 256 };

struct summary {
	uint32_t count;
	double median, min, max;
	double low, high; /* 95 % interval of the median, by ranks; min and max below 6 values */
};

/* At most STATISTICS_ROUNDS values, in any order. */
struct summary statistics_summary(const double *values, uint32_t count);
/* Of values[i] / base[i]: both taken in the same round. */
struct summary statistics_ratios(const double *values, const double *base, uint32_t count);

#endif
