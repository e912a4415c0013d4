// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * One queue of a port: socket, memory, rings, options, frames in the fill ring, bind, map entry. And back:
 * the rings are unmapped before the socket is closed, since each mapping holds the queue
 * (facts/afxdp.md 1.1).
 */
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/syscall.h"
#include "base/uapi.h"
#include "netlink/monitor.h"
#include "xsk/port_state.h"

enum {
	BIND_PAUSE_MAX_MS = 32,
	UNUSED_SLOTS = 64, /* the kernel wants fill and completion ring of each queue, used or not */
};

#ifndef SO_PREFER_BUSY_POLL
#define SO_PREFER_BUSY_POLL 69
#define SO_BUSY_POLL_BUDGET 70
#endif

/* What a driver in zero-copy takes out of the fill ring into its own, and some to go on with. */
static uint32_t zerocopy_floor(const struct xsk_port *port)
{
	return port->nic.rx ? port->nic.rx + 2 * QUEUE_BURST : QUEUE_FILL_START;
}

/* A queue beyond the interface's last for one direction works in the other alone. */
static bool receives(const struct xsk_port *port, uint32_t id)
{
	return !port->opts.no_receive && (id < port->interface.rx_queues || !port->interface.rx_queues);
}

static bool sends(const struct xsk_port *port, uint32_t id)
{
	return !port->opts.no_transmit && (id < port->interface.tx_queues || !port->interface.tx_queues);
}

/* Slots of a ring of this queue; 0: none. */
static uint32_t ring_slots(const struct xsk_port *port, enum ring_kind kind, uint32_t id, bool zerocopy)
{
	const struct xsk_port_opts *opts = &port->opts;
	uint32_t slots = opts->fill_slots;

	switch (kind) {
	case RING_RX:
		return receives(port, id) ? opts->rx_slots : 0;
	case RING_TX:
		return sends(port, id) ? opts->tx_slots : 0;
	case RING_COMPLETION:
		return sends(port, id) ? opts->completion_slots : UNUSED_SLOTS;
	case RING_FILL:
		if (!receives(port, id) && !zerocopy)
			return UNUSED_SLOTS;
		while (zerocopy && slots < zerocopy_floor(port))
			slots *= 2;
		return slots;
	}
	return 0;
}

static int open_socket(const struct xsk_port *port, struct port_queue *slot, struct xsk_error *err)
{
	const char *remedy = "";

	slot->fd = sys_socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (slot->fd >= 0)
		return 0;
	if (slot->fd == -EPERM)
		remedy = " (needs CAP_NET_RAW)";
	else if (slot->fd == -EAFNOSUPPORT)
		remedy = " (a kernel without CONFIG_XDP_SOCKETS)";
	else if (slot->fd == -EMFILE)
		remedy = " (ulimit -n)";
	return error_set(err, slot->fd, "open %s: make an AF_XDP socket: %s%s", port->interface.name,
		error_name(slot->fd), remedy);
}

static int set_busy_poll(const struct xsk_port *port, int fd, struct xsk_error *err)
{
	const struct xsk_port_opts *opts = &port->opts;
	const int settings[][2] = {
		{ SO_PREFER_BUSY_POLL, 1 },
		{ SO_BUSY_POLL, (int)opts->busy_poll_us },
		{ SO_BUSY_POLL_BUDGET, (int)opts->busy_poll_budget },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		int code = sys_setsockopt(fd, SOL_SOCKET, settings[i][0], &settings[i][1], sizeof(int));

		if (code == -ENOPROTOOPT)
			return error_set(err, -EOPNOTSUPP, "open %s: busy polling needs Linux 5.11",
				port->interface.name);
		if (code)
			return error_set(err, code, "open %s: busy polling: %s%s", port->interface.name,
				error_name(code), code == -EPERM ? " (needs CAP_NET_ADMIN)" : "");
	}
	return 0;
}

static int set_options(const struct xsk_port *port, int fd, struct queue_setup *setup, struct xsk_error *err)
{
	const struct xsk_port_opts *opts = &port->opts;
	uint32_t budget = opts->tx_budget;
	int bytes = (int)opts->send_buffer_bytes;

	/* Linux 6.17; before, the kernel sends 16 or 32 a call, does not say so, and the kick calls again. */
	if (!opts->no_transmit)
		setup->hides_progress = sys_setsockopt(fd, SOL_XDP, UAPI_XDP_MAX_TX_SKB_BUDGET, &budget,
						sizeof(budget)) == -ENOPROTOOPT &&
					!setup->zerocopy;
	/* FORCE goes beyond net.core.wmem_max, where the capability for it is there. */
	if (bytes > 0 && sys_setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		sys_setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	return opts->busy_poll ? set_busy_poll(port, fd, err) : 0;
}

/* One ring made and mapped; a socket that has none gets an empty view. */
static int make_ring(int fd, enum ring_kind kind, uint32_t slots, struct ring_map *map,
	struct ring_view *view, struct xsk_error *err)
{
	struct xsk_ring_prod producer;
	struct xsk_ring_cons consumer;
	int code;

	*view = (struct ring_view){ 0 };
	if (!slots)
		return 0;
	code = ring_create(fd, kind, slots, err);
	if (code)
		return code;
	if (kind == RING_TX || kind == RING_FILL) {
		code = ring_map_producer(fd, kind, slots, true, map, &producer, err);
		if (!code)
			*view = (struct ring_view){ producer.producer, producer.consumer, producer.flags,
				producer.ring, slots };
	} else {
		code = ring_map_consumer(fd, kind, slots, true, map, &consumer, err);
		if (!code)
			*view = (struct ring_view){ consumer.producer, consumer.consumer, consumer.flags,
				consumer.ring, slots };
	}
	return code;
}

static int make_queue(
	struct xsk_port *port, struct port_queue *slot, uint32_t id, bool zerocopy, struct xsk_error *err)
{
	struct queue_setup setup = {
		.pool = port->pool,
		.fd = slot->fd,
		.fill_frames = port->opts.fill_frames,
		.fill_floor = zerocopy ? zerocopy_floor(port) : 0,
		.kick = port->opts.tx_budget,
		.zerocopy = zerocopy,
		.busy_poll = port->opts.busy_poll,
	};
	const struct {
		enum ring_kind kind;
		struct ring_map *map;
		struct ring_view *view;
	} rings[] = {
		{ RING_FILL, &slot->fill, &setup.fill },
		{ RING_COMPLETION, &slot->completion, &setup.completion },
		{ RING_RX, &slot->rx, &setup.rx },
		{ RING_TX, &slot->tx, &setup.tx },
	};
	int code = 0;

	for (size_t i = 0; i < 4 && !code; i++)
		code = make_ring(slot->fd, rings[i].kind, ring_slots(port, rings[i].kind, id, zerocopy),
			rings[i].map, rings[i].view, err);
	if (!code)
		code = set_options(port, slot->fd, &setup, err);
	if (code)
		return code;
	code = queue_init(&slot->queue, &setup);
	if (code)
		return error_set(err, code, "open %s: its pool serves %d queues already",
			port->interface.name, FRAME_SLOTS);
	slot->ready = true;
	slot->queue.port = port;
	slot->queue.id = id;
	return 0;
}

/* A queue stays taken for some time after its last owner closed it (8 to 28 ms seen): try again. */
static int bind_queue(struct xsk_port *port, struct port_queue *slot, bool zerocopy, struct xsk_error *err)
{
	uint16_t flags = (uint16_t)((zerocopy ? XDP_ZEROCOPY : XDP_COPY) |
				    (port->opts.no_wakeup ? 0 : XDP_USE_NEED_WAKEUP));
	int shared_fd = slot == port->queues ? -1 : port->queues->fd;
	uint64_t deadline = clock_ms() + port->opts.bind_timeout_ms;
	int code;

	for (uint32_t pause = 1;; pause = pause < BIND_PAUSE_MAX_MS ? 2 * pause : pause) {
		code = socket_bind(slot->fd, port->interface.ifindex, port->interface.name, slot->queue.id,
			flags, shared_fd, err);
		if (code != -EBUSY || clock_ms() >= deadline)
			break;
		clock_pause_ms(pause);
	}
	if (code == -EBUSY)
		return error_set(err, code,
			"bind %s queue %u: in use by another socket, for %u ms now (ss --xdp -p shows whose; "
			".bind_timeout_ms waits longer, .first_queue and .queues take others)",
			port->interface.name, slot->queue.id, port->opts.bind_timeout_ms);
	slot->bound = !code;
	error_clear(code ? NULL : err);
	return code;
}

static int check_mode(
	const struct xsk_port *port, struct port_queue *slot, bool zerocopy, struct xsk_error *err)
{
	struct xdp_options options = { 0 };
	socklen_t bytes = sizeof(options);
	int code = sys_getsockopt(slot->fd, SOL_XDP, XDP_OPTIONS, &options, &bytes);

	if (code)
		return error_set(err, code, "open %s: ask for the mode of queue %u: %s", port->interface.name,
			slot->queue.id, error_name(code));
	if (zerocopy && !(options.flags & XDP_OPTIONS_ZEROCOPY))
		return error_set(err, -EOPNOTSUPP, "open %s: queue %u got no zero-copy", port->interface.name,
			slot->queue.id);
	slot->queue.mode = zerocopy                  ? XSK_MODE_ZEROCOPY
			   : port->attachment.native ? XSK_MODE_NATIVE
						     : XSK_MODE_SKB;
	return 0;
}

/* What wait sleeps on beside the socket. */
static int make_wait(const struct xsk_port *port, struct xsk_queue *queue, struct xsk_error *err)
{
	int code = monitor_open(&queue->monitor, port->interface.ifindex, err);

	if (code)
		return code;
	queue->link_down = !port->interface.up;
	queue->wake_fd = sys_eventfd();
	if (queue->wake_fd < 0)
		return error_set(err, queue->wake_fd, "open %s: make an event to be woken by: %s",
			port->interface.name, error_name(queue->wake_fd));
	return 0;
}

int port_queue_open(struct xsk_port *port, uint32_t index, bool zerocopy, struct xsk_error *err)
{
	struct port_queue *slot = &port->queues[index];
	struct xsk_pool *pool = port->pool;
	uint32_t id = port->opts.first_queue + index;
	int code = open_socket(port, slot, err);

	if (!code && !index)
		code = umem_register(slot->fd, pool->geometry.area, pool->umem_bytes, pool->chunk_bytes,
			pool->headroom, pool->unaligned ? XDP_UMEM_UNALIGNED_CHUNK_FLAG : 0, 0, err);
	if (!code)
		code = make_queue(port, slot, id, zerocopy, err);
	if (code)
		return code;
	/* Before bind: a driver in zero-copy takes them then, and some never look again. */
	queue_refill(&slot->queue, 0);
	code = bind_queue(port, slot, zerocopy, err);
	if (!code)
		code = check_mode(port, slot, zerocopy, err);
	if (!code)
		code = make_wait(port, &slot->queue, err);
	/* Last: from here on packets come. */
	if (!code && receives(port, id)) {
		code = attachment_insert(&port->attachment, id, slot->fd, err);
		slot->in_map = !code;
	}
	return code;
}

void port_queue_close(struct xsk_port *port, struct port_queue *slot)
{
	struct xsk_queue *queue = &slot->queue;

	if (slot->in_map)
		attachment_remove(&port->attachment, queue->id);
	slot->in_map = false;
	if (slot->ready) {
		queue_retire(queue);
		monitor_close(queue->monitor);
		if (queue->poll_fd >= 0)
			close(queue->poll_fd);
		if (queue->wake_fd >= 0)
			close(queue->wake_fd);
	}
	ring_unmap(&slot->rx);
	ring_unmap(&slot->tx);
	ring_unmap(&slot->fill);
	ring_unmap(&slot->completion);
	if (slot->fd >= 0)
		close(slot->fd);
	slot->fd = -1;
}
