// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Tables and JSON. */
#include "bench/comparison.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct entry *row_find(const struct row *row, const char *backend)
{
	for (uint32_t i = 0; i < row->entries; i++) {
		if (!strcmp(row->entry[i]->backend, backend))
			return row->entry[i];
	}
	return NULL;
}

struct summary row_ratio(const struct row *row, const struct entry *entry)
{
	const struct entry *base = row_find(row, "libxdp");
	uint32_t rounds;

	if (!base)
		return (struct summary){ 0 };
	rounds = entry->rounds < base->rounds ? entry->rounds : base->rounds;
	if (row->trial.paced_pps > 0)
		return statistics_ratios(entry->program_ns, base->program_ns, rounds);
	return statistics_ratios(entry->pps, base->pps, rounds);
}

void row_title(const struct row *row, char *text, size_t bytes)
{
	const struct trial *trial = &row->trial;
	int at = snprintf(text, bytes, "%s, %u bytes", trial_work_names[trial->work], trial->bytes);

	if (trial->paced_pps > 0 && at > 0 && (size_t)at < bytes)
		snprintf(text + at, bytes - (size_t)at, ", %.0f kpps, %s", trial->paced_pps / 1e3,
			trial->wait ? "waiting" : "spinning");
}

static double median(const double *values, uint32_t count)
{
	return statistics_summary(values, count).median;
}

static void print_ratio(struct summary ratio)
{
	if (ratio.count)
		printf("  x%.3f [%.3f %.3f]", ratio.median, ratio.low, ratio.high);
	else
		printf("  %22s", "");
}

static void print_entry(const struct row *row, const struct entry *entry)
{
	bool paced = row->trial.paced_pps > 0;
	struct summary measure = statistics_summary(paced ? entry->program_ns : entry->pps, entry->rounds);
	double unit = paced ? 1 : 1e6;

	if (!entry->rounds) {
		printf("  %-10s %s\n", entry->backend, entry->error);
		return;
	}
	printf("  %-10s %9.3f %9.3f %9.3f", entry->backend, measure.median / unit, measure.min / unit,
		measure.max / unit);
	print_ratio(row_ratio(row, entry));
	printf("  %7.3f %%  %8.1f", median(entry->lost, entry->rounds) * 100,
		median(entry->cpu_ns, entry->rounds));
	if (entry->failed)
		printf("  failed after %u rounds: %s", entry->rounds, entry->error);
	putchar('\n');
}

static void print_table(const struct comparison *comparison, bool paced)
{
	bool heading = false;
	char title[96];

	for (uint32_t i = 0; i < comparison->rows; i++) {
		const struct row *row = &comparison->row[i];

		if ((row->trial.paced_pps > 0) != paced)
			continue;
		if (!heading) {
			printf("\n%s\n  %-10s %9s %9s %9s  %-22s  %9s  %8s\n",
				paced ? "The program's own cost at a paced rate, ns of its thread per packet"
				      : "As fast as it goes, million packets a second",
				"", "median", "min", "max", "of libxdp [95 %]", "lost", "CPU, ns");
			heading = true;
		}
		row_title(row, title, sizeof(title));
		puts(title);
		for (uint32_t j = 0; j < row->entries; j++)
			print_entry(row, row->entry[j]);
	}
}

/* Each setup once: the first row's that has it. */
static void print_setups(const struct comparison *comparison)
{
	puts("\nHow they were set up");
	for (uint32_t i = 0; i < comparison->rows; i++) {
		for (uint32_t j = 0; j < comparison->row[i].entries; j++) {
			const struct entry *entry = comparison->row[i].entry[j];
			bool seen = !entry->setup[0];

			for (uint32_t k = 0; k < i && !seen; k++) {
				const struct entry *other = row_find(&comparison->row[k], entry->backend);

				seen = other && !strcmp(other->setup, entry->setup);
			}
			if (!seen)
				printf("  %-10s %s: %s\n", entry->backend,
					trial_work_names[comparison->row[i].trial.work], entry->setup);
		}
	}
}

void comparison_print(const struct comparison *comparison)
{
	print_table(comparison, false);
	print_table(comparison, true);
	print_setups(comparison);
	fflush(stdout);
}

static void add_double(struct json_object *object, const char *key, double value)
{
	json_object_object_add(object, key, json_object_new_double(value));
}

static void add_list(struct json_object *object, const char *key, const double *values, uint32_t count)
{
	struct json_object *list = json_object_new_array();

	for (uint32_t i = 0; i < count; i++)
		json_object_array_add(list, json_object_new_double(values[i]));
	json_object_object_add(object, key, list);
}

static struct json_object *entry_json(const struct row *row, const struct entry *entry)
{
	struct json_object *object = json_object_new_object();
	struct summary pps = statistics_summary(entry->pps, entry->rounds), ratio = row_ratio(row, entry);

	json_object_object_add(object, "work", json_object_new_string(trial_work_names[row->trial.work]));
	json_object_object_add(object, "bytes", json_object_new_int64(row->trial.bytes));
	json_object_object_add(object, "backend", json_object_new_string(entry->backend));
	json_object_object_add(object, "rounds", json_object_new_int64(entry->rounds));
	add_double(object, "median_pps", pps.median);
	add_double(object, "min_pps", pps.min);
	add_double(object, "max_pps", pps.max);
	add_double(object, "ratio_to_libxdp", ratio.median);
	add_double(object, "ratio_low", ratio.low);
	add_double(object, "ratio_high", ratio.high);
	add_double(object, "lost", median(entry->lost, entry->rounds));
	add_double(object, "program_ns", median(entry->program_ns, entry->rounds));
	if (row->trial.paced_pps > 0) {
		add_double(object, "paced_pps", row->trial.paced_pps);
		json_object_object_add(object, "waiting", json_object_new_boolean(row->trial.wait));
	}
	json_object_object_add(object, "setup", json_object_new_string(entry->setup));
	if (entry->failed)
		json_object_object_add(object, "error", json_object_new_string(entry->error));
	add_double(object, "cpu_ns", median(entry->cpu_ns, entry->rounds));
	add_list(object, "rounds_pps", entry->pps, entry->rounds);
	add_list(object, "rounds_lost", entry->lost, entry->rounds);
	add_list(object, "rounds_program_ns", entry->program_ns, entry->rounds);
	return object;
}

struct json_object *comparison_json(const struct comparison *comparison)
{
	struct json_object *object = json_object_new_object(), *results = json_object_new_array();

	for (uint32_t i = 0; i < comparison->rows; i++) {
		for (uint32_t j = 0; j < comparison->row[i].entries; j++)
			json_object_array_add(
				results, entry_json(&comparison->row[i], comparison->row[i].entry[j]));
	}
	json_object_object_add(object, "results", results);
	return object;
}

void comparison_free(struct comparison *comparison)
{
	for (uint32_t i = 0; i < comparison->rows; i++) {
		for (uint32_t j = 0; j < comparison->row[i].entries; j++)
			free(comparison->row[i].entry[j]);
	}
}
