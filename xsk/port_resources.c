// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What a port needs, by what its interface is: which queues, frames that hold its MTU, enough of them. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "xsk/port_state.h"

enum {
	ETHERNET_BYTES = 14 + 8,   /* header and two VLAN tags */
	POOL_BYTES_MAX = 64 << 20, /* unless asked for */
	RECEIVE_FRAMES = 2048,     /* of each queue: a pause of 2 ms at a million packets a second */
	SPARE_FRAMES = 1024,
	QUEUE_FRAMES_MIN = QUEUE_BURST,
};

int port_choose_queues(struct xsk_port *port, struct xsk_error *err)
{
	const struct xsk_port_opts *opts = &port->opts;
	const struct interface *interface = &port->interface;
	uint32_t most = opts->no_receive ? interface->tx_queues : interface->rx_queues;
	/* All that packets can come from; of a port that only sends, all that they can go to. */
	uint32_t all = opts->no_receive ? interface->tx_queues : interface->rx_queues;
	uint64_t end = (uint64_t)opts->first_queue + opts->queues;

	if (!opts->no_receive && !opts->no_transmit && interface->tx_queues > most)
		most = interface->tx_queues;
	/* A driver that names none has one. */
	most = most ? most : 1;
	all = all ? all : 1;
	if (end > most || opts->first_queue >= (opts->queues ? UINT32_MAX : all))
		return error_set(err, -ENODEV,
			"open %s: queue %llu: the interface has %u queue%s (ethtool -L %s combined N)",
			interface->name, (unsigned long long)(opts->queues ? end - 1 : opts->first_queue),
			most, most == 1 ? "" : "s", interface->name);
	port->count = opts->queues ? opts->queues : all - opts->first_queue;
	if (port->count > FRAME_SLOTS)
		return error_set(err, -EINVAL,
			"open %s: %u queues: a pool serves %d (open several ports, by .first_queue and "
			".queues)",
			interface->name, port->count, FRAME_SLOTS);
	return 0;
}

/* Bytes of the longest packet that the interface receives, against those of a frame. */
static uint32_t packet_bytes(const struct xsk_port *port)
{
	return port->interface.mtu + ETHERNET_BYTES;
}

static bool may_be_zerocopy(const struct xsk_port *port)
{
	return port->opts.mode == XSK_MODE_ZEROCOPY ||
	       (port->opts.mode == XSK_MODE_AUTO && port->features.known && (port->features.xdp & 8));
}

/*
 * Bytes of the room behind the headroom that zero-copy drivers use: a whole number of units. igb and ixgbe program
 * their buffers in KiB (register SRRCTL, field BSIZEPKT), and cut longer packets without a word; all others align
 * down to at most 128 bytes.
 */
static uint32_t room_unit(const struct xsk_port *port)
{
	char driver[DEVICE_DRIVER_BYTES];

	if (!may_be_zerocopy(port))
		return 1;
	if (!device_driver_get(port->interface.ifindex, driver, NULL) &&
		(strcmp(driver, "igb") == 0 || strcmp(driver, "ixgbe") == 0))
		return 1024;
	return 128;
}

/* Bytes of the longest packet that a frame takes. */
static uint32_t frame_room(const struct xsk_port *port, uint32_t frame_bytes, uint32_t headroom)
{
	uint32_t room = frame_bytes - POOL_KERNEL_HEADROOM - headroom;

	return room - room % port->room_unit;
}

static int check_mtu(
	const struct xsk_port *port, uint32_t frame_bytes, uint32_t headroom, struct xsk_error *err)
{
	uint32_t room = frame_room(port, frame_bytes, headroom);

	/* The kernel drops what does not fit. A port that only sends is checked packet by packet. */
	if (port->opts.no_receive || packet_bytes(port) <= room)
		return 0;
	return error_set(err, -EINVAL,
		"open %s: MTU %u + %d bytes of headers = %u, but a frame of %u holds %u (256 are the "
		"kernel's, %u headroom%s): %sip link set %s mtu %u",
		port->interface.name, port->interface.mtu, ETHERNET_BYTES, packet_bytes(port), frame_bytes,
		room, headroom, port->room_unit > 1 ? "; the NIC takes whole KiB" : "",
		frame_bytes < 4096 ? "frames of 4096, or " : "", port->interface.name, room - ETHERNET_BYTES);
}

static uint32_t default_frames(const struct xsk_port *port, uint32_t frame_bytes)
{
	uint64_t receive = RECEIVE_FRAMES, send = port->opts.tx_slots / 2, frames;

	/* In zero-copy the NIC's own rings hold frames too. */
	if (may_be_zerocopy(port)) {
		if (port->nic.rx + 2 * QUEUE_BURST > receive)
			receive = port->nic.rx + 2 * QUEUE_BURST;
		send += port->nic.tx;
	}
	if (port->opts.fill_frames > receive)
		receive = port->opts.fill_frames;
	frames = port->count * ((port->opts.no_receive ? 0 : receive) + (port->opts.no_transmit ? 0 : send)) +
		 SPARE_FRAMES;
	return frames * frame_bytes > POOL_BYTES_MAX ? POOL_BYTES_MAX / frame_bytes : (uint32_t)frames;
}

static int make_own_pool(struct xsk_port *port, size_t pool_opts_bytes, struct xsk_error *err)
{
	struct xsk_pool_opts opts;
	int code;

	if (options_copy(&opts, sizeof(opts), port->opts.pool_opts, pool_opts_bytes))
		return error_set(
			err, -EINVAL, "pool: an option is set that this version of libxsk does not know");
	if (!opts.memory && !opts.frame_bytes)
		opts.frame_bytes =
			opts.headroom < 1024 && packet_bytes(port) <= frame_room(port, 2048, opts.headroom)
				? 2048
				: 4096;
	if (!opts.memory && !opts.frames)
		opts.frames = default_frames(port, opts.frame_bytes);
	if (!opts.numa_node && port->interface.numa_node >= 0)
		opts.numa_node = port->interface.numa_node + 1;
	code = xsk_pool__open(&port->pool, &opts, err);
	port->own_pool = !code;
	return code;
}

int port_make_pool(struct xsk_port *port, size_t pool_opts_bytes, struct xsk_error *err)
{
	uint32_t users, frames;
	uint64_t needed;
	int code;

	port->room_unit = room_unit(port);
	port->pool = port->opts.pool;
	if (!port->pool) {
		code = make_own_pool(port, pool_opts_bytes, err);
		if (code)
			return code;
	}
	code = check_mtu(port, port->pool->geometry.frame_bytes, port->pool->headroom, err);
	if (code)
		return code;
	frames = port->pool->geometry.frames;
	users = __atomic_load_n(&port->pool->users, __ATOMIC_RELAXED);
	needed = (uint64_t)(users + port->count) * QUEUE_FRAMES_MIN + QUEUE_BURST;
	if (frames < needed)
		return error_set(err, -ENOMEM,
			"open %s: a pool of %u frames for %u queues%s: at least %llu are needed",
			port->interface.name, frames, users + port->count,
			users ? " (those of other ports too)" : "", (unsigned long long)needed);
	pool_port_add(port->pool);
	port->uses_pool = true;
	return 0;
}
