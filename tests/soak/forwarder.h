/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The program under test: forwards between "near" and "near2" on one pool, in a thread of its own. An
 * interface that is down is waited for, one that is gone is opened anew.
 */
#ifndef TESTS_SOAK_FORWARDER_H
#define TESTS_SOAK_FORWARDER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <xsk/port.h>

struct forwarder {
	struct xsk_pool *pool;
	struct xsk_port *ports[2];
	struct xsk_queue *queues[2];
	pthread_t thread;
	sem_t resting, go_on;
	/* Shared with the thread: relaxed atomics. */
	bool stop, rest;
	uint32_t reopened;
	uint64_t moved[2];   /* received by port i and taken by the other for sending */
	uint64_t no_room[2]; /* received by port i and freed, because the other took no more */
};

/* Opens pool and ports, starts the thread; in the caller's namespace. Ends the program on failure. */
void forwarder_start(struct forwarder *forwarder);
/* Stops the thread and closes; checks that every frame came back. */
void forwarder_stop(struct forwarder *forwarder);

/* From the return of rest to go_on the thread is inside no call, and the caller may use ports and queues. */
void forwarder_rest(struct forwarder *forwarder);
void forwarder_go_on(struct forwarder *forwarder);

/*
 * While it rests and nothing arrives: is every frame where it has to be? Prints what is not. @beside receives
 * how many frames the kernel holds outside of the rings.
 */
bool forwarder_frames_agree(struct forwarder *forwarder, struct xsk_pool_stats *stats, uint32_t *beside);

#endif
