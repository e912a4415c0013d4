// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The program under test has one CPU, the generator the other. A window opens when everything runs, and what
 * the counters say at its two ends is the outcome.
 */
#include "bench/trial.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/clock.h"
#include "bench/contender.h"
#include "bench/fail.h"
#include "bench/generator.h"

enum { BATCH = 64 };

const char *const trial_work_names[TRIAL_WORKS] = { "rx", "tx", "forward", "forward2" };

static void pause_ms(uint32_t ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

/* First and last CPU that this process may use. */
static void choose_cpus(struct arena *arena)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	sched_getaffinity(0, sizeof(set), &set);
	arena->program_cpu = -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET((unsigned int)cpu, &set))
			continue;
		if (arena->program_cpu < 0)
			arena->program_cpu = cpu;
		arena->generator_cpu = cpu;
	}
}

int arena_open(struct arena *arena, struct xsk_error *err)
{
	int result;

	*arena = (struct arena){ .world = SELF_WORLD_NONE, .sinks = { SINK_NONE, SINK_NONE } };
	choose_cpus(arena);
	arena->ns_per_tick = clock_ns_per_tick();
	result = self_create(&arena->world, &(struct self_opts){ .pairs = 2, .queues = 1, .mtu = 1500 }, err);
	if (!result)
		result = counters_open(&arena->near[0], "port0", err);
	if (!result)
		result = counters_open(&arena->near[1], "port1", err);
	self_enter_far(&arena->world);
	if (!result)
		result = sink_open(&arena->sinks[0], "far0", err);
	if (!result)
		result = sink_open(&arena->sinks[1], "far1", err);
	self_enter_near(&arena->world);
	if (result)
		arena_close(arena);
	return result;
}

void arena_close(struct arena *arena)
{
	for (int i = 0; i < 2; i++) {
		sink_close(&arena->sinks[i]);
		counters_close(arena->near[i]);
	}
	self_destroy(&arena->world);
}

struct snapshot {
	uint64_t ns, cpu_ns, busy_ticks, packets, dropped;
	struct counters in, out;
};

static struct snapshot take_snapshot(
	const struct arena *arena, const struct trial *trial, struct contender *contender)
{
	const struct board *board = contender->board;
	struct snapshot now;

	contender_ask(contender);
	now.dropped = atomic_load(&board->dropped);
	now.in = counters_read(arena->near[0]);
	now.out = counters_read(arena->near[trial->work == TRIAL_FORWARD2]);
	now.busy_ticks = atomic_load(&board->busy_ticks);
	now.packets = atomic_load(&board->packets);
	now.cpu_ns = clock_read(contender->cpu_clock);
	now.ns = clock_now();
	return now;
}

static void evaluate(const struct arena *arena, const char *backend, const struct trial *trial,
	const struct snapshot *from, const struct snapshot *to, struct outcome *outcome)
{
	struct counters in = counters_since(&to->in, &from->in), out = counters_since(&to->out, &from->out);
	double seconds = (double)(to->ns - from->ns) / NS_PER_SECOND;
	double handled = (double)(to->packets - from->packets), dropped = (double)in.rx_dropped;

	/* What a packet socket could not take has passed the interface. */
	if (!strcmp(backend, "af_packet"))
		dropped += (double)(to->dropped - from->dropped);
	outcome->pps = (trial->work == TRIAL_RX ? (double)in.rx_packets - dropped : (double)out.tx_packets) /
		       seconds;
	outcome->lost = trial->work != TRIAL_TX && in.rx_packets ? dropped / (double)in.rx_packets : 0;
	outcome->cpu_ns =
		outcome->pps > 0 ? (double)(to->cpu_ns - from->cpu_ns) / (outcome->pps * seconds) : 0;
	outcome->program_ns = 0;
	if (handled > 0 && trial->wait)
		outcome->program_ns = (double)(to->cpu_ns - from->cpu_ns) / handled;
	else if (handled > 0)
		outcome->program_ns =
			(double)(to->busy_ticks - from->busy_ticks) * arena->ns_per_tick / handled;
}

static int start_generator(const struct arena *arena, const struct trial *trial, struct generator **generator,
	struct xsk_error *err)
{
	struct generator_opts opts = {
		.kind = GENERATOR_LIVE,
		.netns_fd = arena->world.far_ns,
		.ifname = "far0",
		.rate = trial->paced_pps,
		.cpu = arena->generator_cpu,
	};
	int result;

	frame_plan_init(&opts.plan);
	opts.plan.bytes = trial->bytes;
	result = generator_open(generator, &opts, err);
	return result ? result : generator_start(*generator, err);
}

int trial_run(const struct arena *arena, const char *backend, const char *variant, const struct trial *trial,
	struct outcome *outcome, struct xsk_error *err)
{
	static const enum board_work works[] = { BOARD_RX, BOARD_TX, BOARD_FORWARD, BOARD_FORWARD };
	struct board_task task = {
		.work = works[trial->work],
		.ifname = "port0",
		.bytes = trial->bytes,
		.batch = BATCH,
		.wait = trial->wait,
		.rate = trial->work == TRIAL_TX ? trial->paced_pps : 0,
		.cpu = arena->program_cpu,
		.pause_us = trial->pause_us,
		.period_us = trial->period_us,
	};
	struct generator *generator = NULL;
	struct contender contender;
	struct snapshot from, to;
	int result;

	if (trial->work == TRIAL_FORWARD2)
		strcpy(task.out, "port1");
	snprintf(task.variant, sizeof(task.variant), "%s", variant);
	result = contender_start(&contender, backend, &task, err);
	if (result)
		return result;
	if (trial->work != TRIAL_TX)
		result = start_generator(arena, trial, &generator, err);
	if (!result) {
		pause_ms(trial->warm_up_ms);
		from = take_snapshot(arena, trial, &contender);
		pause_ms(trial->window_ms);
		to = take_snapshot(arena, trial, &contender);
		evaluate(arena, backend, trial, &from, &to, outcome);
		snprintf(outcome->setup, sizeof(outcome->setup), "%s", contender.board->setup);
	}
	if (generator && !result)
		result = generator_stop(generator, err);
	generator_close(generator);
	contender_stop(&contender);
	contender_forget(&contender);
	return result;
}
