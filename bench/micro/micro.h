/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Google Benchmark for benchmarks in C.
 *
 *	static void push(struct micro *micro)
 *	{
 *		int64_t batch = micro_argument(micro);
 *
 *		while (micro_next(micro))
 *			for (int i = 0; i < MICRO_TURNS; i++)
 *				...one burst of batch entries...
 *		micro_items(micro, batch);
 *	}
 *
 * The figure to read is the counter per_item, nanoseconds; the script `ratios` makes a table of it.
 */
#ifndef BENCH_MICRO_MICRO_H
#define BENCH_MICRO_MICRO_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MICRO_TURNS = 1000 }; /* bursts from one micro_next() to the next */

struct micro;
typedef void micro_function(struct micro *micro);

bool micro_next(struct micro *micro);
int64_t micro_argument(const struct micro *micro);
int micro_thread(const struct micro *micro); /* 0 and up */
/* Items in each burst. */
void micro_items(struct micro *micro, int64_t count);
/* Of a benchmark that takes its own time: this many nanoseconds since the last micro_next(). */
void micro_took(struct micro *micro, double ns);
/* Ends the benchmark with a message. */
void micro_skip(struct micro *micro, const char *reason);

struct micro_case {
	const char *name;
	micro_function *function;
	int64_t arguments[16]; /* one run each; ends with 0 */
	int threads;           /* 0: one */
	bool own_time;         /* it calls micro_took() */
};

void micro_register(const struct micro_case *cases, int count);
int micro_main(int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif
