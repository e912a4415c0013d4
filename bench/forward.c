// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench forward: receive, swap the MAC addresses, send; out of the same port or of another. */
#include "bench/command.h"
#include "bench/run.h"
#include "bench/work.h"

#include <errno.h>

#include "bench/clock.h"

/* All of them, or until stopped: while the ring is full the flush makes room. */
static int send_all(struct worker *worker, struct xsk_queue *out, struct xsk_packet *packets, uint32_t count)
{
	uint32_t done = 0;
	int taken;

	while (done < count) {
		taken = xsk_queue__send(out, packets + done, count - done);
		if (taken < 0 || work_stopped(worker))
			break;
		done += (uint32_t)taken;
		if (done == count)
			return 0;
		work_add(&worker->blocked, 1);
		taken = xsk_queue__flush(out);
		if (taken < 0)
			break;
		if (worker->settings->wait)
			xsk_queue__wait(out, XSK_WAIT_SEND, 1);
	}
	xsk_queue__free(out, packets + done, count - done);
	return taken < 0 && taken != -ENETDOWN ? taken : 0;
}

static int forward_loop(struct worker *worker)
{
	const uint32_t batch = worker->settings->batch;
	struct xsk_packet packets[SETTINGS_BATCH];
	int result = 0;

	while (!result && !work_stopped(worker)) {
		uint64_t total = 0, bytes = 0, begin = clock_ticks();

		for (uint32_t i = 0; i < worker->count && !result; i++) {
			uint32_t count = xsk_queue__receive(worker->queues[i], packets, batch);

			if (!count)
				continue;
			for (uint32_t j = 0; j < count; j++) {
				frame_swap_macs(packets[j].data);
				bytes += packets[j].len;
			}
			result = send_all(worker, worker->out[i], packets, count);
			if (!result)
				result = xsk_queue__flush(worker->out[i]);
			if (result == -ENETDOWN)
				result = 0;
			total += count;
		}
		work_add(&worker->turns, 1);
		if (total) {
			work_add(&worker->busy_ticks, clock_ticks() - begin);
			work_add(&worker->tally_packets, total);
			work_add(&worker->tally_bytes, bytes);
		} else if (!result) {
			result = work_idle(worker, XSK_WAIT_RECEIVE);
		}
	}
	return result;
}

const struct work work_forward = {
	.name = "forward",
	.verb = "forwarded",
	.receives = true,
	.transmits = true,
	.loop = forward_loop,
	.help = "Receives packets, swaps their MAC addresses and sends them: back out of the same interface, "
		"or out\n"
		"of another one (--out; with --self that is port1). Nothing is copied on the way.\n",
};

int forward_main(int argc, char **argv)
{
	return run_main(&work_forward, argc, argv);
}
