// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The table of the bars (issues 10 and 11), and a line for each. Left stands libbpf, right libxsk. */
#include "bench/loader/bar.h"

#include <stdio.h>
#include <string.h>

#define LOADS(...)                                             \
	{                                                      \
		{ { "loader-time-libbpf", __VA_ARGS__ } },     \
		{                                              \
			{                                      \
				"loader-time-xsk", __VA_ARGS__ \
			}                                      \
		}                                              \
	}
#define HEAPS(...)                                             \
	{                                                      \
		{ { "loader-heap-libbpf", __VA_ARGS__ } },     \
		{                                              \
			{                                      \
				"loader-heap-xsk", __VA_ARGS__ \
			}                                      \
		}                                              \
	}
#define LIBRARY(text, position, bar)                                               \
	{                                                                          \
		text, "library_us." position, "library_us." position, .limit = bar \
	}
#define WALL(text, position, bar)                                            \
	{                                                                    \
		text, "wall_us." position, "wall_us." position, .limit = bar \
	}
#define PRIVATE_PEAK                                                                         \
	{                                                                                    \
		"private memory at the peak, kB", "private_kb.0", "private_kb.0", .limit = 1 \
	}
#define OWN_HEAP(position)                                                                                   \
	{ "heap of the object beyond the index, kB", "heap_kb." position, "heap_kb." position, BAR_VALUE,    \
		.limit = 250 },                                                                              \
	{                                                                                                    \
		"allocations beyond the index", "allocations." position, "allocations." position, BAR_VALUE, \
			.limit = 60                                                                          \
	}
#define RINGS(bytes, ring)                                                                      \
	{                                                                                       \
		"rings/" bytes "/" ring,                                                        \
			{ { { "rings-libbpf", "records.o", bytes, ring } },                     \
				{ { "rings-xsk", "records.o", bytes, ring } } },                \
		{                                                                               \
			{ "callbacks, ns a record", "callback_ns", "callback_ns", BAR_SPEED,    \
				.at_least = true, .by_high = true, .limit = 1 },                \
				{ "batches, ns a record", "callback_ns", "batch_ns", BAR_SPEED, \
					.at_least = true, .limit = 1.3 },                       \
		}                                                                               \
	}

struct bar_case bar_cases[] = {
	{ "tiny", LOADS("tiny.o", "tiny.o"),
		{ { "bpf() calls", "calls.0", "calls.0", BAR_VALUE, .limit = 4 },
			{ "wall time of load, us", "load_us.0", "load_us.0", .limit = 0.25 },
			{ "wall time of open, us", "open_us.0", "open_us.0" },
			WALL("wall time of the second's both, us", "1", 0) } },
	{ "core3", LOADS("core3.o", "core3.o"),
		{ LIBRARY("library, cold, us", "0", 1.0 / 3), LIBRARY("library, warm, us", "1", 0) } },
	{ "core10", LOADS("core10.o", "core10.o"),
		{ LIBRARY("library, cold, us", "0", 0.2), LIBRARY("library, warm, us", "1", 1.0 / 40) } },
	{ "core10+other", LOADS("core10.o", "core_others.o", "core3.o", "core10.o"),
		{ LIBRARY("library, other, us", "1", 0.2), LIBRARY("library, third object, us", "2", 0),
			LIBRARY("library, fourth, us", "3", 0) } },
	{ "programs73", LOADS("many73.o"),
		{ LIBRARY("library, us", "0", 0), WALL("wall time, us", "0", 0) } },
	{ "programs256", LOADS("many256.o"),
		{ LIBRARY("library, us", "0", 0), WALL("wall time, us", "0", 0) } },
	{ "ksym", LOADS("ksym.o", "ksym.o"),
		{ LIBRARY("library, us", "0", 0.5), LIBRARY("library, second object, us", "1", 0) } },
	{ "kconfig", LOADS("kconfig.o", "kconfig.o"),
		{ LIBRARY("library, us", "0", 1), LIBRARY("library, second object, us", "1", 0.1) } },
	{ "heavy/2-threads", LOADS("-t", "2", "heavy64.o"),
		{ { "wall time, us", "wall_us.0", "wall_us.0", BAR_SPEED, .at_least = true,
			.limit = 1.7 } } },
	{ "heavy/default", LOADS("heavy64.o"),
		{ { "wall time, us", "wall_us.0", "wall_us.0", BAR_SPEED, .at_least = true } } },
	{ "heavy/itself",
		{ { { "loader-time-xsk", "-t", "1", "heavy64.o" } },
			{ { "loader-time-xsk", "-t", "2", "heavy64.o" } } },
		{ { "1 and 2 threads, wall time, us", "wall_us.0", "wall_us.0", BAR_SPEED,
			.at_least = true } } },
	{ "memory/tiny", HEAPS("tiny.o"), { PRIVATE_PEAK } },
	{ "memory/core3", HEAPS("core3.o", "core3.o"), { PRIVATE_PEAK, OWN_HEAP("1") } },
	{ "memory/core10", HEAPS("core10.o", "core10.o"),
		{ PRIVATE_PEAK, OWN_HEAP("1"),
			{ "heap with the index, kB", "heap_kb.0", "heap_kb.0", BAR_VALUE } } },
	{ "memory/other", HEAPS("core10.o", "core_others.o", "core_others.o"),
		{ { "heap with the table of names, kB", "heap_kb.1", "heap_kb.1", BAR_VALUE }, OWN_HEAP("2"),
			{ "private memory, both loaded, kB", "private_kb.1", "private_kb.1", .limit = 1 } } },
	{ "memory/programs256", HEAPS("many256.o"),
		{ PRIVATE_PEAK, { "heap, kB", "heap_kb.0", "heap_kb.0", BAR_VALUE } } },
	{ "memory/heavy64", HEAPS("-t", "2", "heavy64.o"), { PRIVATE_PEAK } },
	{ "memory/ksym", HEAPS("ksym.o"), { PRIVATE_PEAK } },
	{ "memory/kconfig", HEAPS("kconfig.o"), { PRIVATE_PEAK } },
	{ "refused", { { { "loader-heap-xsk", "heavy1.o" } }, { { "loader-heap-xsk", "-f", "refused.o" } } },
		{ { "heap that a refused program adds, kB", "heap_kb.0", "heap_kb.0", BAR_DIFFERENCE,
			  .limit = 1000 },
			{ "private memory that it adds, kB", "private_kb.0", "private_kb.0", BAR_DIFFERENCE,
				.limit = 1000 } } },
	{ "refused/libbpf",
		{ { { "loader-heap-libbpf", "heavy1.o" } }, { { "loader-heap-libbpf", "-f", "refused.o" } } },
		{ { "heap that a refused program adds, kB", "heap_kb.0", "heap_kb.0", BAR_DIFFERENCE } } },
	RINGS("16", "262144"),
	RINGS("64", "262144"),
	RINGS("256", "262144"),
	RINGS("16", "4194304"),
	RINGS("64", "4194304"),
	RINGS("256", "4194304"),
	{ "links", { { { "links-libbpf", "tracepoints.o" } }, { { "links-xsk", "tracepoints.o" } } },
		{ { "teardown to one by one, ours, us", "one_by_one_us", "teardown_us", .left_is_right = true,
			  .limit = 0.6 },
			{ "teardown to libbpf's one by one, us", "one_by_one_us", "teardown_us" },
			{ "close in the background, us", "one_by_one_us", "background_us", BAR_VALUE,
				.limit = 5000 } } },
};

const unsigned int bar_case_count = sizeof(bar_cases) / sizeof(*bar_cases);

void bar_print_heading(void)
{
	printf("%-20s %-39s %10s %10s  %-26s %s\n", "", "", "libbpf", "libxsk", "in pairs [95 %]",
		"must hold");
}

/* The values to judge, by round. */
static struct summary judged(const struct bar *bar, const double *left, const double *right, uint32_t rounds)
{
	double values[STATISTICS_ROUNDS];

	switch (bar->form) {
	case BAR_RATIO:
		return statistics_ratios(right, left, rounds);
	case BAR_SPEED:
		return statistics_ratios(left, right, rounds);
	case BAR_DIFFERENCE:
		for (uint32_t i = 0; i < rounds; i++)
			values[i] = right[i] - left[i];
		return statistics_summary(values, rounds);
	default:
		return statistics_summary(right, rounds);
	}
}

bool bar_judge(const struct bar *bar, const struct pair *pair, const char *case_name)
{
	const double *left = side_values(bar->left_is_right ? &pair->right : &pair->left, bar->left);
	const double *right = side_values(&pair->right, bar->right);
	const char *sign = bar->form == BAR_RATIO || bar->form == BAR_SPEED ? "x" : "";
	struct summary summary;
	double figure;
	bool holds;

	if (!left || !right) {
		printf("%-20s %-39s no figures\n", case_name, bar->text);
		return false;
	}
	summary = judged(bar, left, right, pair->rounds);
	figure = bar->by_high ? summary.high : summary.median;
	holds = !bar->limit || (bar->at_least ? figure >= bar->limit : figure <= bar->limit);
	printf("%-20s %-39s %10.2f %10.2f  %s%-7.4g [%-7.4g %-7.4g] ", case_name, bar->text,
		statistics_summary(left, pair->rounds).median, statistics_summary(right, pair->rounds).median,
		sign, summary.median, summary.low, summary.high);
	if (bar->limit)
		printf("%s%s %.4g: %s", bar->by_high ? "upper end " : "",
			bar->at_least ? ">=" : "<=", bar->limit, holds ? "met" : "MISSED");
	putchar('\n');
	fflush(stdout);
	return holds;
}
