// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What a packet costs in receive and free, allocate and send, on rings in memory, beside a loop on libxdp's
 * kind of rings that keeps the same books: free frames on a stack, an owner for each, every address and length
 * from the kernel checked. The kernel's side of the rings is not timed. A benchmark from inside, which
 * bench/ may not be.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/micro/micro.h"
#include "tests/bench/plain_books.h"
#include "tests/harness/memory_queue.h"

enum { BURST = 64, QUEUES = 64 };

static double ns_per_tick;
static struct memory_queue memories[QUEUES];

static int complete_all(struct memory_queue *memory)
{
	memory_transmit_some(memory, UINT32_MAX);
	return 0;
}

/* One turn: the kernel's side, then ours with the clock running; ticks. */
static uint64_t receive_turn(struct memory_queue *memory, uint32_t batch)
{
	struct xsk_packet packets[BURST];
	uint64_t begin;
	uint32_t count;

	memory_arrive(memory, batch, 64);
	begin = clock_ticks();
	count = xsk_queue__receive(memory->queue, packets, batch);
	xsk_queue__free(memory->queue, packets, count);
	return clock_ticks() - begin;
}

static uint64_t send_turn(struct memory_queue *memory, uint32_t batch)
{
	struct xsk_packet packets[BURST];
	uint64_t begin;
	uint32_t count;

	memory_transmit_some(memory, UINT32_MAX);
	begin = clock_ticks();
	count = xsk_queue__allocate(memory->queue, packets, batch);
	for (uint32_t i = 0; i < count; i++)
		packets[i].len = 64;
	xsk_queue__send(memory->queue, packets, count);
	return clock_ticks() - begin;
}

static void run(struct micro *micro, uint32_t queues, uint32_t frames, uint32_t batch,
	uint64_t (*turn)(struct memory_queue *, uint32_t))
{
	struct xsk_pool *pool;
	uint32_t at = 0;

	memory_transmit = complete_all;
	if (xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = frames }, NULL)) {
		micro_skip(micro, "no memory for so many frames");
		return;
	}
	for (uint32_t i = 0; i < queues; i++)
		memory_queue_open(&memories[i], &(struct memory_queue_opts){ .pool = pool });
	while (micro_next(micro)) {
		uint64_t ticks = 0;

		for (int i = 0; i < MICRO_TURNS; i++) {
			ticks += turn(&memories[at], batch);
			at = at + 1 == queues ? 0 : at + 1;
		}
		micro_took(micro, (double)ticks * ns_per_tick);
	}
	micro_items(micro, batch);
	for (uint32_t i = 0; i < queues; i++)
		memory_queue_close(&memories[i]);
	xsk_pool__close(pool, NULL);
}

static void receive(struct micro *micro)
{
	run(micro, 1, 4096, (uint32_t)micro_argument(micro), receive_turn);
}

static void send(struct micro *micro)
{
	run(micro, 1, 4096, (uint32_t)micro_argument(micro), send_turn);
}

static void receive_sockets(struct micro *micro)
{
	run(micro, (uint32_t)micro_argument(micro), 64 * 1024, BURST, receive_turn);
}

static void send_sockets(struct micro *micro)
{
	run(micro, (uint32_t)micro_argument(micro), 64 * 1024, BURST, send_turn);
}

static void receive_frames(struct micro *micro)
{
	run(micro, 1, (uint32_t)micro_argument(micro), BURST, receive_turn);
}

static void send_frames(struct micro *micro)
{
	run(micro, 1, (uint32_t)micro_argument(micro), BURST, send_turn);
}

int main(int argc, char **argv)
{
	static const struct micro_case cases[] = {
		{ "receive_free/xsk_queue", receive, { 1, 16, 64 }, .own_time = true },
		{ "allocate_send/xsk_queue", send, { 1, 16, 64 }, .own_time = true },
		{ "growth/receive_sockets", receive_sockets, { 1, 2, 4, 8, 16, 32, 64 }, .own_time = true },
		{ "growth/send_sockets", send_sockets, { 1, 2, 4, 8, 16, 32, 64 }, .own_time = true },
		{ "growth/receive_frames", receive_frames,
			{ 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20 }, .own_time = true },
		{ "growth/send_frames", send_frames,
			{ 1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20 }, .own_time = true },
	};

	ns_per_tick = clock_ns_per_tick();
	micro_register(cases, sizeof(cases) / sizeof(cases[0]));
	cases_plain_books();
	return micro_main(argc, argv);
}
