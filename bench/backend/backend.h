/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A way of moving packets that is compared with others. Each is linked with main.c into a program. */
#ifndef BENCH_BACKEND_BACKEND_H
#define BENCH_BACKEND_BACKEND_H

#include <stddef.h>
#include <stdint.h>

#include "bench/backend/board.h"
#include "bench/clock.h"
#include "bench/frame.h"

struct backend {
	/* 0, or -errno and a line in board->error; board->setup says how it is set up. */
	int (*open)(struct board *board, const struct frame_plan *plan);
	/* One turn each; how many packets it handled. */
	uint32_t (*receive)(uint32_t batch);
	uint32_t (*transmit)(uint32_t count);
	uint32_t (*forward)(uint32_t batch);
	/* Sleeps until there may be something to do, a second at most. */
	void (*wait)(enum board_work work);
	/* Packets that the kernel dropped because this program was too slow. */
	uint64_t (*dropped)(void);
	void (*close)(void);
};

/* Each backend's file defines it. */
extern const struct backend backend;

/*
 * Set in a turn that did something for packets of an earlier one, such as the wakeup that sends them: its
 * time counts too.
 */
extern bool backend_worked;

int backend_fail(struct board *board, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void backend_setup(struct board *board, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Not NULL: packets are stamped when sent, and their age goes there when received. */
extern struct histogram *backend_histogram;
extern const struct frame_plan *backend_plan;

/* Looks at the packet as a program would that has to read its head. */
static inline void backend_look(const void *data)
{
	uint64_t word, now;

	__builtin_memcpy(&word, data, sizeof(word));
	__asm__ volatile("" : : "r"(word));
	if (__builtin_expect(backend_histogram != NULL, 0)) {
		const struct frame_stamp *stamp =
			(const struct frame_stamp *)((const uint8_t *)data + FRAME_STAMP_OFFSET);

		now = clock_now();
		if (now > stamp->time_ns)
			histogram_add(backend_histogram, now - stamp->time_ns);
	}
}

/* Writes the frame whole: another packet may have been in it. */
static inline void backend_stamp(void *data)
{
	if (__builtin_expect(backend_plan != NULL, 0)) {
		frame_build(backend_plan, 0, 0, data);
		((struct frame_stamp *)((uint8_t *)data + FRAME_STAMP_OFFSET))->time_ns = clock_now();
	}
}

#endif
