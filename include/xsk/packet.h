/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The packet: what receive, send, allocate and free exchange.
 *
 *	 frame (frame_bytes of the pool)
 *	+------------------------------+---------------------------+-------------+
 *	| headroom                     | data .. data + len        | tailroom    |
 *	+------------------------------+---------------------------+-------------+
 *	                               ^ data
 *
 * A packet is one entry, or (later) several: all but the last carry XSK_PACKET_CONTINUES. Counts and limits
 * of every call count entries. An entry owns its frame: whoever holds it must send it or free it, once.
 */
#ifndef XSK_PACKET_H
#define XSK_PACKET_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XSK_PACKET_CONTINUES (1u << 0) /* the packet goes on in the next entry */

/*
 * `data` may be moved within the frame before sending: back into the headroom to put a header in front,
 * forward to take one off. `addr` names the frame; treat it as opaque, copy it with the entry. (For a pool on
 * the caller's memory it is the frame's index, so that frames of the caller's own can be sent.)
 */
struct xsk_packet {
	void *data;     /* first byte of the packet in this frame */
	uint64_t addr;  /* opaque: the frame, in the terms of its pool */
	uint32_t len;   /* bytes of the packet in this frame */
	uint32_t flags; /* XSK_PACKET_*; zero for a packet of one frame */
};

#ifdef __cplusplus
static_assert(sizeof(struct xsk_packet) == 24 || sizeof(void *) != 8, "part of the ABI");
}
#else
_Static_assert(sizeof(struct xsk_packet) == 24 || sizeof(void *) != 8, "part of the ABI");
#endif

#endif
