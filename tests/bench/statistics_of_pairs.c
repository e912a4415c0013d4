// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Medians, their 95 % intervals by ranks as tables have them, and ratios of pairs. */
#include "bench/statistics.h"

#include "tests/harness/test.h"

static void check_interval(uint32_t count, double low, double high)
{
	double values[STATISTICS_ROUNDS];
	struct summary summary;

	/* 1 .. count, not in order: the value is its rank. */
	for (uint32_t i = 0; i < count; i++)
		values[i] = (double)((i * 7) % count) + 1;
	summary = statistics_summary(values, count);
	CHECK_INT(summary.count, count);
	CHECK(summary.median == (count + 1) / 2.0);
	CHECK(summary.min == 1 && summary.max == count);
	CHECK(summary.low == low && summary.high == high);
}

int main(void)
{
	const double values[] = { 10, 30, 12, 8 }, base[] = { 5, 10, 4, 0 };
	struct summary ratios;

	test_begin();
	/* The ranks of any table of the sign test. */
	check_interval(5, 1, 5);
	check_interval(6, 1, 6);
	check_interval(9, 2, 8);
	check_interval(15, 4, 12);
	check_interval(25, 8, 18);
	check_interval(100, 40, 61);
	CHECK_INT(statistics_summary(values, 0).count, 0);
	/* 2, 3, 3; a pair without a base does not count. */
	ratios = statistics_ratios(values, base, 4);
	CHECK_INT(ratios.count, 3);
	CHECK(ratios.median == 3 && ratios.min == 2);
	return test_end();
}
