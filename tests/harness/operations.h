/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Random operations on one pool and two queues, from bytes, against a model that knows the owner of every
 * frame. After each operation the model, the state bytes, the free list, the queues' stacks and their books
 * are compared, and the program ends at the first difference and says what it is.
 *
 * What the queues stand on is the host's: rings in memory (tests/fuzz/queue_operations.c), or ports on a veth
 * pair (tests/kernel/random_operations.c).
 */
#ifndef TESTS_HARNESS_OPERATIONS_H
#define TESTS_HARNESS_OPERATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xsk/queue.h"

enum { OPERATIONS_QUEUES = 2, OPERATIONS_FRAMES = 1024 };

/* Where operations come from; at the end zeros. */
struct bytes {
	const uint8_t *next;
	size_t left;
};

uint8_t bytes_take(struct bytes *bytes);
uint32_t bytes_take32(struct bytes *bytes);

struct operations_host {
	void *context;
	/* Queue @i on the pool, as the bytes say; NULL when it can't be had now. */
	struct xsk_queue *(*open)(void *context, unsigned int i, struct xsk_pool *pool, struct bytes *bytes);
	void (*close)(void *context, unsigned int i);
	/* The other side does something. */
	void (*event)(void *context, struct bytes *bytes);
	/* What was received, before anybody frees it; NULL: not looked at. */
	void (*received)(void *context, unsigned int i, const struct xsk_packet *packets, uint32_t count);
	/* Was this frame's completion handed over since it was sent? NULL: not known. */
	bool (*completed)(void *context, unsigned int i, uint32_t frame);
	/* May send, flush and wait of this queue answer that now? NULL: always. */
	bool (*may_answer)(void *context, unsigned int i, int code);
	uint32_t frames; /* of a pool, when it is not for the bytes to say */
	bool sleeps;     /* wait with a timeout, too */
	bool ports;      /* the queues are ports': the pool knows of them */
};

/* Runs until the bytes end, then closes everything and looks at the pool a last time. How many operations. */
unsigned int operations_run(const struct operations_host *host, struct bytes bytes);

/* Prints the operation, and what differs; aborts. */
void operations_differ(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
