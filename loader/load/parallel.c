// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The cost model, and the workers. */
#include "loader/load/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/syscall.h"
#include "loader/load/load.h"

enum {
	WORKERS_LIMIT = 64,
	PROGRAM_NS_WORTH = 250000, /* a program below that loads slower beside another */
	REST_NS_WORTH = 4000000,   /* what is left must be worth the threads */
	MEASURED_FIRST = 2,        /* programs loaded before anything can be predicted */
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* A run of the plan's program loads. */
struct batch {
	struct bpf_object *object;
	const struct command *commands;
	uint32_t count;
	_Atomic uint32_t next;
	/* The earliest failure, by position; later programs need not be tried then. */
	_Atomic uint32_t failed;
	int *results;
	struct xsk_object_error *errors; /* of the workers' failures: one a worker */
	uint32_t *error_of;              /* position of the failure that errors[worker] describes */
};

struct worker {
	struct batch *batch;
	uint32_t number;
	pthread_t thread;
};

static struct bpf_program *program_at(const struct batch *batch, uint32_t position)
{
	return &batch->object->programs[batch->commands[position].index];
}

static void note_failure(struct batch *batch, uint32_t position)
{
	uint32_t before = atomic_load_explicit(&batch->failed, memory_order_relaxed);

	while (position < before && !atomic_compare_exchange_weak_explicit(&batch->failed, &before, position,
					    memory_order_relaxed, memory_order_relaxed))
		;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct batch *batch = worker->batch;

	for (;;) {
		uint32_t position = atomic_fetch_add_explicit(&batch->next, 1, memory_order_relaxed);

		if (position >= batch->count ||
			position > atomic_load_explicit(&batch->failed, memory_order_relaxed))
			return NULL;
		batch->results[position] =
			program_load(program_at(batch, position), &batch->errors[worker->number]);
		if (batch->results[position]) {
			batch->error_of[worker->number] = position;
			note_failure(batch, position);
			return NULL;
		}
	}
}

/* Workers take programs in order, so that everything before the earliest failure was tried. */
static int run_workers(struct batch *batch, uint32_t count, struct xsk_object_error *err)
{
	struct worker workers[WORKERS_LIMIT] = { 0 };
	uint32_t started = 0, failed;

	for (uint32_t i = 0; i < count; i++)
		workers[i] = (struct worker){ .batch = batch, .number = i };
	/* This thread is the first worker; one that cannot be started is done without. */
	for (uint32_t i = 1; i < count; i++, started++)
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			break;
	work(&workers[0]);
	for (uint32_t i = 1; i <= started; i++)
		pthread_join(workers[i].thread, NULL);
	failed = atomic_load_explicit(&batch->failed, memory_order_relaxed);
	if (failed >= batch->count)
		return 0;
	for (uint32_t i = 0; i <= started; i++)
		if (batch->error_of[i] == failed)
			*err = batch->errors[i];
	return batch->results[failed];
}

static int load_together(struct batch *batch, uint32_t workers, struct xsk_object_error *err)
{
	int result;

	batch->results = calloc(batch->count, sizeof(*batch->results));
	batch->errors = calloc(workers, sizeof(*batch->errors));
	batch->error_of = malloc(workers * sizeof(*batch->error_of));
	if (batch->results && batch->errors && batch->error_of) {
		memset(batch->error_of, 0xff, workers * sizeof(*batch->error_of));
		atomic_store_explicit(&batch->failed, UINT32_MAX, memory_order_relaxed);
		result = run_workers(batch, workers, err);
	} else {
		result = object_error_memory(err, XSK_OBJECT_PHASE_PROGRAM_LOAD);
	}
	free(batch->results);
	free(batch->errors);
	free(batch->error_of);
	return result;
}

/* How many threads may work: the user's number, or the CPUs that this thread may run on. */
static uint32_t workers_for(const struct bpf_object *object, uint32_t programs)
{
	long workers = object->threads ? (long)object->threads : sys_cpus_allowed();

	if (workers > WORKERS_LIMIT)
		workers = WORKERS_LIMIT;
	if (workers > (long)programs)
		workers = programs;
	return workers < 1 ? 1 : (uint32_t)workers;
}

/*
 * From what programs took for their instructions: do the others pay for threads? The first one is not asked:
 * it finds the kernel's side cold. The time is looked at twice: on a busy machine it passes for others too.
 */
struct prediction {
	uint64_t second_wall, second_cpu; /* when the second began */
	uint64_t measured, left;          /* instructions: loaded since then, still to be loaded */
};

static void prediction_begin(struct prediction *prediction, const struct batch *batch)
{
	*prediction = (struct prediction){ 0 };
	for (uint32_t i = 0; i < batch->count; i++)
		prediction->left += program_at(batch, i)->instruction_count;
}

static bool is_worth(const struct prediction *prediction, uint32_t programs, uint64_t elapsed_ns)
{
	double each = prediction->measured ? (double)elapsed_ns / (double)prediction->measured : 0;
	double rest_ns = each * (double)prediction->left;

	return rest_ns >= REST_NS_WORTH && rest_ns / programs >= PROGRAM_NS_WORTH;
}

/* Asked before each program but the first; @done of them are loaded. */
static bool pays(struct prediction *prediction, const struct batch *batch, uint32_t done)
{
	uint64_t instructions = program_at(batch, done - 1)->instruction_count;

	prediction->left -= instructions;
	if (done == 1) {
		prediction->second_wall = now_ns(CLOCK_MONOTONIC);
		prediction->second_cpu = now_ns(CLOCK_THREAD_CPUTIME_ID);
		return false;
	}
	prediction->measured += instructions;
	/* The second clock is a system call. */
	return is_worth(prediction, batch->count - done, now_ns(CLOCK_MONOTONIC) - prediction->second_wall) &&
	       is_worth(prediction, batch->count - done,
		       now_ns(CLOCK_THREAD_CPUTIME_ID) - prediction->second_cpu);
}

/* A registered handler's callback is the user's code, which nobody said may run on several threads. */
static bool has_callbacks(const struct batch *batch)
{
	for (uint32_t i = 0; i < batch->count; i++)
		if (program_at(batch, i)->definition.prepare_load)
			return true;
	return false;
}

int programs_load(struct plan *plan, struct bpf_object *object, struct xsk_object_error *err)
{
	struct batch batch = { .object = object, .commands = plan->commands + plan->next };
	struct prediction prediction;
	uint32_t workers, done = 0;

	while (plan->next < plan->count && plan->commands[plan->next].kind == COMMAND_LOAD_PROGRAM) {
		plan->next++;
		batch.count++;
	}
	/* Asked only where there is something to share out: the answer is a system call. */
	workers =
		batch.count <= MEASURED_FIRST || has_callbacks(&batch) ? 1 : workers_for(object, batch.count);
	prediction_begin(&prediction, &batch);
	for (; done < batch.count; done++) {
		int result;

		if (workers > 1 && done && pays(&prediction, &batch, done)) {
			batch.commands += done;
			batch.count -= done;
			return load_together(&batch, workers, err);
		}
		result = program_load(program_at(&batch, done), err);
		if (result)
			return result;
	}
	return 0;
}
