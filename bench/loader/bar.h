/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What is measured, and what it must hold. */
#ifndef BENCH_LOADER_BAR_H
#define BENCH_LOADER_BAR_H

#include <stdbool.h>

#include "bench/loader/pair.h"

enum bar_form {
	BAR_RATIO,      /* right to left, of one round */
	BAR_SPEED,      /* left to right: how many times faster the right one is */
	BAR_DIFFERENCE, /* right less left */
	BAR_VALUE,      /* right */
};

struct bar {
	const char *text;
	const char *left, *right; /* figures */
	enum bar_form form;
	bool at_least;      /* of the limit; else at most */
	bool by_high;       /* judged by the upper end of the 95 % interval; else by the median */
	bool left_is_right; /* both figures are the right command's */
	double limit;       /* 0: shown, not judged */
};

enum { BARS_LIMIT = 8 };

struct bar_case {
	const char *name;
	struct pair pair;
	struct bar bars[BARS_LIMIT]; /* ends with text NULL */
};

extern struct bar_case bar_cases[];
extern const unsigned int bar_case_count;

void bar_print_heading(void);
/* False: missed. */
bool bar_judge(const struct bar *bar, const struct pair *pair, const char *case_name);

#endif
