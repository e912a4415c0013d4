/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Time for deadlines and pauses, in milliseconds. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_ms_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline uint64_t clock_ms(void)
{
	return clock_ms_of(CLOCK_MONOTONIC);
}

/* As of the last timer tick (1 to 10 ms): a few nanoseconds a call. */
static inline uint64_t clock_coarse_ms(void)
{
	return clock_ms_of(CLOCK_MONOTONIC_COARSE);
}

/* May end earlier, by a signal. */
static inline void clock_pause_ms(uint32_t ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l }, NULL);
}

#endif
