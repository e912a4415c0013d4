/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The generator's XDP program, assembled from a plan of frames. The kernel runs it on frames of its own
 * making (BPF_PROG_TEST_RUN with live frames); what it answers with XDP_TX leaves through the interface in
 * the context, the rest is used again. Its state is a map that the sender's thread has mapped too.
 */
#ifndef BENCH_GENERATOR_PROGRAM_H
#define BENCH_GENERATOR_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

#include "bench/frame.h"

enum { GENERATOR_TIME_SHIFT = 8 }; /* times are in 1/256 ns, so that rates are exact enough */

/* Written by the program, but for limit, interval, patience. */
struct generator_state {
	uint64_t sent;     /* frames sent, and number of the next */
	uint64_t limit;    /* no frame with this number or a higher one is sent */
	uint64_t due;      /* paced: when the next may go */
	uint64_t interval; /* paced: between two */
	uint64_t patience; /* paced: what is due longer than this is given up, not sent in a burst */
	uint64_t late;     /* times that it was given up */
};

/* The loaded program's descriptor, or -errno. */
int generator_program_load(
	const struct frame_plan *plan, bool paced, int state_map_fd, struct xsk_error *err);

#endif
