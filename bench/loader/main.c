// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The loader next to libbpf, figure by figure: xskbench-loader [-r ROUNDS] [CASE...]. CASE is the
 * beginning of a case's name; "growth" is the table of 1 to 2048 programs. Needs root. Status 1: a bar was
 * missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/loader/bar.h"

static uint32_t rounds = 15;

static bool wanted(char **names, const char *name)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (strncmp(name, *names, strlen(*names)) == 0)
			return true;
	return false;
}

static bool run_case(struct bar_case *each, const char *folder)
{
	bool holds = pair_run(&each->pair, folder, rounds);

	if (!holds)
		printf("%-20s could not be run\n", each->name);
	for (const struct bar *bar = each->bars; each->pair.rounds == rounds && bar->text; bar++)
		if (!bar_judge(bar, &each->pair, each->name))
			holds = false;
	pair_free(&each->pair);
	return holds;
}

static double median(const struct side *side, const char *name, uint32_t count)
{
	const double *values = side_values(side, name);

	return values ? statistics_summary(values, count).median : 0;
}

static void print_growth(int programs, const struct pair *times, const struct pair *heaps)
{
	const struct side *sides[] = { &times->left, &times->right };
	const struct side *heap_sides[] = { &heaps->left, &heaps->right };

	printf("%8d", programs);
	for (int i = 0; i < 2; i++)
		printf("  %9.0f %7.2f %9.0f %8.0f %7.3f", median(sides[i], "library_us.0", times->rounds),
			median(sides[i], "library_us.0", times->rounds) / programs,
			median(sides[i], "wall_us.0", times->rounds),
			median(heap_sides[i], "heap_kb.0", heaps->rounds),
			median(heap_sides[i], "heap_kb.0", heaps->rounds) / programs);
	putchar('\n');
	fflush(stdout);
}

static bool run_growth(const char *folder)
{
	uint32_t few = rounds < 5 ? rounds : 5;

	printf("\n%8s  %-46s  %s\n%8s", "", "libbpf", "libxsk", "programs");
	for (int i = 0; i < 2; i++)
		printf("  %9s %7s %9s %8s %7s", "lib., us", "each", "wall, us", "heap, kB", "each");
	putchar('\n');
	for (int power = 0; power <= 11; power++) {
		char name[32];
		struct pair times = { { { "loader-time-libbpf", name } }, { { "loader-time-xsk", name } } };
		struct pair heaps = { { { "loader-heap-libbpf", name } }, { { "loader-heap-xsk", name } } };

		snprintf(name, sizeof(name), "many%d.o", 1 << power);
		if (pair_run(&times, folder, few) && pair_run(&heaps, folder, 1))
			print_growth(1 << power, &times, &heaps);
		pair_free(&times);
		pair_free(&heaps);
	}
	return true;
}

static void print_load(const char *when)
{
	double average;

	if (getloadavg(&average, 1) == 1)
		printf("load average at the %s: %.2f\n", when, average);
}

int main(int argc, char **argv)
{
	char folder[512];
	ssize_t bytes = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	bool holds = true;
	int option;

	while ((option = getopt(argc, argv, "r:")) != -1) {
		rounds = option == 'r' ? (uint32_t)atoi(optarg) : 0;
		if (rounds < 1 || rounds > STATISTICS_ROUNDS) {
			fprintf(stderr, "usage: xskbench-loader [-r ROUNDS] [CASE...]\n");
			return 2;
		}
	}
	if (bytes <= 0)
		return 2;
	folder[bytes] = '\0';
	*strrchr(folder, '/') = '\0';
	print_load("start");
	printf("%u pairs of fresh processes; medians\n", rounds);
	bar_print_heading();
	for (unsigned int i = 0; i < bar_case_count; i++)
		if (wanted(argv + optind, bar_cases[i].name) && !run_case(&bar_cases[i], folder))
			holds = false;
	if (wanted(argv + optind, "growth"))
		run_growth(folder);
	print_load("end");
	return !holds;
}
