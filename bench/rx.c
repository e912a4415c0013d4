// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xskbench rx: receive, look at the first bytes, give the frame back. */
#include "bench/command.h"
#include "bench/run.h"
#include "bench/work.h"

#include <string.h>

#include "bench/clock.h"

static int receive_loop(struct worker *worker)
{
	const uint32_t batch = worker->settings->batch;
	struct xsk_packet packets[SETTINGS_BATCH];
	uint64_t seen = 0, word;

	while (!work_stopped(worker)) {
		uint64_t total = 0, bytes = 0, begin = clock_ticks();

		for (uint32_t i = 0; i < worker->count; i++) {
			uint32_t count = xsk_queue__receive(worker->queues[i], packets, batch);

			for (uint32_t j = 0; j < count; j++) {
				/* A receiver that never looks at a packet would leave out the cache miss. */
				memcpy(&word, packets[j].data, sizeof(word));
				seen += word;
				bytes += packets[j].len;
			}
			xsk_queue__free(worker->queues[i], packets, count);
			total += count;
		}
		work_add(&worker->turns, 1);
		if (total) {
			work_add(&worker->busy_ticks, clock_ticks() - begin);
			work_add(&worker->tally_packets, total);
			work_add(&worker->tally_bytes, bytes);
		} else {
			int result = work_idle(worker, XSK_WAIT_RECEIVE);

			if (result)
				return result;
		}
	}
	/* Keeps the compiler from leaving the look out. */
	__asm__ volatile("" : : "r"(seen));
	return 0;
}

const struct work work_rx = {
	.name = "rx",
	.verb = "received",
	.receives = true,
	.loop = receive_loop,
	.help = "Receives packets and drops them. All that arrives on the interface is taken, ARP and SSH "
		"too.\n"
		"With --self a generator sends; with -i somebody else has to.\n",
};

int rx_main(int argc, char **argv)
{
	return run_main(&work_rx, argc, argv);
}
