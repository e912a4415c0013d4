// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A run is a list of steps; run_close() takes what is half built and is the only way down. While packets
 * move, SIGINT and SIGTERM are blocked in every thread and this one waits for them; before and after they end
 * the process as usual, and the kernel clears away what it held.
 */
#include "bench/run.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/counters.h"
#include "bench/default_route.h"
#include "bench/fail.h"
#include "bench/report.h"
#include "bench/self.h"
#include "bench/sender.h"
#include "bench/sink.h"

enum {
	TICK_NS = 10000000,
	SETTLE_NS = 30000000, /* for what is on its way when the generators have stopped; */
	SETTLE_STILL = 10,    /* it is all there, or nothing has come for so many such times, */
	SETTLE_MOST = 50,     /* or somebody else sends too */
	PAIRS = 2,
	PATIENCE_US = 20000, /* a rate is kept over scheduler slices that others take */
};

struct run {
	const struct settings *settings;
	struct self_world world;
	struct xsk_pool *pool;       /* only where two ports share it */
	struct xsk_port *port, *out; /* out: the port that sends; the same, or another, or none */
	struct sink sinks[PAIRS];
	struct generator *generators[SETTINGS_QUEUES];
	uint32_t generator_count;
	struct counter_reader *far_reader;
	struct counters far_before;
	struct worker *workers;
	uint32_t worker_count;
	struct xsk_queue_stats port_before, out_before;
	uint64_t *queue_before;
	uint64_t started_ns;
	double ns_per_tick;
	atomic_bool stop;
	struct report report;
};

static int open_world(struct run *run, struct xsk_error *err)
{
	const struct settings *settings = run->settings;
	uint32_t mtu = settings->plan.bytes - FRAME_ETHERNET_BYTES;

	if (settings->self)
		return self_create(&run->world,
			&(struct self_opts){
				.pairs = settings->out ? 2 : 1,
				.queues = settings->queues.first + settings->queues.count,
				.mtu = mtu > 1500 ? mtu : 1500,
			},
			err);
	for (int i = 0; i < 2; i++) {
		const char *ifname = i ? settings->out : settings->interface;

		if (ifname && !settings->force && default_route_uses(ifname))
			return fail(err, -EPERM,
				"%s is the interface of the default route: this would cut the machine off "
				"(--force does it)",
				ifname);
	}
	return 0;
}

static int open_ports(struct run *run, struct xsk_error *err)
{
	const struct settings *settings = run->settings;
	uint32_t count = settings->some_queues || settings->self ? settings->queues.count : 0;
	struct xsk_pool_opts pool = {
		.frames = 4096 * (count ? count : 4),
		.frame_bytes = settings->plan.bytes > frame_imix_bytes[2] ? 4096 : 2048,
	};
	struct xsk_port_opts opts = {
		.pool_opts = pool.frame_bytes == 4096 ? &pool : NULL,
		.first_queue = settings->queues.first,
		.queues = count,
		.mode = settings->mode,
		.no_receive = !settings->work->receives,
		.no_transmit = !settings->work->transmits || settings->out,
		.promiscuous = settings->promiscuous,
		.busy_poll = settings->busy_poll,
		.busy_poll_us = settings->busy_poll_us,
	};
	int result = 0;

	if (settings->out)
		result = xsk_pool__open(&run->pool, &pool, err);
	opts.pool = run->pool;
	if (!result)
		result = xsk_port__open(&run->port, settings->interface, &opts, err);
	if (result)
		return result;
	run->out = settings->work->transmits ? run->port : NULL;
	if (!settings->out)
		return 0;
	opts.no_receive = true;
	opts.no_transmit = false;
	opts.promiscuous = false;
	return xsk_port__open(&run->out, settings->out, &opts, err);
}

/* CPUs that this process may use, lowest first. */
static uint32_t usable_cpus(int *cpus, uint32_t room)
{
	cpu_set_t set;
	uint32_t count = 0;

	CPU_ZERO(&set);
	sched_getaffinity(0, sizeof(set), &set);
	for (int cpu = 0; cpu < CPU_SETSIZE && count < room; cpu++) {
		if (CPU_ISSET((unsigned int)cpu, &set))
			cpus[count++] = cpu;
	}
	return count;
}

/*
 * Live frames arrive on the queue with their CPU's number, modulo the queues: the highest CPU that serves
 * @queue. Where there is none, an AF_XDP sender does, on any.
 */
static int generator_cpu(
	const struct settings *settings, uint32_t queue, uint32_t position, enum generator_kind *kind)
{
	int cpus[SETTINGS_CPUS];
	uint32_t count = usable_cpus(cpus, SETTINGS_CPUS),
		 total = settings->queues.first + settings->queues.count;

	if (settings->generator_cpu_count)
		return settings->generator_cpus[position % settings->generator_cpu_count];
	for (uint32_t i = count; i--;) {
		if ((uint32_t)cpus[i] % total == queue)
			return cpus[i];
	}
	if (*kind == GENERATOR_AUTO)
		*kind = GENERATOR_SENDER;
	return count ? cpus[count - 1] : -1;
}

static int open_generator(struct run *run, uint32_t position, struct xsk_error *err)
{
	const struct settings *settings = run->settings;
	uint32_t queues = settings->queues.count, queue = settings->queues.first + position;
	struct generator_opts opts = {
		.kind = settings->generator,
		.netns_fd = run->world.far_ns,
		.ifname = "far0",
		.plan = settings->plan,
		.rate = settings->rate / queues,
		.patience_us = PATIENCE_US,
		.limit = settings->packets / queues + (position < settings->packets % queues),
		.queue = queue,
	};

	opts.cpu = generator_cpu(settings, queue, position, &opts.kind);
	if (position == 0)
		run->report.generator_cpu = opts.cpu;
	return generator_open(&run->generators[run->generator_count++], &opts, err);
}

/* The other end of --self: what receives, what sends. */
static int open_far_end(struct run *run, struct xsk_error *err)
{
	const struct settings *settings = run->settings;
	int result = 0;

	if (!settings->self)
		return 0;
	self_enter_far(&run->world);
	if (settings->work->transmits)
		result = sink_open(&run->sinks[0], "far0", err);
	if (!result && settings->out)
		result = sink_open(&run->sinks[1], "far1", err);
	if (!result)
		result = counters_open(&run->far_reader, "far0", err);
	self_enter_near(&run->world);
	if (!settings->work->receives || settings->no_generator)
		return result;
	for (uint32_t i = 0; !result && i < settings->queues.count; i++)
		result = open_generator(run, i, err);
	run->report.generator = !result;
	run->report.generators = run->generator_count;
	if (!result)
		run->report.generator_kind = generator_kind(run->generators[0]);
	return result;
}

static int worker_cpu(const struct settings *settings, uint32_t position)
{
	int cpus[SETTINGS_CPUS];
	uint32_t count;

	if (settings->cpu_count)
		return settings->cpus[position % settings->cpu_count];
	if (!settings->self)
		return -1;
	count = usable_cpus(cpus, SETTINGS_CPUS);
	/* The last is the generator's. */
	return count > 1 ? cpus[position % (count - 1)] : -1;
}

static int open_workers(struct run *run, struct xsk_error *err)
{
	const struct settings *settings = run->settings;
	uint32_t queues = xsk_port__queues(run->port),
		 threads = settings->threads ? settings->threads : queues;

	if (queues > SETTINGS_QUEUES)
		return fail(err, -EINVAL, "%s has %u queues; name at most %d of them with -q",
			settings->interface, queues, SETTINGS_QUEUES);
	threads = threads < queues ? threads : queues;
	run->workers = aligned_alloc(_Alignof(struct worker), threads * sizeof(struct worker));
	run->queue_before = calloc(queues, sizeof(uint64_t));
	run->report.queue_packets = calloc(queues, sizeof(uint64_t));
	if (!run->workers || !run->queue_before || !run->report.queue_packets)
		return fail(err, -ENOMEM, "no memory");
	memset(run->workers, 0, threads * sizeof(struct worker));
	run->worker_count = threads;
	run->report.queues = queues;
	run->report.threads = threads;
	run->report.first_queue = settings->queues.first;
	run->report.mode = xsk_port__mode(run->port);
	for (uint32_t i = 0; i < threads; i++) {
		struct worker *worker = &run->workers[i];

		worker->settings = settings;
		worker->cpu = worker_cpu(settings, i);
		worker->stop = &run->stop;
		worker->rate = settings->rate / threads;
		worker->packets = settings->packets / threads + (i < settings->packets % threads);
	}
	for (uint32_t i = 0; i < queues; i++) {
		struct worker *worker = &run->workers[i % threads];
		uint32_t outs = run->out ? xsk_port__queues(run->out) : 0;

		worker->queues[worker->count] = xsk_port__queue(run->port, i);
		worker->out[worker->count] = outs ? xsk_port__queue(run->out, i % outs) : NULL;
		worker->count++;
	}
	return settings->work->receives ? 0
					: sender_write_all(xsk_port__pool(run->port), &settings->plan, err);
}

static int run_open(struct run *run, struct xsk_error *err)
{
	int result = open_world(run, err);

	if (!result)
		result = open_ports(run, err);
	if (!result)
		result = open_far_end(run, err);
	return result ? result : open_workers(run, err);
}

static void run_close(struct run *run)
{
	for (uint32_t i = 0; i < run->generator_count; i++)
		generator_close(run->generators[i]);
	free(run->workers);
	free(run->queue_before);
	counters_close(run->far_reader);
	for (uint32_t i = 0; i < PAIRS; i++)
		sink_close(&run->sinks[i]);
	if (run->out != run->port)
		xsk_port__close(run->out);
	xsk_port__close(run->port);
	xsk_pool__close(run->pool, NULL);
	self_destroy(&run->world);
	report_free(&run->report);
}

/* The probes of the generators are not part of the run. */
static void forget_what_came_before(struct run *run)
{
	struct xsk_packet packets[64];
	struct xsk_queue_stats stats;
	uint32_t count;

	for (uint32_t i = 0; i < run->report.queues; i++) {
		struct xsk_queue *queue = xsk_port__queue(run->port, i);

		while (run->settings->work->receives && (count = xsk_queue__receive(queue, packets, 64)))
			xsk_queue__free(queue, packets, count);
		xsk_queue__stats(queue, &stats);
		run->queue_before[i] = run->settings->work->receives ? stats.rx_packets : stats.tx_completed;
	}
	xsk_port__stats(run->port, &run->port_before);
	if (run->out)
		xsk_port__stats(run->out, &run->out_before);
	if (run->far_reader)
		run->far_before = counters_read(run->far_reader);
}

static void count_threads(struct run *run, struct sample *sample)
{
	for (uint32_t i = 0; i < run->worker_count; i++) {
		struct worker *worker = &run->workers[i];

		sample->packets += work_read(&worker->tally_packets);
		sample->bytes += work_read(&worker->tally_bytes);
		sample->busy_ns += (uint64_t)((double)work_read(&worker->busy_ticks) * run->ns_per_tick);
		sample->blocked += work_read(&worker->blocked);
		if (worker->started && !atomic_load(&worker->ended))
			sample->cpu_ns += clock_read(worker->cpu_clock);
		else
			sample->cpu_ns +=
				(uint64_t)(worker->usage.ru_utime.tv_sec + worker->usage.ru_stime.tv_sec) *
					NS_PER_SECOND +
				(uint64_t)(worker->usage.ru_utime.tv_usec + worker->usage.ru_stime.tv_usec) *
					1000;
	}
}

static struct sample take_sample(struct run *run)
{
	struct sample sample = { .seconds = (double)(clock_now() - run->started_ns) / NS_PER_SECOND };
	struct xsk_queue_stats port, out;

	count_threads(run, &sample);
	xsk_port__stats(run->port, &port);
	sample.no_frame = port.rx_fill_empty - run->port_before.rx_fill_empty;
	/* The kernel's two counters are not read at one instant. */
	sample.too_long = port.rx_dropped - run->port_before.rx_dropped;
	sample.too_long -= sample.no_frame < sample.too_long ? sample.no_frame : sample.too_long;
	sample.ring_full = port.rx_ring_full - run->port_before.rx_ring_full;
	sample.invalid = port.rx_invalid - run->port_before.rx_invalid;
	if (run->out) {
		uint64_t accepted = sample.packets;

		xsk_port__stats(run->out, &out);
		/* Sent is what the kernel gave back, but for what the driver dropped. */
		sample.tx_dropped = out.tx_dropped - run->out_before.tx_dropped;
		sample.packets = out.tx_completed - run->out_before.tx_completed;
		sample.packets -= sample.tx_dropped < sample.packets ? sample.tx_dropped : sample.packets;
		sample.bytes =
			accepted
				? (uint64_t)((double)sample.bytes * (double)sample.packets / (double)accepted)
				: 0;
		sample.invalid += out.tx_invalid - run->out_before.tx_invalid + out.completion_invalid -
				  run->out_before.completion_invalid;
	}
	for (uint32_t i = 0; i < run->generator_count; i++)
		sample.generated += generator_sent(run->generators[i]);
	return sample;
}

static bool all_ended(struct run *run)
{
	bool generators = run->generator_count > 0, workers = true;

	for (uint32_t i = 0; i < run->generator_count; i++)
		generators &= generator_finished(run->generators[i]);
	for (uint32_t i = 0; i < run->worker_count; i++)
		workers &= atomic_load(&run->workers[i].ended);
	return generators || workers;
}

/* Has a thread failed, or has the run come to its end? */
static bool over(struct run *run)
{
	const struct settings *settings = run->settings;
	double seconds = (double)(clock_now() - run->started_ns) / NS_PER_SECOND;

	for (uint32_t i = 0; i < run->worker_count; i++) {
		if (atomic_load(&run->workers[i].ended) && run->workers[i].result)
			return true;
	}
	if ((settings->seconds > 0 && seconds >= settings->seconds) || all_ended(run))
		return true;
	if (settings->packets && settings->work->receives && !run->generator_count) {
		struct sample sample = { 0 };

		count_threads(run, &sample);
		return sample.packets >= settings->packets;
	}
	return false;
}

/* A second in ticks: true when the run is over or somebody asked for its end. */
static bool wait_second(struct run *run, const sigset_t *signals, uint64_t until_ns)
{
	const struct timespec tick = { .tv_nsec = TICK_NS };

	while (clock_now() < until_ns) {
		if (sigtimedwait(signals, NULL, &tick) > 0 || over(run))
			return true;
	}
	return over(run);
}

static int start(struct run *run, struct xsk_error *err)
{
	int result = 0;

	forget_what_came_before(run);
	run->started_ns = clock_now();
	for (uint32_t i = 0; !result && i < run->worker_count; i++) {
		result = work_start(&run->workers[i]);
		if (result)
			fail(err, result, "start a thread: %s", strerror(-result));
	}
	for (uint32_t i = 0; !result && i < run->generator_count; i++)
		result = generator_start(run->generators[i], err);
	return result;
}

/* What the generators sent arrives, also where a busy machine takes its time. */
static void settle(struct run *run)
{
	const struct timespec pause = { .tv_nsec = SETTLE_NS };
	uint64_t counted = UINT64_MAX;

	for (int still = 0, turns = 0; still < SETTLE_STILL && turns < SETTLE_MOST; turns++) {
		struct sample now;
		uint64_t before = counted;

		nanosleep(&pause, NULL);
		now = take_sample(run);
		counted = now.packets + now.no_frame + now.too_long + now.ring_full + now.invalid +
			  now.tx_dropped;
		if (counted >= now.generated)
			return;
		still = counted == before ? still + 1 : 0;
	}
}

static int stop(struct run *run, struct xsk_error *err)
{
	int result = 0;

	for (uint32_t i = 0; i < run->generator_count; i++) {
		int stopped = generator_stop(run->generators[i], err);

		result = result ? result : stopped;
	}
	if (run->generator_count)
		settle(run);
	atomic_store(&run->stop, true);
	for (uint32_t i = 0; i < run->report.queues; i++)
		xsk_queue__wake(xsk_port__queue(run->port, i));
	for (uint32_t i = 0; run->out && i < xsk_port__queues(run->out); i++)
		xsk_queue__wake(xsk_port__queue(run->out, i));
	for (uint32_t i = 0; i < run->worker_count; i++) {
		struct worker *worker = &run->workers[i];

		work_join(worker);
		if (worker->result && !result)
			result = fail(err, worker->result, "%s queue %u: %s", run->settings->interface,
				xsk_queue__id(worker->queues[0]),
				worker->result == -ENODEV ? "the interface is gone"
							  : strerror(-worker->result));
	}
	return result;
}

static void finish_report(struct run *run, struct sample *last, double seconds)
{
	struct report *report = &run->report;
	struct xsk_queue_stats stats;

	*last = take_sample(run);
	last->seconds = seconds;
	for (uint32_t i = 0; i < report->queues; i++) {
		xsk_queue__stats(xsk_port__queue(run->port, i), &stats);
		report->queue_packets[i] =
			(run->settings->work->receives ? stats.rx_packets : stats.tx_completed) -
			run->queue_before[i];
	}
	for (uint32_t i = 0; i < run->worker_count; i++) {
		const struct rusage *usage = &run->workers[i].usage;

		report->user_seconds +=
			(double)usage->ru_utime.tv_sec + (double)usage->ru_utime.tv_usec / 1e6;
		report->system_seconds +=
			(double)usage->ru_stime.tv_sec + (double)usage->ru_stime.tv_usec / 1e6;
	}
	if (run->far_reader && report->generator) {
		struct counters now = counters_read(run->far_reader);
		struct counters since = counters_since(&now, &run->far_before);

		report->generated_lost =
			last->generated > since.tx_packets ? last->generated - since.tx_packets : 0;
	}
}

static int measure(struct run *run, struct xsk_error *err)
{
	struct sample last;
	sigset_t signals, before;
	double seconds;
	int result;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, &before);
	report_begin(&run->report);
	result = start(run, err);
	for (uint64_t second = 1; !result; second++) {
		if (wait_second(run, &signals, run->started_ns + second * NS_PER_SECOND))
			break;
		last = take_sample(run);
		report_second(&run->report, &last);
	}
	seconds = (double)(clock_now() - run->started_ns) / NS_PER_SECOND;
	if (result)
		stop(run, &(struct xsk_error){ 0 });
	else
		result = stop(run, err);
	finish_report(run, &last, seconds);
	report_end(&run->report, &last);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

int run_main(const struct work *work, int argc, char **argv)
{
	struct settings settings;
	struct xsk_error err = { 0 };
	int status = 0, result;

	if (settings_read(&settings, work, argc, argv, &status))
		return status;

	struct run run = {
		.settings = &settings,
		.world = SELF_WORLD_NONE,
		.sinks = { SINK_NONE, SINK_NONE },
		.report = { .settings = &settings, .generator_cpu = -1 },
		.ns_per_tick = clock_ns_per_tick(),
	};

	result = run_open(&run, &err);
	if (!result)
		result = measure(&run, &err);
	run_close(&run);
	if (result)
		fprintf(stderr, "xskbench %s: %s\n", work->name, err.text);
	return result ? 1 : 0;
}
