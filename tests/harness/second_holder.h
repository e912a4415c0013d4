/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Somebody else who holds the socket of a queue, has its rings mapped too, and may write into them. */
#ifndef TESTS_HARNESS_SECOND_HOLDER_H
#define TESTS_HARNESS_SECOND_HOLDER_H

#include "xsk/queue.h"
#include "xsk/ring_map.h"

struct second_holder {
	struct ring_map maps[4];
	struct ring_view rings[4]; /* by enum ring_kind; those that the queue has not are zero */
};

/* By the queue's descriptor. Skips the test where the kernel lets no bound socket be mapped again (5.10). */
void second_holder_open(struct second_holder *holder, const struct xsk_queue *queue);
void second_holder_close(struct second_holder *holder);

/* Writes an entry as the kernel would, at the producer's index, and moves that on. */
void second_holder_forge_rx(struct second_holder *holder, uint64_t address, uint32_t len, uint32_t options);
void second_holder_forge_completion(struct second_holder *holder, uint64_t address);
/* One write of rubbish into an index, the flags or an entry, as @random says. */
void second_holder_scribble(struct second_holder *holder, uint32_t (*random)(void *context), void *context);

#endif
