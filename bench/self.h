/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The world of --self: two network namespaces of this process alone and veth pairs between them. The program
 * under test works on the near ends, generator and sink on the far ends:
 *
 *	near namespace      far namespace
 *	   port0 ------------- far0
 *	   port1 ------------- far1
 *
 * Nothing has a name outside, so everything goes with the process, however it ends. IPv6 is off, so that the
 * benchmark's packets are the only ones.
 */
#ifndef BENCH_SELF_H
#define BENCH_SELF_H

#include <stdint.h>
#include <xsk/error.h>

/* Descriptors of namespaces; -1 throughout: no world, and entering does nothing. */
struct self_world {
	int home_ns, near_ns, far_ns;
};

#define SELF_WORLD_NONE                                    \
	{                                                  \
		.home_ns = -1, .near_ns = -1, .far_ns = -1 \
	}

struct self_opts {
	uint32_t pairs;
	uint32_t queues; /* RX and TX, of each interface */
	uint32_t mtu;
};

/* Moves the calling thread to the near namespace. */
int self_create(struct self_world *world, const struct self_opts *opts, struct xsk_error *err);
/* Moves it back, and lets go of the namespaces. */
void self_destroy(struct self_world *world);

/* Move the calling thread. */
void self_enter_near(const struct self_world *world);
void self_enter_far(const struct self_world *world);

#endif
