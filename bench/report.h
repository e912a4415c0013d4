/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a run tells: lines while it goes on, a summary at its end; as text, CSV or JSON. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdint.h>
#include <xsk/port.h>

#include "bench/settings.h"

/* Counters since the start of the run. */
struct sample {
	double seconds;
	uint64_t packets, bytes; /* of the work */
	uint64_t no_frame;       /* the kernel dropped: nothing in the fill ring */
	uint64_t too_long;       /* the kernel dropped: longer than a frame */
	uint64_t ring_full;      /* the kernel dropped: no slot in the RX ring */
	uint64_t tx_dropped;     /* the driver dropped */
	uint64_t invalid;        /* descriptors refused, of any ring */
	uint64_t generated;      /* frames of the generators */
	uint64_t blocked;        /* sends that found no room for all */
	uint64_t busy_ns;        /* of the threads' turns that had packets */
	uint64_t cpu_ns;         /* of the threads */
};

/* What does not change while it runs, and what is known at its end. */
struct report {
	const struct settings *settings;
	enum xsk_mode mode;
	uint32_t queues, threads;
	uint64_t *queue_packets; /* by queue, at the end */
	uint32_t first_queue;
	bool generator;                     /* there is one, */
	enum generator_kind generator_kind; /* of this kind */
	int generator_cpu;                  /* of the first; -1: anywhere */
	uint32_t generators;
	uint64_t generated_lost; /* frames that the sending interface lost */
	double user_seconds, system_seconds;
	struct sample *samples; /* one a second, the last at the end */
	uint32_t count, room;
};

void report_begin(const struct report *report);
/* Keeps the sample and prints a line. */
void report_second(struct report *report, const struct sample *sample);
void report_end(const struct report *report, const struct sample *last);
void report_free(struct report *report);

#endif
