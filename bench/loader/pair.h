/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Two commands, run alternately in fresh processes, and the figures that they print: lines "NAME VALUE". */
#ifndef BENCH_LOADER_PAIR_H
#define BENCH_LOADER_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/statistics.h"

enum { PAIR_FIGURES = 32, PAIR_WORDS = 8 };

struct figure {
	char name[32];
	double values[STATISTICS_ROUNDS];
};

struct side {
	const char *words[PAIR_WORDS]; /* program and arguments, files of the folder; ends with NULL */
	struct figure *figures;
	uint32_t figure_count;
};

struct pair {
	struct side left, right;
	uint32_t rounds;
};

/* @folder: where programs and objects lie. False, with a line on stderr, when one of them fails. */
bool pair_run(struct pair *pair, const char *folder, uint32_t rounds);
void pair_free(struct pair *pair);

/* Values by round; NULL: no such figure. */
const double *side_values(const struct side *side, const char *name);

#endif
