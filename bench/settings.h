/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What `xskbench rx|tx|forward` were told, with the defaults filled in. */
#ifndef BENCH_SETTINGS_H
#define BENCH_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/port.h>

#include "bench/frame.h"
#include "bench/generator.h"

enum { SETTINGS_CPUS = 256, SETTINGS_BATCH = 1024, SETTINGS_QUEUES = 64 };

enum settings_output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_CSV };

struct work;

struct settings {
	const struct work *work;
	const char *interface, *out; /* out: forward there; NULL: back out of the same */
	bool self, force, wait, promiscuous, no_generator;
	bool busy_poll;
	uint32_t busy_poll_us;
	bool some_queues; /* queues were named */
	struct frame_range queues;
	uint32_t threads; /* 0: one a queue */
	uint32_t batch;
	enum xsk_mode mode;
	double seconds;   /* 0: until interrupted */
	uint64_t packets; /* 0: no limit */
	double rate;      /* packets a second; 0: as fast as it goes */
	struct frame_plan plan;
	int cpus[SETTINGS_CPUS], generator_cpus[SETTINGS_CPUS];
	uint32_t cpu_count, generator_cpu_count;
	enum generator_kind generator;
	enum settings_output output;
};

/* 0: go on; else the process ends with *status. */
int settings_read(struct settings *settings, const struct work *work, int argc, char **argv, int *status);

#endif
