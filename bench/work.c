// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The worker's life around its loop. */
#include "bench/work.h"

#include <errno.h>
#include <time.h>

#include "bench/clock.h"

/* Long enough to sleep, short enough that a queue of a spinning thread notices that its interface went. */
enum { LOOK_EVERY_TURNS = 1 << 16, WAIT_MS = 1000 };

int work_idle(struct worker *worker, uint32_t events)
{
	bool look = worker->settings->wait || work_read(&worker->turns) % LOOK_EVERY_TURNS == 0;
	int result;

	if (!look)
		return 0;
	result = xsk_wait(worker->queues, worker->count, events, worker->settings->wait ? WAIT_MS : 0);
	if (result == -ENETDOWN) {
		struct timespec pause = { .tv_nsec = 10000000 };

		nanosleep(&pause, NULL);
		return 0;
	}
	return result < 0 && result != -EINTR ? result : 0;
}

static void *run(void *argument)
{
	struct worker *worker = argument;

	clock_pin_cpu(worker->cpu);
	worker->result = worker->settings->work->loop(worker);
	getrusage(RUSAGE_THREAD, &worker->usage);
	atomic_store(&worker->ended, true);
	return NULL;
}

int work_start(struct worker *worker)
{
	int error = pthread_create(&worker->thread, NULL, run, worker);

	if (error)
		return -error;
	worker->started = true;
	pthread_getcpuclockid(worker->thread, &worker->cpu_clock);
	return 0;
}

void work_join(struct worker *worker)
{
	if (worker->started)
		pthread_join(worker->thread, NULL);
	worker->started = false;
}
