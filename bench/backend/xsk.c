// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Ports with their defaults. */
#include <errno.h>
#include <string.h>
#include <xsk/port.h>

#include "bench/backend/backend.h"
#include "bench/clock.h"
#include "bench/sender.h"

static struct xsk_pool *pool;
static struct xsk_port *port, *out;
static struct xsk_queue *queue, *out_queue;
static uint32_t packet_bytes;
static bool flush_each; /* packets are due one by one; flat out, send itself tells the kernel often enough */
static struct xsk_packet packets[256];

static const char *mode_name(enum xsk_mode mode)
{
	return mode == XSK_MODE_ZEROCOPY ? "zero-copy" : mode == XSK_MODE_NATIVE ? "native" : "skb";
}

static int xsk_open(struct board *board, const struct frame_plan *plan)
{
	const struct board_task *task = &board->task;
	struct xsk_port_opts opts = {
		.queues = 1,
		.no_receive = task->work == BOARD_TX,
		.no_transmit = task->work == BOARD_RX,
	};
	struct xsk_error err = { 0 };
	int result = 0;

	packet_bytes = plan->bytes;
	flush_each = task->work == BOARD_PING || task->rate > 0;
	if (task->out[0]) {
		result = xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = 8192 }, &err);
		opts.pool = pool;
	}
	if (!result)
		result = xsk_port__open(&port, task->ifname, &opts, &err);
	if (!result && task->out[0]) {
		opts.no_receive = true;
		result = xsk_port__open(&out, task->out, &opts, &err);
	}
	if (!result && task->work == BOARD_TX)
		result = sender_write_all(xsk_port__pool(port), plan, &err);
	if (result)
		return backend_fail(board, result, "%s", err.text);
	queue = xsk_port__queue(port, 0);
	out_queue = out ? xsk_port__queue(out, 0) : queue;
	backend_setup(board, "port with defaults: %u frames of %u bytes, %s mode, batch %u",
		xsk_pool__frames(xsk_port__pool(port)), xsk_pool__frame_bytes(xsk_port__pool(port)),
		mode_name(xsk_port__mode(port)), task->batch);
	return 0;
}

static uint32_t xsk_receive(uint32_t batch)
{
	uint32_t count = xsk_queue__receive(queue, packets, batch);

	for (uint32_t i = 0; i < count; i++)
		backend_look(packets[i].data);
	xsk_queue__free(queue, packets, count);
	return count;
}

static uint32_t xsk_transmit(uint32_t wanted)
{
	uint32_t count = xsk_queue__allocate(queue, packets, wanted);
	int taken;

	for (uint32_t i = 0; i < count; i++) {
		packets[i].len = packet_bytes;
		backend_stamp(packets[i].data);
	}
	taken = xsk_queue__send(queue, packets, count);
	if (taken < 0)
		taken = 0;
	if ((uint32_t)taken < count)
		xsk_queue__free(queue, packets + taken, count - (uint32_t)taken);
	if (flush_each)
		xsk_queue__flush(queue);
	return (uint32_t)taken;
}

static uint32_t xsk_forward(uint32_t batch)
{
	uint32_t count = xsk_queue__receive(queue, packets, batch), done = 0;

	for (uint32_t i = 0; i < count; i++)
		frame_swap_macs(packets[i].data);
	while (done < count) {
		int taken = xsk_queue__send(out_queue, packets + done, count - done);

		if (taken < 0) {
			xsk_queue__free(out_queue, packets + done, count - done);
			break;
		}
		done += (uint32_t)taken;
		xsk_queue__flush(out_queue);
	}
	return count;
}

static void xsk_sleep(enum board_work work)
{
	xsk_queue__wait(queue, work == BOARD_TX ? XSK_WAIT_SEND : XSK_WAIT_RECEIVE, 1000);
}

static uint64_t xsk_dropped(void)
{
	struct xsk_queue_stats stats;

	xsk_port__stats(port, &stats);
	return stats.rx_dropped + stats.rx_ring_full;
}

static void xsk_close(void)
{
	xsk_port__close(out);
	xsk_port__close(port);
	xsk_pool__close(pool, NULL);
}

const struct backend backend = {
	.open = xsk_open,
	.receive = xsk_receive,
	.transmit = xsk_transmit,
	.forward = xsk_forward,
	.wait = xsk_sleep,
	.dropped = xsk_dropped,
	.close = xsk_close,
};
