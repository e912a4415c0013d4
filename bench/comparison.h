/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a comparison has measured: rows of work, in each the rounds of every backend. */
#ifndef BENCH_COMPARISON_H
#define BENCH_COMPARISON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench/statistics.h"
#include "bench/trial.h"

enum { COMPARISON_ROWS = 64, COMPARISON_BACKENDS = 6 };

/* The rounds of one backend in one row. */
struct entry {
	const char *backend; /* as it is printed */
	const char *variant; /* its own choice, "" */
	uint32_t rounds;
	bool failed; /* it could not: see error; the rounds before count */
	double pps[STATISTICS_ROUNDS], lost[STATISTICS_ROUNDS], program_ns[STATISTICS_ROUNDS],
		cpu_ns[STATISTICS_ROUNDS];
	char setup[256];
	char error[512];
};

struct row {
	struct trial trial;
	uint32_t entries;
	struct entry *entry[COMPARISON_BACKENDS];
};

struct comparison {
	uint32_t rounds;
	uint32_t rows;
	struct row row[COMPARISON_ROWS];
};

/* Entry of a backend in a row, or NULL. */
const struct entry *row_find(const struct row *row, const char *backend);
/* Of the row's measure (packets a second; paced: nanoseconds of the program) to that of libxdp, in pairs. */
struct summary row_ratio(const struct row *row, const struct entry *entry);
/* "rx, 64 bytes", with rate and way of waiting where paced. */
void row_title(const struct row *row, char *text, size_t bytes);

void comparison_print(const struct comparison *comparison);
struct json_object *comparison_json(const struct comparison *comparison);
void comparison_free(struct comparison *comparison);

#endif
