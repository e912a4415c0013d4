// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading histograms. */
#include "bench/histogram.h"

#include <math.h>

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	into->count += from->count;
	if (from->max > into->max)
		into->max = from->max;
	if (from->min && (!into->min || from->min < into->min))
		into->min = from->min;
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		into->bucket[i] += from->bucket[i];
}

uint64_t histogram_top(uint32_t bucket)
{
	uint32_t power = bucket / HISTOGRAM_HALVES, place = bucket % HISTOGRAM_HALVES;

	if (!power)
		return place;
	return ((uint64_t)(HISTOGRAM_HALVES + place + 1) << (power - 1)) - 1;
}

uint64_t histogram_value(const struct histogram *histogram, double quantile)
{
	uint64_t wanted = (uint64_t)ceil(quantile * (double)histogram->count), seen = 0;

	if (!histogram->count)
		return 0;
	if (wanted == 0)
		return histogram->min - 1;
	for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
		uint64_t top = histogram_top(i);

		seen += histogram->bucket[i];
		if (seen >= wanted)
			return top < histogram->max ? top : histogram->max;
	}
	return histogram->max;
}
