/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Both far ends: a thread sends numbered packets into each and counts what comes out of the other, by packet
 * sockets of the kernel, so that nothing of the library is on this side.
 */
#ifndef TESTS_SOAK_TRAFFIC_H
#define TESTS_SOAK_TRAFFIC_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct traffic {
	int far_ns;
	uint32_t rate; /* packets a second into each end */
	pthread_t thread;
	int fds[2]; /* of "far" and "far2" */
	/* Shared with the thread: relaxed atomics. */
	bool stop, pause;
	uint64_t sent[2];    /* into end i */
	uint64_t arrived[2]; /* out of end i */
	uint64_t repeated;   /* came a second time, or after a later one */
};

void traffic_start(struct traffic *traffic);
void traffic_stop(struct traffic *traffic);
/* Nothing is sent from its return on. */
void traffic_pause(struct traffic *traffic);
void traffic_go_on(struct traffic *traffic);
uint64_t traffic_arrived(const struct traffic *traffic, int end);

#endif
