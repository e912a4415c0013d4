/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The kinds of work, and the thread that does it on one or more queues. */
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <xsk/port.h>

#include "bench/settings.h"

struct worker {
	const struct settings *settings;
	struct xsk_queue *queues[SETTINGS_QUEUES]; /* where it receives, or sends */
	struct xsk_queue *out[SETTINGS_QUEUES];    /* forward: where each of them goes out */
	uint32_t count;
	int cpu;
	double rate;      /* of this thread; 0: unlimited */
	uint64_t packets; /* transmit: to send in all; 0: unlimited */
	const atomic_bool *stop;

	pthread_t thread;
	bool started;
	clockid_t cpu_clock;
	struct rusage usage; /* valid once it has ended */
	int result;          /* 0, or -errno of the queue that failed */

	/* Written by the thread alone, read by the reporter; a cache line of their own. */
	_Alignas(128) _Atomic uint64_t tally_packets;
	_Atomic uint64_t tally_bytes;
	_Atomic uint64_t turns;
	_Atomic uint64_t busy_ticks; /* clock_ticks() of the turns that had packets */
	_Atomic uint64_t blocked;    /* send had no room for all */
	_Atomic bool ended;
};

struct work {
	const char *name;
	const char *verb; /* "received" */
	bool receives, transmits;
	int (*loop)(struct worker *worker); /* until *worker->stop; 0 or -errno */
	const char *help;
};

extern const struct work work_rx, work_tx, work_forward;

/* One writer each: a plain load and store, no locked instruction. */
static inline void work_add(_Atomic uint64_t *counter, uint64_t count)
{
	atomic_store_explicit(
		counter, atomic_load_explicit(counter, memory_order_relaxed) + count, memory_order_relaxed);
}

static inline uint64_t work_read(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static inline bool work_stopped(const struct worker *worker)
{
	return atomic_load_explicit(worker->stop, memory_order_relaxed);
}

/*
 * Nothing could be done this turn: sleep if the settings say so, and tell whether to go on. An interface that
 * is down may come back, so the thread waits for it; one that is gone ends it (-ENODEV).
 */
int work_idle(struct worker *worker, uint32_t events);

int work_start(struct worker *worker);
void work_join(struct worker *worker);

#endif
