// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The same loop around every backend: turns, their time, pauses, answers. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>

#include "bench/backend/attach_clock.h"
#include "bench/backend/backend.h"
#include "bench/clock.h"

bool backend_worked;
const struct frame_plan *backend_plan;
struct histogram *backend_histogram;

int backend_fail(struct board *board, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(board->error, sizeof(board->error), format, args);
	va_end(args);
	return code;
}

void backend_setup(struct board *board, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(board->setup, sizeof(board->setup), format, args);
	va_end(args);
}

static void add(_Atomic uint64_t *counter, uint64_t count)
{
	atomic_store_explicit(
		counter, atomic_load_explicit(counter, memory_order_relaxed) + count, memory_order_relaxed);
}

static uint32_t turn(const struct board_task *task, uint64_t sent, uint64_t started)
{
	uint64_t due;

	switch (task->work) {
	case BOARD_RX:
		return backend.receive(task->batch);
	case BOARD_TX:
		if (task->rate <= 0)
			return backend.transmit(task->batch);
		due = (uint64_t)((double)(clock_now() - started) * task->rate / NS_PER_SECOND);
		due = due > sent ? due - sent : 0;
		return due ? backend.transmit(due < task->batch ? (uint32_t)due : task->batch) : 0;
	default:
		return backend.forward(task->batch);
	}
}

static void answer(struct board *board)
{
	uint32_t ask = atomic_load_explicit(&board->ask, memory_order_relaxed);

	if (ask == atomic_load_explicit(&board->answered, memory_order_relaxed))
		return;
	atomic_store_explicit(&board->dropped, backend.dropped(), memory_order_relaxed);
	atomic_store_explicit(&board->answered, ask, memory_order_release);
}

/* Does nothing at its times; returns when the next begins. */
static uint64_t take_pause(const struct board_task *task, uint64_t next_ns)
{
	const struct timespec pause = { .tv_nsec = (long)task->pause_us * 1000 };

	if (clock_now() < next_ns)
		return next_ns;
	nanosleep(&pause, NULL);
	return next_ns + task->period_us * 1000ull;
}

static void loop(struct board *board)
{
	const struct board_task *task = &board->task;
	uint64_t started = clock_now(), pause_ns = started, sent = 0;

	while (!atomic_load_explicit(&board->stop, memory_order_relaxed)) {
		uint64_t begin = clock_ticks();
		uint32_t count;

		backend_worked = false;
		count = turn(task, sent, started);
		if (count || backend_worked)
			add(&board->busy_ticks, clock_ticks() - begin);
		if (count) {
			add(&board->packets, count);
			add(&board->turns, 1);
			if (!sent)
				atomic_store(&board->first_ns, clock_now());
			sent += count;
		} else if (task->wait) {
			backend.wait(task->work);
		}
		answer(board);
		if (atomic_load_explicit(&board->recording, memory_order_relaxed))
			backend_histogram = &board->histogram;
		if (task->period_us)
			pause_ns = take_pause(task, pause_ns);
	}
}

/* One packet at a time; one that does not come back within a tenth of a second is lost. */
static void ping(struct board *board, const struct frame_plan *plan)
{
	const struct board_task *task = &board->task;
	uint64_t sent_ns;

	backend_plan = plan;
	while (!atomic_load_explicit(&board->stop, memory_order_relaxed)) {
		if (atomic_load_explicit(&board->recording, memory_order_relaxed))
			backend_histogram = &board->histogram;
		if (!backend.transmit(1))
			continue;
		sent_ns = clock_now();
		while (!backend.receive(1)) {
			if (clock_now() - sent_ns > NS_PER_SECOND / 10)
				break;
			if (task->wait)
				backend.wait(BOARD_RX);
		}
		add(&board->packets, 1);
	}
}

int main(void)
{
	struct frame_plan plan;
	struct board *board = mmap(NULL, BOARD_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, BOARD_FD, 0);
	int result;

	if (board == MAP_FAILED) {
		fprintf(stderr, "a backend of xskbench compare, which starts it\n");
		return 2;
	}
	atomic_store(&board->main_ns, clock_now());
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	clock_pin_cpu(board->task.cpu);
	frame_plan_init(&plan);
	plan.bytes = board->task.bytes;
	result = backend.open(board, &plan);
	if (!result) {
		atomic_store(&board->ready_ns, clock_now());
		atomic_store(&board->attach_ns, attach_clock_ns);
		atomic_store(&board->ready, 1);
		if (board->task.work == BOARD_PING)
			ping(board, &plan);
		else
			loop(board);
	}
	backend.close();
	if (result && !board->error[0])
		backend_fail(board, result, "%s", strerror(-result));
	return result ? 1 : 0;
}
