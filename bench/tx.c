// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench tx: send frames of the plan, as many as the kernel takes or the rate allows. */
#include "bench/command.h"
#include "bench/run.h"
#include "bench/work.h"

#include <errno.h>
#include <stdlib.h>

#include "bench/clock.h"

/* Frames that send did not take stay in hand for the next turn. */
struct hand {
	struct xsk_packet packets[SETTINGS_BATCH];
	uint32_t count;
};

/* How many more may go by now. */
static uint64_t allowed(const struct worker *worker, uint64_t started, uint64_t sent)
{
	uint64_t limit = worker->packets ? worker->packets : UINT64_MAX, due;

	if (worker->rate > 0) {
		due = (uint64_t)((double)(clock_now() - started) * worker->rate / NS_PER_SECOND) + 1;
		limit = due < limit ? due : limit;
	}
	return limit > sent ? limit - sent : 0;
}

/* Takes empty frames and writes them; returns how many are in hand. */
static uint32_t fill_hand(
	struct worker *worker, struct xsk_queue *queue, struct hand *hand, uint64_t want, uint64_t sequence)
{
	const struct frame_plan *plan = &worker->settings->plan;
	bool varies = frame_varies(plan);
	uint64_t now = plan->stamp ? clock_now() : 0;
	uint32_t old = hand->count;

	if (want > worker->settings->batch)
		want = worker->settings->batch;
	if (want > old)
		hand->count += xsk_queue__allocate(queue, hand->packets + old, (uint32_t)want - old);
	for (uint32_t i = old; i < hand->count; i++)
		hand->packets[i].len =
			varies ? frame_vary(plan, sequence + i, now, hand->packets[i].data) : plan->bytes;
	return hand->count;
}

/* Sends what is in hand; how many were taken, or -errno. */
static int send_hand(struct worker *worker, struct xsk_queue *queue, struct hand *hand, uint64_t *bytes)
{
	int taken = xsk_queue__send(queue, hand->packets, hand->count), flushed = 0;

	if (taken < 0)
		return taken;
	for (int i = 0; i < taken; i++)
		*bytes += hand->packets[i].len;
	for (uint32_t i = (uint32_t)taken; i < hand->count; i++)
		hand->packets[i - (uint32_t)taken] = hand->packets[i];
	if ((uint32_t)taken < hand->count)
		work_add(&worker->blocked, 1);
	hand->count -= (uint32_t)taken;
	/* At a rate each packet goes when it is due. Flat out, send tells the kernel when enough have come
	 * together. */
	if (worker->rate > 0)
		flushed = xsk_queue__flush(queue);
	return flushed < 0 ? flushed : taken;
}

static int turn(struct worker *worker, struct hand *hands, uint64_t started, uint64_t *sent)
{
	uint64_t bytes = 0, total = 0, begin = clock_ticks();
	int taken = 0;

	for (uint32_t i = 0; i < worker->count && taken >= 0; i++) {
		uint64_t want = allowed(worker, started, *sent);

		if (!want || !fill_hand(worker, worker->queues[i], &hands[i], want, *sent))
			continue;
		taken = send_hand(worker, worker->queues[i], &hands[i], &bytes);
		if (taken > 0) {
			*sent += (uint32_t)taken;
			total += (uint32_t)taken;
		}
	}
	work_add(&worker->turns, 1);
	if (total) {
		work_add(&worker->busy_ticks, clock_ticks() - begin);
		work_add(&worker->tally_packets, total);
		work_add(&worker->tally_bytes, bytes);
	}
	if (taken < 0 && taken != -ENETDOWN)
		return taken;
	if (total || (worker->rate > 0 && taken == 0 && !worker->settings->wait))
		return 0;
	/* With a rate there is room to send nearly always: sleeping on it would spin. */
	if (worker->rate > 0) {
		struct timespec pause = { .tv_nsec = 50000 };

		nanosleep(&pause, NULL);
		return 0;
	}
	return work_idle(worker, XSK_WAIT_SEND);
}

static int transmit_loop(struct worker *worker)
{
	struct hand *hands = calloc(worker->count, sizeof(*hands));
	uint64_t started = clock_now(), sent = 0;
	int result = hands ? 0 : -ENOMEM;

	while (!result && !work_stopped(worker) && (!worker->packets || sent < worker->packets))
		result = turn(worker, hands, started, &sent);
	for (uint32_t i = 0; hands && i < worker->count; i++) {
		xsk_queue__flush(worker->queues[i]);
		xsk_queue__free(worker->queues[i], hands[i].packets, hands[i].count);
	}
	free(hands);
	return result;
}

const struct work work_tx = {
	.name = "tx",
	.verb = "sent",
	.transmits = true,
	.loop = transmit_loop,
	.help = "Sends packets as fast as the kernel takes them, or at a rate. With --self the other end of "
		"a veth\n"
		"pair drops them; with -i they go out on the wire, to --dst-mac.\n",
};

int tx_main(int argc, char **argv)
{
	return run_main(&work_tx, argc, argv);
}
