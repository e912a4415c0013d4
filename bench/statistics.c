// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Rank statistics: no assumption about how the values are distributed. */
#include "bench/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/*
 * The largest k such that fewer than k of n values lie below the median with a probability of at most 2.5 %:
 * then the k-th smallest and the k-th largest enclose it with 95 %. 0: n is too small for any.
 */
static uint32_t interval_rank(uint32_t n)
{
	double probability = pow(0.5, n), sum = 0;
	uint32_t k = 0;

	/* probability is that of exactly k values below. */
	while (sum + probability <= 0.025) {
		sum += probability;
		probability = probability * (n - k) / (k + 1);
		k++;
	}
	return k;
}

struct summary statistics_summary(const double *values, uint32_t count)
{
	double sorted[STATISTICS_ROUNDS];
	struct summary summary = { .count = count < STATISTICS_ROUNDS ? count : STATISTICS_ROUNDS };
	uint32_t rank;

	count = summary.count;
	if (!count)
		return summary;
	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), ascending);
	summary.median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
	summary.min = sorted[0];
	summary.max = sorted[count - 1];
	rank = interval_rank(count);
	summary.low = rank ? sorted[rank - 1] : summary.min;
	summary.high = rank ? sorted[count - rank] : summary.max;
	return summary;
}

struct summary statistics_ratios(const double *values, const double *base, uint32_t count)
{
	double ratios[STATISTICS_ROUNDS];
	uint32_t used = 0;

	for (uint32_t i = 0; i < count && used < STATISTICS_ROUNDS; i++) {
		if (base[i] > 0)
			ratios[used++] = values[i] / base[i];
	}
	return statistics_summary(ratios, used);
}
