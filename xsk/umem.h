/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The insides of the low-level API (xdp/xsk.h): a UMEM, the queues on which sockets use it, the sockets.
 *
 *	umem --- queue (veth0, 0) --- socket, socket     rings fill and completion are the queue's,
 *	     \-- queue (veth0, 1) --- socket             RX and TX the socket's
 *
 * The UMEM's descriptor is a socket too, and the first xsk_socket is that one. It stays open and bound until
 * xsk_umem__delete(), because all others are bound by naming it; a socket on the same queue may take it up again.
 */
#ifndef XSK_UMEM_H
#define XSK_UMEM_H

#include <stdbool.h>
#include <stdint.h>
#include <xdp/xsk.h>
#include <xsk/error.h>

#include "xsk/attachment.h"
#include "xsk/ring_map.h"

/* Where a socket is bound. */
struct queue_key {
	uint64_t netns; /* cookie of the namespace in which the interface's name was looked up */
	int ifindex;
	uint32_t queue_id;
};

struct umem_queue {
	struct umem_queue *next;
	struct queue_key key;
	struct xsk_socket *sockets; /* newest first */
	struct ring_map fill_map, comp_map; /* none where the UMEM's own rings serve */
};

struct xsk_umem {
	void *area;
	uint64_t bytes;
	struct xsk_umem_config config;
	uint32_t tx_metadata_bytes;

	int fd;
	bool fd_taken;       /* an xsk_socket is this one */
	bool bound;          /* at @key, for good */
	struct queue_key key;
	uint32_t rx_slots, tx_slots; /* rings that the descriptor has, also from tries that failed; 0: none */
	/*
	 * Once bound they stay mapped for the next socket here: until some release after 6.1 the kernel maps the
	 * rings of a bound socket no more (EBUSY).
	 */
	struct ring_map rx_map, tx_map;
	struct xsk_ring_cons rx_view;
	struct xsk_ring_prod tx_view;

	struct ring_map fill_map, comp_map;
	struct xsk_ring_prod *fill; /* the caller's views, until the first socket; then NULL */
	struct xsk_ring_cons *comp;
	struct xsk_ring_prod fill_view; /* where the rings lie */
	struct xsk_ring_cons comp_view;

	struct umem_queue *queues; /* those that have sockets */
};

/* A socket stands in an XSKMAP, or is about to. */
struct map_entry {
	struct map_entry *next;
	bool entered;
	int map_fd; /* of our own */
	uint32_t map_id;
};

struct xsk_socket {
	struct xsk_umem *umem;
	struct umem_queue *queue;
	struct xsk_socket *next; /* of the queue's */
	int fd;
	bool shares_umem_fd;
	struct ring_map rx_map, tx_map; /* none on the UMEM's descriptor, whose maps are the UMEM's */
	struct attachment attachment; /* closed when the program was inhibited */
	struct map_entry *entries;
};

/* A new descriptor with the same UMEM and fill ring contents, where the old one's RX and TX rings don't fit. */
int umem_renew(struct xsk_umem *umem, struct xsk_error *err);

/* The part of entering that needs memory and a descriptor: before the bind, which can't be undone. */
int socket_remember_map(struct xsk_socket *xsk, int map_fd, struct map_entry **entry, struct xsk_error *err);
/* Enters the socket at its queue, in place of whoever stands there. */
int socket_enter(struct xsk_socket *xsk, int map_fd, struct xsk_error *err);
/* Takes it out of all maps, where it still stands there; the socket it had replaced comes back. */
void socket_leave(struct xsk_socket *xsk);

/* The default program, for a socket on @ifname. */
int socket_join_program(struct xsk_socket *xsk, int ifindex, const char *ifname,
			const struct xsk_socket_config *config, struct xsk_error *err);

/* errno set, as the API has it; and the line to libbpf's print function. */
int xsk_failed(int code, const struct xsk_error *err);

#endif
