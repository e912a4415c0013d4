// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Written once into every frame of the pool; after that only what varies. */
#include "bench/sender.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/fail.h"

enum { SENDER_BATCH = 64 };

int sender_write_all(struct xsk_pool *pool, const struct frame_plan *plan, struct xsk_error *err)
{
	uint32_t frames = xsk_pool__frames(pool), got = 0, more;
	struct xsk_packet *packets = calloc(frames, sizeof(*packets));

	if (!packets)
		return fail(err, -ENOMEM, "no memory");
	while (got < frames && (more = xsk_pool__allocate(pool, packets + got, frames - got)))
		got += more;
	for (uint32_t i = 0; i < got; i++)
		frame_build(plan, 0, 0, packets[i].data);
	xsk_pool__free(pool, packets, got);
	free(packets);
	return 0;
}

int sender_open(struct xsk_port **port, const char *ifname, int netns_fd, uint32_t queue,
	const struct frame_plan *plan, struct xsk_error *err)
{
	struct xsk_pool_opts pool = { .frames = 4096, .frame_bytes = plan->bytes > 1600 ? 4096 : 2048 };
	struct xsk_port_opts opts = {
		.pool_opts = &pool,
		.first_queue = queue,
		.queues = 1,
		.no_receive = true,
		.netns_fd = netns_fd,
	};
	int result = xsk_port__open(port, ifname, &opts, err);

	if (!result)
		result = sender_write_all(xsk_port__pool(*port), plan, err);
	if (result) {
		xsk_port__close(*port);
		*port = NULL;
	}
	return result;
}

/* How many may go now. */
static uint32_t allowed(struct generator_state *state)
{
	uint64_t sent = __atomic_load_n(&state->sent, __ATOMIC_RELAXED), left = state->limit - sent, now,
		 count;

	if (sent >= state->limit)
		return 0;
	if (state->interval) {
		now = clock_now() << GENERATOR_TIME_SHIFT;
		if (now < state->due)
			return 0;
		if (now - state->due > state->patience) {
			state->due = now;
			state->late++;
		}
		count = (now - state->due) / state->interval + 1;
		left = count < left ? count : left;
	}
	return left < SENDER_BATCH ? (uint32_t)left : SENDER_BATCH;
}

int sender_run(struct xsk_port *port, const struct frame_plan *plan, struct generator_state *state,
	const atomic_bool *stop, struct xsk_error *err)
{
	struct xsk_queue *queue = xsk_port__queue(port, 0);
	struct xsk_packet packets[SENDER_BATCH];
	bool varies = frame_varies(plan);
	uint64_t sent = 0;
	int taken = 0;

	while (!atomic_load_explicit(stop, memory_order_relaxed) && sent < state->limit) {
		uint32_t count = xsk_queue__allocate(queue, packets, allowed(state));
		uint64_t now = plan->stamp ? clock_now() : 0;

		for (uint32_t i = 0; i < count; i++)
			packets[i].len =
				varies ? frame_vary(plan, sent + i, now, packets[i].data) : plan->bytes;
		taken = count ? xsk_queue__send(queue, packets, count) : 0;
		if (taken < 0)
			break;
		if ((uint32_t)taken < count)
			xsk_queue__free(queue, packets + taken, count - (uint32_t)taken);
		sent += (uint32_t)taken;
		state->due += (uint64_t)taken * state->interval;
		__atomic_store_n(&state->sent, sent, __ATOMIC_RELAXED);
		taken = xsk_queue__flush(queue);
		if (taken < 0)
			break;
	}
	return taken < 0 ? fail(err, taken, "send on %s: %s", xsk_port__name(port), strerror(-taken)) : 0;
}
