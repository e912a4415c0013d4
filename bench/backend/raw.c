// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The rings of <xdp/xsk.h>, used as its documentation has it: 4096 frames of 4 KiB, rings of the default
 * size, need_wakeup. Compiled twice, once against libxsk and once against libxdp, and nothing else differs.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

#include "bench/backend/backend.h"

enum { FRAMES = 4096, FRAME_BYTES = 4096 };

static void *area;
static struct xsk_umem *umem;
static struct xsk_ring_prod fill, tx, out_fill, out_tx;
static struct xsk_ring_cons completion, rx, out_completion;
static struct xsk_socket *socket_in, *socket_out;
/* Where a forwarded packet goes: the rings of the other socket, or of the same. */
static struct xsk_ring_prod *send_ring;
static struct xsk_ring_cons *done_ring;
static int in_fd, send_fd;
static uint32_t packet_bytes, outstanding;
static uint64_t next_frame;
/* Frames that are sent; with receiving beside it the second half. */
static uint32_t send_first, send_frames = FRAMES;

static int open_sockets(const struct board_task *task)
{
	struct xsk_socket_config config = {
		.rx_size = XSK_RING_CONS__DEFAULT_NUM_DESCS,
		.tx_size = XSK_RING_PROD__DEFAULT_NUM_DESCS,
		.libxdp_flags = task->work == BOARD_TX ? XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD : 0,
		.bind_flags = XDP_USE_NEED_WAKEUP,
	};
	bool receives = task->work != BOARD_TX, sends = task->work != BOARD_RX && !task->out[0];
	int result = xsk_socket__create(
		&socket_in, task->ifname, 0, umem, receives ? &rx : NULL, sends ? &tx : NULL, &config);

	if (result || !task->out[0])
		return result;
	config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
	return xsk_socket__create_shared(
		&socket_out, task->out, 0, umem, NULL, &out_tx, &out_fill, &out_completion, &config);
}

static void lend_frames(uint32_t count)
{
	uint32_t slot;

	count = xsk_ring_prod__reserve(&fill, count, &slot) ? count : 0;
	for (uint32_t i = 0; i < count; i++)
		*xsk_ring_prod__fill_addr(&fill, slot + i) = (uint64_t)i * FRAME_BYTES;
	xsk_ring_prod__submit(&fill, count);
}

static int raw_open(struct board *board, const struct frame_plan *plan)
{
	const struct board_task *task = &board->task;
	const uint64_t bytes = (uint64_t)FRAMES * FRAME_BYTES;
	int result;

	area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return -errno;
	for (uint32_t i = 0; i < FRAMES && task->work == BOARD_TX; i++)
		frame_build(plan, 0, 0, (uint8_t *)area + (uint64_t)i * FRAME_BYTES);
	packet_bytes = plan->bytes;
	result = xsk_umem__create(&umem, area, bytes, &fill, &completion, NULL);
	if (result)
		return backend_fail(board, result, "xsk_umem__create: %s", strerror(-result));
	result = open_sockets(task);
	if (result)
		return backend_fail(
			board, result, "xsk_socket__create %s: %s", task->ifname, strerror(-result));
	in_fd = xsk_socket__fd(socket_in);
	send_fd = socket_out ? xsk_socket__fd(socket_out) : in_fd;
	send_ring = socket_out ? &out_tx : &tx;
	done_ring = socket_out ? &out_completion : &completion;
	if (task->work == BOARD_PING)
		send_first = send_frames = FRAMES / 2;
	if (task->work != BOARD_TX)
		lend_frames(XSK_RING_PROD__DEFAULT_NUM_DESCS);
	backend_setup(board, "%s: %d frames of %d bytes, rings of %d, need_wakeup, batch %u", RAW_LIBRARY,
		FRAMES, FRAME_BYTES, XSK_RING_PROD__DEFAULT_NUM_DESCS, task->batch);
	return 0;
}

static uint32_t raw_receive(uint32_t batch)
{
	uint32_t from, to, count = xsk_ring_cons__peek(&rx, batch, &from);

	if (!count) {
		if (xsk_ring_prod__needs_wakeup(&fill))
			recvfrom(in_fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
		return 0;
	}
	while (xsk_ring_prod__reserve(&fill, count, &to) != count)
		;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t addr = xsk_ring_cons__rx_desc(&rx, from + i)->addr;

		backend_look(xsk_umem__get_data(area, addr));
		*xsk_ring_prod__fill_addr(&fill, to + i) = xsk_umem__extract_addr(addr);
	}
	xsk_ring_prod__submit(&fill, count);
	xsk_ring_cons__release(&rx, count);
	return count;
}

static void kick(void)
{
	if (xsk_ring_prod__needs_wakeup(send_ring))
		sendto(send_fd, NULL, 0, MSG_DONTWAIT, NULL, 0);
}

static uint32_t raw_transmit(uint32_t wanted)
{
	uint32_t slot, done;
	uint32_t count = outstanding + wanted <= send_frames ? xsk_ring_prod__reserve(&tx, wanted, &slot) : 0;

	for (uint32_t i = 0; i < count; i++, next_frame++) {
		struct xdp_desc *desc = xsk_ring_prod__tx_desc(&tx, slot + i);

		desc->addr = (send_first + next_frame % send_frames) * FRAME_BYTES;
		desc->len = packet_bytes;
		backend_stamp(xsk_umem__get_data(area, desc->addr));
		desc->options = 0;
	}
	xsk_ring_prod__submit(&tx, count);
	outstanding += count;
	kick();
	done = xsk_ring_cons__peek(&completion, wanted > 64 ? wanted : 64, &slot);
	xsk_ring_cons__release(&completion, done);
	outstanding -= done;
	return count;
}

/* Frames that were sent go back to the fill ring that they came from. */
static void take_back(uint32_t batch)
{
	uint32_t from, to, done;

	if (!outstanding)
		return;
	backend_worked = true;
	kick();
	done = xsk_ring_cons__peek(done_ring, outstanding < batch ? outstanding : batch, &from);
	if (!done)
		return;
	while (xsk_ring_prod__reserve(&fill, done, &to) != done)
		;
	for (uint32_t i = 0; i < done; i++)
		*xsk_ring_prod__fill_addr(&fill, to + i) =
			xsk_umem__extract_addr(*xsk_ring_cons__comp_addr(done_ring, from + i));
	xsk_ring_prod__submit(&fill, done);
	xsk_ring_cons__release(done_ring, done);
	outstanding -= done;
}

static uint32_t raw_forward(uint32_t batch)
{
	uint32_t from, to, count;

	take_back(batch);
	count = xsk_ring_cons__peek(&rx, batch, &from);
	if (!count) {
		if (xsk_ring_prod__needs_wakeup(&fill))
			recvfrom(in_fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
		return 0;
	}
	while (xsk_ring_prod__reserve(send_ring, count, &to) != count)
		take_back(batch);
	for (uint32_t i = 0; i < count; i++) {
		const struct xdp_desc *got = xsk_ring_cons__rx_desc(&rx, from + i);
		struct xdp_desc *sent = xsk_ring_prod__tx_desc(send_ring, to + i);

		frame_swap_macs(xsk_umem__get_data(area, got->addr));
		sent->addr = got->addr;
		sent->len = got->len;
		sent->options = 0;
	}
	xsk_ring_prod__submit(send_ring, count);
	xsk_ring_cons__release(&rx, count);
	outstanding += count;
	return count;
}

static void raw_wait(enum board_work work)
{
	struct pollfd fd = { .fd = in_fd, .events = work == BOARD_TX ? POLLOUT : POLLIN };

	poll(&fd, 1, outstanding ? 1 : 1000);
}

static uint64_t raw_dropped(void)
{
	struct xdp_statistics stats = { 0 };
	socklen_t bytes = sizeof(stats);

	getsockopt(in_fd, SOL_XDP, XDP_STATISTICS, &stats, &bytes);
	return stats.rx_dropped + stats.rx_ring_full;
}

static void raw_close(void)
{
	xsk_socket__delete(socket_out);
	xsk_socket__delete(socket_in);
	if (umem)
		xsk_umem__delete(umem);
}

const struct backend backend = {
	.open = raw_open,
	.receive = raw_receive,
	.transmit = raw_transmit,
	.forward = raw_forward,
	.wait = raw_wait,
	.dropped = raw_dropped,
	.close = raw_close,
};
