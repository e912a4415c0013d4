/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The model of random operations: who owns each frame, by what the calls of the packet API returned. LIBRARY
 * is what the application can't see into: pool, stacks and frames lent for receiving.
 */
#ifndef TESTS_HARNESS_OWNERSHIP_H
#define TESTS_HARNESS_OWNERSHIP_H

#include "tests/harness/operations.h"

enum owner {
	OWNER_LIBRARY,
	OWNER_APPLICATION,
	OWNER_CALLER, /* pools on the caller's memory: in the caller's own list */
	OWNER_SENT,   /* and the queue beside it: sent, its completion not seen yet */
};

struct ownership {
	const struct operations_host *host;
	struct xsk_pool *pool;
	uint8_t owner[OPERATIONS_FRAMES];
	uint8_t sent_by[OPERATIONS_FRAMES];
	struct xsk_queue *queues[OPERATIONS_QUEUES]; /* NULL: closed */
	uint64_t double_free;
	uint32_t held; /* frames of the application */
};

/* All frames the library's, or in the caller's list. */
void ownership_begin(
	struct ownership *model, const struct operations_host *host, struct xsk_pool *pool, bool callers);
/* A frame goes over to the application, or from it; ends the program when it was not the giver's. */
void ownership_to_application(struct ownership *model, uint64_t frame);
void ownership_from_application(struct ownership *model, uint64_t frame, enum owner to, unsigned int queue);
/* It was to be sent, and was not taken. */
void ownership_stays(struct ownership *model, uint64_t frame);
/* The caller's list gives frames to the library and takes them back. */
void ownership_from_caller(struct ownership *model, uint64_t frame);
void ownership_to_caller(struct ownership *model, uint64_t frame);
/* Everything that must agree, now, while no thread is inside a call. */
void ownership_compare(struct ownership *model);

#endif
