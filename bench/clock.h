/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Time as the benchmark takes it, and threads on CPUs. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <time.h>

#define NS_PER_SECOND 1000000000ull

static inline uint64_t clock_read(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static inline uint64_t clock_now(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/* A clock that costs next to nothing to read, in a unit of its own: see clock_ns_per_tick(). */
static inline uint64_t clock_ticks(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
	uint64_t ticks;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
#else
	return clock_now();
#endif
}

/* Takes 20 ms. */
static inline double clock_ns_per_tick(void)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	uint64_t ns = clock_now(), ticks = clock_ticks();

	nanosleep(&pause, NULL);
	return (double)(clock_now() - ns) / (double)(clock_ticks() - ticks);
}

/* Pins the calling thread; -1 leaves it anywhere. Returns 0 or a positive errno. */
static inline int clock_pin_cpu(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		return 0;
	CPU_ZERO(&set);
	CPU_SET((unsigned int)cpu, &set);
	return pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

#endif
