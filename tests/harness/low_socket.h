/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Sockets of xdp/xsk.h for tests: a UMEM of 256 frames of 2048 bytes with rings of 64 slots, a socket on it,
 * packets with EtherType 0x88b5 in and out. And what the kernel knows: which program is attached, what of it
 * is still there.
 */
#ifndef TESTS_HARNESS_LOW_SOCKET_H
#define TESTS_HARNESS_LOW_SOCKET_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>
#include <xdp/xsk.h>

#define LOW_FRAMES      256
#define LOW_FRAME_BYTES 2048
#define LOW_SLOTS       64

struct low_socket {
	void *area;
	struct xsk_umem *umem;
	struct xsk_socket *xsk;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons comp, rx;
};

extern const struct xsk_umem_config low_umem_config;
extern const struct xsk_socket_config low_config;         /* default program, skb or driver as it comes */
extern const struct xsk_socket_config low_inhibit_config; /* no program */

/* Memory and UMEM; ends the test on failure. */
void low_umem(struct low_socket *low);
/* A socket on the UMEM, made first if there is none: what xsk_socket__create returns. */
int low_open(struct low_socket *low, const char *ifname, uint32_t queue_id,
	const struct xsk_socket_config *config);
/* Socket, UMEM and memory; checks that the UMEM goes. Whatever is missing is left alone. */
void low_close(struct low_socket *low);

/* Frames 0 to @count - 1, or from @first on, into the fill ring. */
void low_fill(struct xsk_ring_prod *fill, uint32_t first, uint32_t count);
/* Waits until @wanted packets came, at most @timeout_ms; drops them; returns how many came. */
uint32_t low_receive(struct xsk_socket *xsk, struct xsk_ring_cons *rx, uint32_t wanted, int timeout_ms);
/* Sends packets of 60 bytes and waits for the completions; returns how many. */
uint32_t low_send(struct low_socket *low, uint32_t count);

/* A create that is to succeed: again as long as it says -EBUSY, because a queue is free only a while after
 * close. */
#define LOW_AGAIN(create)                                             \
	__extension__({                                               \
		int code_ = (create);                                 \
		for (int i_ = 0; code_ == -EBUSY && i_ < 300; i_++) { \
			usleep(10000);                                \
			code_ = (create);                             \
		}                                                     \
		code_;                                                \
	})

/* Id of the program that is attached to an interface of this namespace; 0: none. */
uint32_t attached_program(int ifindex);
/* Within a second: is the program gone from the kernel? */
bool program_goes(uint32_t id);
/* Within a second: is no program attached? */
bool interface_clears(int ifindex);
/* How many rings are mapped in this process. */
int mapped_rings(void);

#endif
