/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The four rings of a socket as the kernel makes and maps them. Both the low-level API (xdp/xsk.h) and the
 * packet API stand on this; neither calls XDP_*_RING or mmap by itself.
 */
#ifndef XSK_RING_MAP_H
#define XSK_RING_MAP_H

#include <linux/if_xdp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xdp/xsk.h>
#include <xsk/error.h>

enum ring_kind { RING_RX, RING_TX, RING_FILL, RING_COMPLETION };

/* One mapping; zeroed means none. */
struct ring_map {
	void *memory;
	size_t bytes;
};

/* setsockopt XDP_*_RING. -EINVAL when @slots is not a power of two, with the ring's name in the line. */
int ring_create(int fd, enum ring_kind kind, uint32_t slots, struct xsk_error *err);

/*
 * Maps a ring and sets up the caller's view of it; indices start from the mapped values (a socket that was
 * handed over may be in use). @private: MADV_DONTFORK and MADV_DONTDUMP (ports), else children keep it.
 */
int ring_map_producer(int fd, enum ring_kind kind, uint32_t slots, bool private, struct ring_map *map,
		      struct xsk_ring_prod *ring, struct xsk_error *err);
int ring_map_consumer(int fd, enum ring_kind kind, uint32_t slots, bool private, struct ring_map *map,
		      struct xsk_ring_cons *ring, struct xsk_error *err);
/* Unmaps; none is left alone. */
void ring_unmap(struct ring_map *map);

/* Takes a view up again from the mapped indices, as mapping does. */
void ring_resume_producer(struct xsk_ring_prod *ring);
void ring_resume_consumer(struct xsk_ring_cons *ring);

/* XDP_UMEM_REG of the whole struct; -ENOBUFS names the limit and the bytes wanted. */
int umem_register(int fd, void *area, uint64_t bytes, uint32_t chunk_bytes, uint32_t headroom, uint32_t flags,
		  uint32_t tx_metadata_bytes, struct xsk_error *err);

/* bind(); each errno with its meaning (facts: "bind error, it means"). @shared_fd < 0: not shared. */
int socket_bind(int fd, int ifindex, const char *ifname, uint32_t queue_id, uint16_t flags, int shared_fd,
		struct xsk_error *err);

#endif
