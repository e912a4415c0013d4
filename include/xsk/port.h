/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Ports and queues: packets in and out of an interface.
 *
 * Careful: without a match the redirect program takes everything that arrives, ARP and the SSH session you
 * type in too. Try it on a veth pair or a second NIC, or give `.match`, and the rest goes on to the kernel.
 *
 *	struct xsk_port *port;
 *	struct xsk_packet packets[64];
 *	struct xsk_error err;
 *
 *	if (xsk_port__open(&port, "veth0", NULL, &err))
 *		errx(1, "%s", err.text);
 *	struct xsk_queue *queue = xsk_port__queue(port, 0);
 *	while (xsk_queue__wait(queue, XSK_WAIT_RECEIVE, -1) > 0) {
 *		uint32_t count = xsk_queue__receive(queue, packets, 64);
 *		...
 *		xsk_queue__free(queue, packets, count);
 *	}
 *	xsk_port__close(port);
 *
 * A port is one interface: its queues, its redirect program, its XSKMAP, its link. A queue is one AF_XDP
 * socket. One thread uses a queue at a time; different queues may be used by different threads at once.
 */
#ifndef XSK_PORT_H
#define XSK_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>
#include <xsk/packet.h>
#include <xsk/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct xsk_port;
struct xsk_queue;

enum xsk_mode {
	XSK_MODE_AUTO = 0,     /* zero-copy, else native, else skb: the best that works */
	XSK_MODE_SKB = 1,      /* generic XDP: any interface, slow */
	XSK_MODE_NATIVE = 2,   /* the driver's XDP, packets copied into frames */
	XSK_MODE_ZEROCOPY = 3, /* the NIC writes into the frames; -EOPNOTSUPP where it can't */
};

/*
 * One alternative of a match. A packet is taken if any alternative of the port's list fits it; in an
 * alternative every field that is set must fit. Ports need `protocol` 6 (TCP), 17 (UDP) or 132 (SCTP) and
 * are compared in packets that are not fragments. One or two VLAN tags before the EtherType are skipped.
 */
struct xsk_match {
	uint16_t ethertype;              /* host order, 0x0800 and so on; 0: any */
	uint8_t protocol;                /* of IPv4, or of IPv6's first header; 0: any */
	uint16_t src_port, src_port_end; /* host order, first and last; 0: any; end 0: one port */
	uint16_t dst_port, dst_port_end; /* likewise */
};

/*
 * Zero is the default of every field; a descriptor of 0 or less is unset.
 *
 * A program of your own: with `program_fd` (and the XSKMAP in `map_fd`) it is attached by a link that the
 * port owns; with `map_fd` alone it is attached already, and the port only makes and removes map entries,
 * at key = queue id.
 */
struct xsk_port_opts {
	struct xsk_pool *pool; /* frames; NULL: a pool of the port's own, made by pool_opts */
	const struct xsk_pool_opts *pool_opts; /* NULL: 2048 frames a queue to receive, half
						  a TX ring to send, 1024; at most 64 MiB */

	uint32_t first_queue;  /* id of the first queue; default 0 */
	uint32_t queues;       /* count; default: all from first_queue on */
	enum xsk_mode mode;    /* default XSK_MODE_AUTO */

	uint32_t rx_slots;         /* default 4096; a power of two, as all rings; at most 32768 */
	uint32_t tx_slots;         /* default 2048 */
	uint32_t fill_slots;       /* default 4096 */
	uint32_t completion_slots; /* default tx_slots; never below */
	bool large_rings;          /* allow more than 32768 slots (the kernel limits them by nothing) */
	uint32_t fill_frames;      /* keep this many frames in the fill ring; default: elastic */
	uint32_t tx_budget;        /* packets the kernel sends a call; default the smaller of ring and 256 */
	uint32_t send_buffer_bytes; /* SO_SNDBUF: limits packets in flight; default the kernel's */

	bool no_receive;  /* transmit only: no redirect program, no RX ring */
	bool no_transmit; /* receive only: no TX ring */
	bool no_wakeup;   /* bind without XDP_USE_NEED_WAKEUP */
	bool promiscuous; /* take packets for other addresses too; ends with the port, even by kill */

	bool busy_poll;           /* SO_PREFER_BUSY_POLL: the thread drives the NIC itself (Linux 5.11) */
	uint32_t busy_poll_us;    /* SO_BUSY_POLL; default 20 */
	uint32_t busy_poll_budget; /* SO_BUSY_POLL_BUDGET, packets; default 64 */

	const struct xsk_match *match; /* NULL: everything */
	uint32_t match_count;          /* alternatives, at most 16 */

	int program_fd; /* XDP program of the caller's, to be attached */
	int map_fd;     /* its XSKMAP */

	int netns_fd;              /* network namespace of the interface; default the caller's */
	uint32_t bind_timeout_ms;    /* how long a queue in use is tried again; default 1000 */
	uint32_t carrier_timeout_ms; /* how long open waits for the link; default 10000 */
};

/* All counters since open; readable by any thread at any time. */
struct xsk_queue_stats {
	uint64_t rx_packets, rx_bytes; /* received by the application */
	uint64_t tx_packets, tx_bytes; /* accepted by send */
	uint64_t tx_completed;         /* frames back from the kernel */
	uint64_t tx_refused;           /* sends answered with -EINVAL */
	uint64_t tx_dropped;           /* the driver dropped them (EBUSY, no carrier) */
	uint64_t rx_dropped;           /* kernel: no frame in the fill ring, or packet too long */
	uint64_t rx_ring_full;         /* kernel: the application was too slow */
	uint64_t rx_fill_empty;        /* kernel: of rx_dropped, for want of frames */
	uint64_t rx_invalid;           /* RX descriptors that were refused: not ours, or too long */
	uint64_t tx_invalid;           /* kernel: TX descriptors that it refused */
	uint64_t completion_invalid;   /* completions of frames that were not in flight */
	uint64_t wakeups;              /* system calls to wake the kernel */
	uint64_t driver_drops;         /* the driver's own rx_queue_N_drops, where it has one */
	uint64_t fill_level;           /* frames wanted in the fill ring now */
	uint64_t fill_level_max;       /* largest since open */
	uint64_t fill_grown;           /* times it was raised */
};

/* Sleep until ... of xsk_wait and xsk_queue__wait. */
#define XSK_WAIT_RECEIVE (1u << 0) /* ... receive has something */
#define XSK_WAIT_SEND    (1u << 1) /* ... send has room, and allocate a frame */

int xsk_port__open_sized(struct xsk_port **port, const char *ifname, const struct xsk_port_opts *opts,
			 size_t opts_bytes, size_t pool_opts_bytes, struct xsk_error *err);
int xsk_port__stats_sized(const struct xsk_port *port, struct xsk_queue_stats *stats, size_t stats_bytes);
int xsk_queue__stats_sized(const struct xsk_queue *queue, struct xsk_queue_stats *stats, size_t stats_bytes);

/**
 * xsk_port__open - open an interface for packet I/O
 * @port:   receives the port; NULL on failure
 * @ifname: interface in the caller's network namespace, or in that of opts->netns_fd
 * @opts:   NULL for defaults: all queues, best mode that the driver offers, everything redirected
 * @err:    NULL, or receives the reason of a failure
 *
 * Loads the redirect program, opens a socket on each queue, and attaches. Packets that arrive before it
 * returns go to the kernel's stack. Processes that open queues of one interface share its program; the last
 * one takes it away, however it dies.
 *
 * Many drivers take the link down for seconds when a program is attached or removed. Open returns when it is
 * back, or carrier_timeout_ms are over: that is no failure (the wait of a NIC without a cable; 1 does without
 * it, and what is sent before the link is there is lost).
 *
 * Return: 0, or
 *   -EINVAL      an option out of range; an option this library does not know; MTU too large for the frames
 *   -ENODEV      no such interface, or no such queue
 *   -EBUSY       a queue is in use by another socket; another XDP program is attached
 *   -EOPNOTSUPP  zero-copy was required and the driver has none
 *   -EPERM       a capability is missing, named in @err
 *   -ENOBUFS     RLIMIT_MEMLOCK does not allow the frames
 *   -ENOMEM      no memory, or fewer frames than queues * 64 + 64
 * Owner:   caller; xsk_port__close().
 * Threads: one thread at a time per port; each queue then belongs to one thread.
 * Needs:   Linux 5.10; CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF; CAP_SYS_ADMIN to join a program that another
 *          process attached. Since 0.1.
 */
static inline int xsk_port__open(struct xsk_port **port, const char *ifname, const struct xsk_port_opts *opts,
				 struct xsk_error *err)
{
	return xsk_port__open_sized(port, ifname, opts, sizeof(struct xsk_port_opts),
				    sizeof(struct xsk_pool_opts), err);
}

/**
 * xsk_port__close - close all queues; detach if nobody else uses the interface's program
 * @port: NULL does nothing
 *
 * Packets accepted by send and not yet sent are given up. Frames that the application holds stay its own
 * until xsk_pool__free(), unless the pool was the port's: it goes with the port.
 *
 * Threads: when no thread is inside a call on the port or one of its queues.
 */
void xsk_port__close(struct xsk_port *port);

struct xsk_queue *xsk_port__queue(const struct xsk_port *port, uint32_t index); /* NULL beyond the last */
uint32_t xsk_port__queues(const struct xsk_port *port);          /* queues that are open */
struct xsk_pool *xsk_port__pool(const struct xsk_port *port);    /* the pool in use; the port's */
enum xsk_mode xsk_port__mode(const struct xsk_port *port);       /* what was got */
const uint8_t *xsk_port__mac(const struct xsk_port *port);       /* 6 bytes, as at open */
uint32_t xsk_port__mtu(const struct xsk_port *port);             /* bytes without Ethernet header, at open */
uint32_t xsk_port__ifindex(const struct xsk_port *port);
const char *xsk_port__name(const struct xsk_port *port);
uint32_t xsk_queue__id(const struct xsk_queue *queue);           /* the interface's number of the queue */
enum xsk_mode xsk_queue__mode(const struct xsk_queue *queue);
struct xsk_port *xsk_queue__port(const struct xsk_queue *queue);

/**
 * xsk_queue__receive - take packets that have arrived
 * @queue:   the queue
 * @packets: receives up to @max entries, then the caller's: send or free each
 * @max:     entries
 *
 * Refills the fill ring first. If nothing has arrived, flushes what was sent. No system call unless the
 * kernel asks for a wakeup.
 *
 * Return: how many; 0 when nothing has arrived.
 * Threads: one at a time per queue.
 */
uint32_t xsk_queue__receive(struct xsk_queue *queue, struct xsk_packet *packets, uint32_t max);

/**
 * xsk_queue__allocate - take empty frames for sending
 *
 * Return: how many; 0 when the pool is empty. data lies behind the headroom, len is 0.
 * Threads: one at a time per queue.
 */
uint32_t xsk_queue__allocate(struct xsk_queue *queue, struct xsk_packet *packets, uint32_t max);

/**
 * xsk_queue__send - hand packets to the kernel
 * @queue:   the queue; a packet may come from any queue of the same pool
 * @packets: entries; data and len say which bytes
 * @count:   entries
 *
 * Never blocks. The kernel learns of them at xsk_queue__flush(), at a wait, at a receive that finds nothing,
 * when the ring is full, or once `tx_budget` of them have come together (few frames in use stay in cache).
 *
 * Return: k >= 0: the first k were taken, the rest stay the caller's (0: ring full, wait for room); or
 *   -EINVAL   the first cannot be sent: other pool, length 0 or beyond its frame, unknown flag. It stays the
 *             caller's
 *   -ENETDOWN the interface is down (may come back)
 *   -ENODEV   the interface is gone, or the socket dead
 * Threads: one at a time per queue.
 */
int xsk_queue__send(struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t count);

/* Frames back to the pool: entries that were received or allocated and not sent. One thread at a time. */
void xsk_queue__free(struct xsk_queue *queue, const struct xsk_packet *packets, uint32_t count);

/**
 * xsk_queue__flush - make the kernel see what was sent
 *
 * Return: 0, or -ENETDOWN, -ENODEV as for send.
 * Threads: one at a time per queue.
 */
int xsk_queue__flush(struct xsk_queue *queue);

/**
 * xsk_wait - sleep until one of several queues can go on
 * @queues:     the queues, of one thread; entries may not be NULL
 * @count:      how many, at most 1024
 * @events:     XSK_WAIT_RECEIVE, XSK_WAIT_SEND, or both: either wakes
 * @timeout_ms: -1 without bound, 0 only look
 *
 * Flushes first, so that what was sent is on its way while the thread sleeps.
 *
 * Return: 1 a queue can go on; 0 time is up; or
 *   -EINTR    a signal, or xsk_queue__wake()
 *   -ENETDOWN an interface is down (may come back): told when it goes down, and every 100 ms while it lasts
 *   -ENODEV   it is gone: close the port
 *   -EINVAL   no queue, no event
 * Threads: one at a time per queue.
 */
int xsk_wait(struct xsk_queue *const *queues, uint32_t count, uint32_t events, int timeout_ms);

/* xsk_wait for one queue. */
int xsk_queue__wait(struct xsk_queue *queue, uint32_t events, int timeout_ms);

/**
 * xsk_queue__wake - end a wait from outside
 *
 * The current wait on the queue, or else the next, returns -EINTR: a request to stop is never lost.
 *
 * Threads: any; also from a signal handler.
 */
void xsk_queue__wake(struct xsk_queue *queue);

/**
 * xsk_queue__fd - descriptor for the caller's own poll or epoll
 *
 * An epoll descriptor over socket, change monitor and wake; poll it for POLLIN. Before each sleep call
 * xsk_queue__arm(). It is made by the first call: whoever never asks for it does not pay for it (the kernel
 * looks at it with every packet sent; measured: 10 % of the sending rate at 64 bytes).
 *
 * Return: the descriptor, which the queue owns; or -EMFILE, -ENFILE, -ENOMEM.
 * Threads: one at a time per queue.
 */
int xsk_queue__fd(struct xsk_queue *queue);

/**
 * xsk_queue__arm - get ready to sleep on xsk_queue__fd()
 * @queue:      the queue
 * @timeout_ms: receives how long the caller may sleep at most; -1 without bound
 *
 * Flushes and refills. The sleep ends when receive has something; and, if the last send or allocate gave
 * less than asked, when there is room again. Call it again after every sleep, whatever woke it.
 *
 * Return: 1 something is there already, do not sleep; 0 sleep; or an error as of xsk_wait.
 * Threads: one at a time per queue.
 */
int xsk_queue__arm(struct xsk_queue *queue, int *timeout_ms);

/**
 * xsk_port__stats, xsk_queue__stats - counters of all queues added up, or of one
 *
 * Return: 0, or -EINVAL.
 * Threads: any, at any time before close.
 */
static inline int xsk_port__stats(const struct xsk_port *port, struct xsk_queue_stats *stats)
{
	return xsk_port__stats_sized(port, stats, sizeof(*stats));
}

static inline int xsk_queue__stats(const struct xsk_queue *queue, struct xsk_queue_stats *stats)
{
	return xsk_queue__stats_sized(queue, stats, sizeof(*stats));
}

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
