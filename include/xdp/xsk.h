/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * AF_XDP sockets, the low level: UMEM, sockets, and the four rings. Source-compatible with libxdp 1.6's
 *header of this name; the packet API in <xsk/port.h> does the frame bookkeeping that is left to the caller
 *here.
 *
 *	struct xsk_ring_prod fill, tx;
 *	struct xsk_ring_cons completion, rx;
 *	struct xsk_umem *umem;
 *	struct xsk_socket *xsk;
 *
 *	xsk_umem__create(&umem, area, bytes, &fill, &completion, NULL);
 *	xsk_socket__create(&xsk, "veth0", 0, umem, &rx, &tx, NULL);
 *	... fill: reserve, write frame addresses, submit; rx: peek, read descriptors, release ...
 *	xsk_socket__delete(xsk);
 *	xsk_umem__delete(umem);
 *
 *	          fill ring ---> kernel ---> RX ring           addresses of empty frames in, packets out
 *	          TX ring   ---> kernel ---> completion ring   packets in, addresses of sent frames out
 *
 * Ours are the producers of fill and TX and the consumers of RX and completion. One thread a ring at a time;
 * one thread at a time creates and deletes sockets of one UMEM. Functions return 0 or -errno and set errno;
 * the *_opts forms return NULL and set errno.
 */
#ifndef __LIBBPF_XSK_H
#define __LIBBPF_XSK_H

#include <bpf/libbpf.h>
#include <linux/if_xdp.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * The inline functions below are symbols of the library too, for languages that can't use a C header. Under
 * C99's rules `inline` alone leaves the definition to the library; gnu89 and others get a copy in each file.
 */
#if defined(__GNUC_STDC_INLINE__)
#define XDP_ALWAYS_INLINE inline __attribute__((__always_inline__))
#elif defined(__GNUC_GNU_INLINE__)
#define XDP_ALWAYS_INLINE static inline __attribute__((__always_inline__))
#else
#define XDP_ALWAYS_INLINE static inline
#endif

/*
 * A ring as one side sees it. The caller allocates it, the library fills it in. Indices run freely over 32
 * bits; slot = index & mask. A producer's cached_cons is the consumer's index plus size, so that
 * cached_cons - cached_prod slots are free.
 */
#define DEFINE_XSK_RING(name)      \
	struct name {              \
		__u32 cached_prod; \
		__u32 cached_cons; \
		__u32 mask;        \
		__u32 size;        \
		__u32 *producer;   \
		__u32 *consumer;   \
		void *ring;        \
		__u32 *flags;      \
	}

DEFINE_XSK_RING(xsk_ring_prod);
DEFINE_XSK_RING(xsk_ring_cons);

struct xsk_umem;
struct xsk_socket;

/* Slots of the rings by index, which comes from reserve or peek and may be beyond the size. */
XDP_ALWAYS_INLINE __u64 *xsk_ring_prod__fill_addr(struct xsk_ring_prod *fill, __u32 idx)
{
	return (__u64 *)fill->ring + (idx & fill->mask);
}

XDP_ALWAYS_INLINE const __u64 *xsk_ring_cons__comp_addr(const struct xsk_ring_cons *comp, __u32 idx)
{
	return (const __u64 *)comp->ring + (idx & comp->mask);
}

XDP_ALWAYS_INLINE struct xdp_desc *xsk_ring_prod__tx_desc(struct xsk_ring_prod *tx, __u32 idx)
{
	return (struct xdp_desc *)tx->ring + (idx & tx->mask);
}

XDP_ALWAYS_INLINE const struct xdp_desc *xsk_ring_cons__rx_desc(const struct xsk_ring_cons *rx, __u32 idx)
{
	return (const struct xdp_desc *)rx->ring + (idx & rx->mask);
}

/* Non-zero: the kernel waits for a sendto (TX) or recvfrom or poll (fill) before it looks at the ring. */
XDP_ALWAYS_INLINE int xsk_ring_prod__needs_wakeup(const struct xsk_ring_prod *r)
{
	return (int)(__atomic_load_n(r->flags, __ATOMIC_RELAXED) & XDP_RING_NEED_WAKEUP);
}

/*
 * Free slots; looks at the consumer's index only when the cached count is below @nb. Never more than the
 * ring's size, whatever a hostile holder of the mapping wrote.
 */
XDP_ALWAYS_INLINE __u32 xsk_prod_nb_free(struct xsk_ring_prod *r, __u32 nb)
{
	__u32 free_slots = r->cached_cons - r->cached_prod;

	if (free_slots >= nb)
		return free_slots;
	/* Acquire: pairs with the consumer's release of the slots it has read. */
	free_slots = __atomic_load_n(r->consumer, __ATOMIC_ACQUIRE) + r->size - r->cached_prod;
	if (free_slots > r->size)
		free_slots = r->size;
	r->cached_cons = r->cached_prod + free_slots;
	return free_slots;
}

/* Entries to read, at most @nb; looks at the producer's index only when none are cached. */
XDP_ALWAYS_INLINE __u32 xsk_cons_nb_avail(struct xsk_ring_cons *r, __u32 nb)
{
	__u32 entries = r->cached_prod - r->cached_cons;

	if (entries == 0) {
		/* Acquire: pairs with the producer's release of the entries it has written. */
		entries = __atomic_load_n(r->producer, __ATOMIC_ACQUIRE) - r->cached_cons;
		if (entries > r->size)
			entries = r->size;
		r->cached_prod = r->cached_cons + entries;
	}
	return entries > nb ? nb : entries;
}

/* All @nb slots, the first at *@idx, or none: returns @nb or 0. */
XDP_ALWAYS_INLINE __u32 xsk_ring_prod__reserve(struct xsk_ring_prod *prod, __u32 nb, __u32 *idx)
{
	if (xsk_prod_nb_free(prod, nb) < nb)
		return 0;
	*idx = prod->cached_prod;
	prod->cached_prod += nb;
	return nb;
}

/* Makes @nb reserved and written slots visible to the kernel. */
XDP_ALWAYS_INLINE void xsk_ring_prod__submit(struct xsk_ring_prod *prod, __u32 nb)
{
	/* Only this side writes the producer index. Release: pairs with the consumer's acquire. */
	__atomic_store_n(prod->producer, *prod->producer + nb, __ATOMIC_RELEASE);
}

/* Up to @nb entries, the first at *@idx; returns how many. */
XDP_ALWAYS_INLINE __u32 xsk_ring_cons__peek(struct xsk_ring_cons *cons, __u32 nb, __u32 *idx)
{
	__u32 entries = xsk_cons_nb_avail(cons, nb);

	if (entries > 0) {
		*idx = cons->cached_cons;
		cons->cached_cons += entries;
	}
	return entries;
}

/* Takes back the last @nb peeked entries; the next peek returns them again. */
XDP_ALWAYS_INLINE void xsk_ring_cons__cancel(struct xsk_ring_cons *cons, __u32 nb)
{
	cons->cached_cons -= nb;
}

/* Gives the slots of @nb peeked and read entries back to the kernel. */
XDP_ALWAYS_INLINE void xsk_ring_cons__release(struct xsk_ring_cons *cons, __u32 nb)
{
	/* Only this side writes the consumer index. Release: pairs with the producer's acquire. */
	__atomic_store_n(cons->consumer, *cons->consumer + nb, __ATOMIC_RELEASE);
}

XDP_ALWAYS_INLINE void *xsk_umem__get_data(void *umem_area, __u64 addr)
{
	return &((char *)umem_area)[addr];
}

/* Unaligned chunks: the low 48 bits are the chunk's base, the high 16 the offset in it. */
XDP_ALWAYS_INLINE __u64 xsk_umem__extract_addr(__u64 addr)
{
	return addr & XSK_UNALIGNED_BUF_ADDR_MASK;
}

XDP_ALWAYS_INLINE __u64 xsk_umem__extract_offset(__u64 addr)
{
	return addr >> XSK_UNALIGNED_BUF_OFFSET_SHIFT;
}

XDP_ALWAYS_INLINE __u64 xsk_umem__add_offset_to_addr(__u64 addr)
{
	return xsk_umem__extract_addr(addr) + xsk_umem__extract_offset(addr);
}

/* The socket's descriptor, for poll, sendto, recvfrom and getsockopt; -EINVAL for NULL. */
int xsk_umem__fd(const struct xsk_umem *umem);
int xsk_socket__fd(const struct xsk_socket *xsk);

#define XSK_RING_CONS__DEFAULT_NUM_DESCS  2048
#define XSK_RING_PROD__DEFAULT_NUM_DESCS  2048
#define XSK_UMEM__DEFAULT_FRAME_SHIFT     12 /* 4096 bytes */
#define XSK_UMEM__DEFAULT_FRAME_SIZE      (1 << XSK_UMEM__DEFAULT_FRAME_SHIFT)
#define XSK_UMEM__DEFAULT_FRAME_HEADROOM  0
#define XSK_UMEM__DEFAULT_FLAGS           0
#define XSK_UMEM__DEFAULT_TX_METADATA_LEN 0

/* Sizes of 0 are the defaults above. */
struct xsk_umem_config {
	__u32 fill_size;      /* slots, a power of two */
	__u32 comp_size;      /* slots, a power of two */
	__u32 frame_size;     /* bytes: 2048 or 4096, or with XDP_UMEM_UNALIGNED_CHUNK_FLAG any between */
	__u32 frame_headroom; /* bytes before each received packet, beside the kernel's 256 */
	__u32 flags;          /* XDP_UMEM_* */
};

struct xsk_umem_opts {
	size_t sz;  /* of this struct, as the program was compiled with it */
	int fd;     /* AF_XDP socket to adopt; 0: a new one */
	__u64 size; /* bytes of the area */
	__u32 fill_size;
	__u32 comp_size;
	__u32 frame_size;
	__u32 frame_headroom;
	__u32 flags;
	__u32 tx_metadata_len; /* bytes before each packet for struct xsk_tx_metadata */
};
#define xsk_umem_opts__last_field tx_metadata_len

/* Flags for libxdp_flags (libbpf_flags is its older name) */
#define XSK_LIBBPF_FLAGS__INHIBIT_PROG_LOAD (1 << 0)
#define XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD (1 << 0)

/* Sizes of 0 are the defaults above. */
struct xsk_socket_config {
	__u32 rx_size; /* slots, a power of two */
	__u32 tx_size; /* slots, a power of two */
	__extension__ union {
		__u32 libbpf_flags;
		__u32 libxdp_flags; /* XSK_LIBXDP_FLAGS__* */
	};
	__u32 xdp_flags;  /* XDP_FLAGS_SKB_MODE or _DRV_MODE for the default program; neither: the driver's */
	__u16 bind_flags; /* XDP_COPY, XDP_ZEROCOPY, XDP_USE_NEED_WAKEUP, ...; ignored by all but the first */
};

struct xsk_socket_opts {
	size_t sz; /* of this struct, as the program was compiled with it */
	struct xsk_ring_cons *rx;
	struct xsk_ring_prod *tx;
	struct xsk_ring_prod *fill;
	struct xsk_ring_cons *comp;
	__u32 rx_size;
	__u32 tx_size;
	__u32 libxdp_flags;
	__u32 xdp_flags;
	__u16 bind_flags;
};
#define xsk_socket_opts__last_field bind_flags

/* Option structs are declared zeroed and with their size by DECLARE_LIBXDP_OPTS(xsk_socket_opts, opts, ...).
 */
#ifndef DECLARE_LIBXDP_OPTS
#define DECLARE_LIBXDP_OPTS DECLARE_LIBBPF_OPTS
#endif

/**
 * xsk_setup_xdp_prog - attach the default redirect program, to stay
 * @ifindex:     interface in the caller's network namespace
 * @xsks_map_fd: NULL, or receives a descriptor of its XSKMAP; the caller closes it
 *
 * The program is attached by netlink: it outlives the process and goes by bpf_xdp_detach(). Where the
 * redirect program of libxsk is attached already it is shared; one that belongs to sockets or ports still
 * goes with the last of them.
 *
 * Return: 0, or -errno; -EBUSY when another program is attached.
 */
int xsk_setup_xdp_prog(int ifindex, int *xsks_map_fd);

/**
 * xsk_socket__update_xskmap - enter a socket into an XSKMAP at key = its queue
 *
 * The entry goes with the socket, unless another socket has taken its place.
 */
int xsk_socket__update_xskmap(struct xsk_socket *xsk, int xsks_map_fd);

/**
 * xsk_umem__create, xsk_umem__create_with_fd, xsk_umem__create_opts - register memory for frames
 * @umem:      receives the UMEM
 * @fd:        AF_XDP socket to adopt, say one handed over by a privileged process; 0: a new one
 * @umem_area: memory, aligned to a page; the caller keeps it until xsk_umem__delete()
 * @size:      bytes
 * @fill, @comp: rings of the first socket's queue; filled in now, usable until xsk_umem__delete()
 * @config:    NULL for defaults
 *
 * Return: 0, or -errno (NULL and errno):
 *   -EFAULT  no area, ring or size; memory that the kernel can't pin
 *   -EINVAL  alignment, frame size, headroom, ring size
 *   -EPERM   no CAP_NET_RAW; -ENOBUFS RLIMIT_MEMLOCK; -EBUSY the adopted socket has a UMEM already
 */
int xsk_umem__create(struct xsk_umem **umem, void *umem_area, __u64 size, struct xsk_ring_prod *fill,
	struct xsk_ring_cons *comp, const struct xsk_umem_config *config);
int xsk_umem__create_with_fd(struct xsk_umem **umem, int fd, void *umem_area, __u64 size,
	struct xsk_ring_prod *fill, struct xsk_ring_cons *comp, const struct xsk_umem_config *config);
struct xsk_umem *xsk_umem__create_opts(
	void *umem_area, struct xsk_ring_prod *fill, struct xsk_ring_cons *comp, struct xsk_umem_opts *opts);

/**
 * xsk_socket__create, xsk_socket__create_shared, xsk_socket__create_opts - open a socket on a queue
 * @xsk:      receives the socket
 * @ifname:   interface in the caller's network namespace
 * @queue_id: its queue
 * @umem:     shared by any number of sockets: on one queue, on several, on several interfaces
 * @rx, @tx:  rings to fill in; one may be NULL
 * @fill, @comp: rings of this queue: needed by the first socket on each queue but that of the UMEM's rings
 * @config:   NULL for defaults
 *
 * Unless inhibited, the default redirect program is loaded and attached by the first socket of an interface,
 * shared by later ones, also of other processes and of <xsk/port.h>, and gone with the last. Without a match
 * it takes every packet of its queues. A failure leaves nothing behind; the UMEM can be used for the next
 * try.
 *
 * Return: 0, or -errno (NULL and errno):
 *   -EFAULT  a ring is missing; -EINVAL ring size, queue or flags; -ENODEV no such interface
 *   -EBUSY   the queue is taken, or another program is attached
 *   -EPERM   CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF; to share another process's program CAP_SYS_ADMIN
 *   -EOPNOTSUPP zero-copy or native mode asked for and not there
 */
int xsk_socket__create(struct xsk_socket **xsk, const char *ifname, __u32 queue_id, struct xsk_umem *umem,
	struct xsk_ring_cons *rx, struct xsk_ring_prod *tx, const struct xsk_socket_config *config);
int xsk_socket__create_shared(struct xsk_socket **xsk_ptr, const char *ifname, __u32 queue_id,
	struct xsk_umem *umem, struct xsk_ring_cons *rx, struct xsk_ring_prod *tx, struct xsk_ring_prod *fill,
	struct xsk_ring_cons *comp, const struct xsk_socket_config *config);
struct xsk_socket *xsk_socket__create_opts(
	const char *ifname, __u32 queue_id, struct xsk_umem *umem, struct xsk_socket_opts *opts);

/* 0; -EBUSY while a socket of it exists. NULL does nothing. */
int xsk_umem__delete(struct xsk_umem *umem);
/* Removes the map entry, and the default program with the last socket. NULL does nothing. */
void xsk_socket__delete(struct xsk_socket *xsk);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
