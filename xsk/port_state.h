/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The port from inside. Opening is a list of steps over this struct, in the order that drivers need: program,
 * then for each queue socket, rings and fill, bind, map entry. Closing takes it half built.
 */
#ifndef XSK_PORT_STATE_H
#define XSK_PORT_STATE_H

#include <net/if.h>
#include <xsk/port.h>

#include "netlink/ethtool.h"
#include "netlink/features.h"
#include "netlink/interface.h"
#include "xsk/attachment.h"
#include "xsk/queue.h"
#include "xsk/ring_map.h"

/* One queue with what it holds of the kernel. */
struct port_queue {
	struct xsk_queue queue;
	int fd; /* -1: not there */
	struct ring_map rx, tx, fill, completion;
	bool ready; /* the queue stands: it has a slot of the pool */
	bool bound;
	bool in_map; /* its entry in the XSKMAP is ours */
};

struct xsk_port {
	struct xsk_port_opts opts;
	struct interface interface;
	struct device_features features;
	struct device_rings nic;
	uint32_t room_unit; /* bytes: packets use whole ones of a frame's room */
	struct xsk_pool *pool;
	bool own_pool, uses_pool;
	struct attachment attachment;
	enum xsk_mode mode;
	int promiscuous_fd; /* -1: none */
	struct driver_drops drops;
	uint64_t *drops_before; /* what the driver had counted when the port was opened */
	uint32_t count;
	struct port_queue *queues;
};

/* What can be said of the options alone; fills in defaults. port_options.c. */
int port_options_check(struct xsk_port_opts *opts, struct xsk_error *err);

/* What only the interface tells: queues, frames against the MTU, the pool. port_resources.c. */
int port_choose_queues(struct xsk_port *port, struct xsk_error *err);
int port_make_pool(struct xsk_port *port, size_t pool_opts_bytes, struct xsk_error *err);

/* The program: the library's or the caller's. port_program.c. */
int port_attach(struct xsk_port *port, enum xsk_mode mode, struct xsk_error *err);

/* One queue, up to its map entry, in zero-copy or copy mode; and away again. port_socket.c. */
int port_queue_open(struct xsk_port *port, uint32_t index, bool zerocopy, struct xsk_error *err);
/* Rings unmapped, socket closed, stack given back; its frames with the kernel stay lent. */
void port_queue_close(struct xsk_port *port, struct port_queue *slot);

/* Waits until the kernel has let go of closed queues, takes their frames back. port_reclaim.c. */
void port_reclaim(struct xsk_port *port, int netns_fd);
/* Namespace of a socket of the port, as a descriptor; negative where the caller's is as good. */
int port_namespace(const struct xsk_port *port);

#endif
