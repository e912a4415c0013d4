/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One backend doing one kind of work for a fraction of a second, watched by the kernel's counters. */
#ifndef BENCH_TRIAL_H
#define BENCH_TRIAL_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

#include "bench/counters.h"
#include "bench/self.h"
#include "bench/sink.h"

/* Two veth pairs with sinks at the far ends; lives as long as the comparison. */
struct arena {
	struct self_world world;
	struct sink sinks[2];
	struct counter_reader *near[2]; /* port0, port1 */
	int program_cpu, generator_cpu;
	double ns_per_tick;
};

int arena_open(struct arena *arena, struct xsk_error *err);
void arena_close(struct arena *arena);

enum trial_work { TRIAL_RX, TRIAL_TX, TRIAL_FORWARD, TRIAL_FORWARD2, TRIAL_WORKS };
extern const char *const trial_work_names[TRIAL_WORKS];

struct trial {
	enum trial_work work;
	uint32_t bytes;
	double paced_pps; /* 0: flat out */
	bool wait;        /* the program sleeps when there is nothing to do */
	uint32_t pause_us, period_us;
	uint32_t warm_up_ms, window_ms;
};

struct outcome {
	double pps;        /* by the interface's counters, without what was dropped */
	double lost;       /* share of what arrived, 0 to 1 */
	double program_ns; /* of the program per packet: spinning, its turns that had packets; waiting, all
			      its CPU time. 0 where the backend does not tell */
	double cpu_ns; /* all CPU time of the program per packet: what others take from its CPU is not in it */
	char setup[256];
};

/* @backend as contender_start knows it, @variant its own choice or "". */
int trial_run(const struct arena *arena, const char *backend, const char *variant, const struct trial *trial,
	struct outcome *outcome, struct xsk_error *err);

#endif
