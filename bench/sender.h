/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The fall-back generator: frames sent from user space through a transmit-only port. */
#ifndef BENCH_SENDER_H
#define BENCH_SENDER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>
#include <xsk/port.h>

#include "bench/frame.h"
#include "bench/generator_program.h"

/*
 * Writes the plan's first frame into every frame of the pool: from then on a frame that is allocated holds
 * one already, and only what varies need be written.
 */
int sender_write_all(struct xsk_pool *pool, const struct frame_plan *plan, struct xsk_error *err);

int sender_open(struct xsk_port **port, const char *ifname, int netns_fd, uint32_t queue,
	const struct frame_plan *plan, struct xsk_error *err);
/* Sends as @state says, in the calling thread, until its limit or *stop. */
int sender_run(struct xsk_port *port, const struct frame_plan *plan, struct generator_state *state,
	const atomic_bool *stop, struct xsk_error *err);

#endif
