// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Opening and closing a port: the list of steps, the choice of mode, the way back. */
#include <errno.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/netns.h"
#include "base/options.h"
#include "base/syscall.h"
#include "netlink/monitor.h"
#include "xsk/port_state.h"

enum { CARRIER_PAUSE_MS = 20 };

struct opening {
	struct xsk_port *port;
	const char *ifname;
	size_t pool_opts_bytes;
	struct xsk_error *err;
};

static void close_queues(struct xsk_port *port)
{
	/* Others share the memory of the first: last. */
	for (uint32_t i = port->count; port->queues && i-- > 0;)
		port_queue_close(port, &port->queues[i]);
}

/*
 * Queues closed, program let go, and frames back, so that another port (or mode) can have them. A pool that
 * goes with the port needs none back: the kernel holds the pages for as long as it must.
 */
static void detach(struct xsk_port *port, bool frames_back)
{
	int netns_fd = port_namespace(port);

	close_queues(port);
	attachment_close(&port->attachment);
	if (frames_back && port->queues)
		port_reclaim(port, netns_fd);
	if (netns_fd >= 0)
		close(netns_fd);
}

static int make_queues(struct xsk_port *port, struct xsk_error *err)
{
	size_t bytes = port->count * sizeof(*port->queues);

	port->queues = aligned_alloc(_Alignof(struct port_queue), bytes);
	if (!port->queues)
		return error_set(
			err, -ENOMEM, "open %s: no memory for %u queues", port->interface.name, port->count);
	memset(port->queues, 0, bytes);
	for (uint32_t i = 0; i < port->count; i++)
		port->queues[i].fd = -1;
	return 0;
}

/* Steps that know only a descriptor write lines without the interface's name. */
static void name_interface(const struct xsk_port *port, int code, struct xsk_error *err)
{
	if (err && !strstr(err->text, port->interface.name))
		error_prefix(err, code, "open %s", port->interface.name);
}

static int try_mode(struct xsk_port *port, enum xsk_mode mode, struct xsk_error *err)
{
	int code = port_attach(port, mode, err);

	for (uint32_t i = 0; i < port->count && !code; i++)
		code = port_queue_open(port, i, mode == XSK_MODE_ZEROCOPY, err);
	if (code) {
		name_interface(port, code, err);
		detach(port, true);
		return code;
	}
	port->mode = port->queues->queue.mode;
	return 0;
}

/*
 * Is there a link to wait for? One that was there before: attaching a program or a pool may have reset the
 * whole NIC. Of a NIC that is up without one nobody can say whether it has no cable, or was reset a moment
 * ago: by a port that closed, or by being set up. A virtual interface without a carrier has no peer, and
 * generic XDP resets nothing.
 */
static bool expects_carrier(const struct xsk_port *port)
{
	const struct interface *interface = &port->interface;

	return interface->running || (interface->up && !interface->kind[0] && port->mode != XSK_MODE_SKB);
}

/* What is sent before the link is there is lost. */
static void await_carrier(const struct xsk_port *port)
{
	struct monitor *monitor = port->queues->queue.monitor;
	uint64_t deadline = clock_ms() + port->opts.carrier_timeout_ms;

	if (!expects_carrier(port))
		return;
	while (!monitor_ask(monitor) && !monitor_running(monitor) && monitor_update(monitor) == MONITOR_UP &&
		clock_ms() < deadline)
		clock_pause_ms(CARRIER_PAUSE_MS);
}

static int choose_mode(struct xsk_port *port, struct xsk_error *err)
{
	const struct device_features *features = &port->features;
	enum xsk_mode mode = port->opts.mode;
	int code;

	if (mode == XSK_MODE_ZEROCOPY && features->known && !(features->xdp & 8))
		return error_set(err, -EOPNOTSUPP,
			"open %s: the driver has no zero-copy, which was required (mode native copies, auto "
			"takes the best)",
			port->interface.name);
	if (mode != XSK_MODE_AUTO)
		return try_mode(port, mode, err);
	if (!features->known || (features->xdp & 8)) {
		code = try_mode(port, XSK_MODE_ZEROCOPY, err);
		/* These would fail in any mode, or for a reason that is not the mode's. */
		if (!code || code == -EBUSY || code == -EPERM || code == -ENOMEM || code == -ENOBUFS ||
			code == -ENODEV)
			return code;
	}
	return try_mode(port, XSK_MODE_AUTO, err);
}

/* By membership of a socket: it ends with the socket, however the process ends. */
static int set_promiscuous(struct xsk_port *port, struct xsk_error *err)
{
	struct packet_mreq request = { .mr_ifindex = port->interface.ifindex, .mr_type = PACKET_MR_PROMISC };
	int code;

	port->promiscuous_fd = sys_socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	code = port->promiscuous_fd;
	if (code >= 0)
		code = sys_setsockopt(
			port->promiscuous_fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request));
	if (code < 0)
		return error_set(
			err, code, "open %s: promiscuous mode: %s", port->interface.name, error_name(code));
	return 0;
}

/* The driver counts since it was loaded, the port since it was opened. Not to know is no failure. */
static void read_drops(struct xsk_port *port)
{
	uint32_t queues = port->opts.first_queue + port->count;

	if (driver_drops_open(&port->drops, port->interface.name, queues, NULL))
		return;
	port->drops_before = calloc(queues, sizeof(*port->drops_before));
	if (!port->drops_before || driver_drops_read(&port->drops, port->drops_before))
		driver_drops_close(&port->drops);
}

/* In the interface's namespace. */
static int open_steps(void *argument)
{
	struct opening *opening = argument;
	struct xsk_port *port = opening->port;
	struct xsk_error *err = opening->err;
	int code = interface_by_name(opening->ifname, &port->interface, err);

	if (code)
		return code;
	/* What a driver does not say is unknown, and no failure. */
	if (device_features_get(port->interface.ifindex, &port->features, NULL))
		memset(&port->features, 0, sizeof(port->features));
	if (device_rings_get(port->interface.ifindex, &port->nic, NULL))
		memset(&port->nic, 0, sizeof(port->nic));
	code = port_choose_queues(port, err);
	if (!code)
		code = port_make_pool(port, opening->pool_opts_bytes, err);
	if (!code)
		code = make_queues(port, err);
	if (!code)
		code = choose_mode(port, err);
	if (!code)
		await_carrier(port);
	if (!code && port->opts.promiscuous)
		code = set_promiscuous(port, err);
	if (code)
		return code;
	read_drops(port);
	error_clear(err);
	return 0;
}

int xsk_port__open_sized(struct xsk_port **result, const char *ifname, const struct xsk_port_opts *opts,
	size_t opts_bytes, size_t pool_opts_bytes, struct xsk_error *err)
{
	struct opening opening = { .ifname = ifname, .pool_opts_bytes = pool_opts_bytes, .err = err };
	struct xsk_port *port;
	int code;

	error_clear(err);
	*result = NULL;
	if (!ifname)
		return error_set(err, -EINVAL, "open a port: no interface named");
	port = calloc(1, sizeof(*port));
	if (!port)
		return error_set(err, -ENOMEM, "open %s: no memory", ifname);
	port->promiscuous_fd = -1;
	port->drops.fd = -1;
	port->attachment = (struct attachment)ATTACHMENT_NONE;
	if (options_copy(&port->opts, sizeof(port->opts), opts, opts_bytes))
		code = error_set(err, -EINVAL,
			"open %s: an option is set that this version of libxsk does not know", ifname);
	else
		code = port_options_check(&port->opts, err);
	opening.port = port;
	if (!code)
		code = netns_run(port->opts.netns_fd, open_steps, &opening, err);
	if (code) {
		xsk_port__close(port);
		return code;
	}
	*result = port;
	return 0;
}

void xsk_port__close(struct xsk_port *port)
{
	if (!port)
		return;
	detach(port, !port->own_pool);
	driver_drops_close(&port->drops);
	free(port->drops_before);
	if (port->promiscuous_fd >= 0)
		close(port->promiscuous_fd);
	if (port->uses_pool)
		pool_port_remove(port->pool);
	if (port->own_pool)
		xsk_pool__close(port->pool, NULL);
	free(port->queues);
	free(port);
}

struct xsk_queue *xsk_port__queue(const struct xsk_port *port, uint32_t index)
{
	return index < port->count ? &port->queues[index].queue : NULL;
}

uint32_t xsk_port__queues(const struct xsk_port *port)
{
	return port->count;
}

struct xsk_pool *xsk_port__pool(const struct xsk_port *port)
{
	return port->pool;
}

enum xsk_mode xsk_port__mode(const struct xsk_port *port)
{
	return port->mode;
}

const uint8_t *xsk_port__mac(const struct xsk_port *port)
{
	return port->interface.mac;
}

uint32_t xsk_port__mtu(const struct xsk_port *port)
{
	return port->interface.mtu;
}

uint32_t xsk_port__ifindex(const struct xsk_port *port)
{
	return (uint32_t)port->interface.ifindex;
}

const char *xsk_port__name(const struct xsk_port *port)
{
	return port->interface.name;
}

uint32_t xsk_queue__id(const struct xsk_queue *queue)
{
	return queue->id;
}

enum xsk_mode xsk_queue__mode(const struct xsk_queue *queue)
{
	return queue->mode;
}

struct xsk_port *xsk_queue__port(const struct xsk_queue *queue)
{
	return queue->port;
}
