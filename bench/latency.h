/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What xskbench latency has measured. */
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

#include "bench/histogram.h"
#include "bench/statistics.h"

enum { LATENCY_ROWS = 4, LATENCY_BACKENDS = 3, LATENCY_QUANTILES = 6 };

extern const double latency_quantiles[LATENCY_QUANTILES];
extern const char *const latency_quantile_names[LATENCY_QUANTILES];

struct latency_entry {
	const char *backend;
	uint32_t rounds;
	double quantile[LATENCY_QUANTILES][STATISTICS_ROUNDS]; /* of each round, ns */
	struct histogram histogram;                            /* of all rounds */
	char error[512];
};

struct latency_row {
	bool ping, wait;
	double rate;
	uint32_t bytes;
	uint32_t entries;
	struct latency_entry entry[LATENCY_BACKENDS];
};

struct latency {
	uint32_t rows;
	struct latency_row row[LATENCY_ROWS];
};

/* @latency all zeroes. Makes a world of its own. */
int latency_measure(struct latency *latency, uint32_t rounds, uint32_t window_ms, double rate, uint32_t bytes,
	struct xsk_error *err);
void latency_title(const struct latency_row *row, char *text, size_t bytes);
/* Of one quantile to libxdp's, by pairs of rounds. */
struct summary latency_ratio(
	const struct latency_row *row, const struct latency_entry *entry, uint32_t quantile);

#endif
