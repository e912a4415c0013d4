// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The one place that wakes the kernel for sending, and says what came of it. sendto's errors mean several
 * things each; the ring indices tell which (facts/afxdp.md 1.3, 1.5, 1.6).
 */
#include <errno.h>

#include "xsk/queue.h"

/* Without a carrier the kernel drops one packet a call: leave after so many and come again. */
#define KICK_DROPS 64

/*
 * A kernel that hides its progress is asked again so many times: a budget of 16 (5.10) or 32 packets is used
 * up, or nothing goes at all. Then a call costs little.
 */
#define KICK_BLIND 16

static int kick_trouble(struct xsk_queue *queue, int code)
{
	queue->trouble = code;
	return code;
}

/*
 * What an answer of the kernel means, given whether it took something from the ring. 2: ask again, there is
 * more to take; 1: it takes no more for now; 0: told; negative: trouble.
 */
static int kick_meaning(struct xsk_queue *queue, int answer, bool moved, uint32_t *drops)
{
	switch (answer) {
	case -EAGAIN: /* its budget is used up; or the send buffer or completion ring is full; or a busy
			 driver */
	case -ENOBUFS:
	case -ENOMEM:
		return moved ? 2 : 1;
	case -EBUSY:
		if (queue->zerocopy || (!moved && !queue->tx.hides_progress))
			return 1;
		/* The driver dropped that packet: consumed and completed, and never on the wire. */
		counter_add(&queue->counters.tx_dropped, 1);
		return ++*drops < KICK_DROPS ? 2 : 1;
	case -ENETDOWN:
		return -ENETDOWN;
	case -ENXIO: /* the interface is gone */
	default:     /* EINVAL blocks the ring for ever and completes an address with each try: never again */
		return answer < 0 ? -ENODEV : moved && !queue->zerocopy ? 2 : 0;
	}
}

int queue_kick(struct xsk_queue *queue)
{
	struct queue_tx *tx = &queue->tx;
	uint32_t drops = 0, turns = 0, blind = 0, before;
	bool moved;
	int meaning;

	if (queue->trouble == -ENODEV)
		return -ENODEV;
	queue->trouble = 0;
	do {
		/* First, so that the kernel finds room for completions (facts/afxdp.md 1.7). */
		queue_drain(queue);
		before = queue_tx_look(tx);
		if (before == tx->producer || !ring_needs_wakeup(tx->flags)) {
			tx->unkicked = 0;
			return 0;
		}
		counter_add(&queue->counters.wakeups, 1);
		meaning = queue->host->wake_transmit(queue->fd);
		moved = queue_tx_look(tx) != before;
		if (tx->hides_progress && !moved)
			moved = blind++ < KICK_BLIND;
		meaning = kick_meaning(queue, meaning, moved, &drops);
		if (tx->consumer == tx->producer && meaning >= 0)
			meaning = 0;
		/* Each turn takes one packet at least, so that more turns than slots are somebody's game. */
	} while (meaning == 2 && ++turns < tx->slots);
	queue_drain(queue);
	if (meaning < 0)
		return kick_trouble(queue, meaning);
	if (!meaning)
		tx->unkicked = 0;
	return meaning ? 1 : 0;
}

int xsk_queue__flush(struct xsk_queue *queue)
{
	int code = queue_kick(queue);

	return code < 0 ? code : 0;
}
