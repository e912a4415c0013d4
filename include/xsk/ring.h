/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Arrays through the rings of <xdp/xsk.h>: as many entries as fit or are there, copied in one piece or, at
 *the ring's end, in two. One call reserves, writes and submits, or peeks, reads and releases.
 *
 *	struct xdp_desc descs[64];
 *	__u64 addrs[64];
 *
 *	count = xsk_ring_cons__pop(&rx, descs, 64);     // RX: descriptors
 *	sent  = xsk_ring_prod__push(&tx, descs, count); // TX: descriptors
 *	done  = xsk_ring_cons__pop(&comp, addrs, 64);   // completion: addresses
 *	put   = xsk_ring_prod__push(&fill, addrs, done); // fill: addresses
 *
 * Both are generic (C11) or overloaded (C++) over the entry's type and take struct xdp_desc or 64-bit
 *addresses; the functions they stand for have the type in their name. The array's type must be that of the
 *ring: a ring does not know what its entries are. Return: how many entries moved, 0 to @count. One thread at
 *a time per ring. Don't mix with entries that are reserved and not submitted, or peeked and not released.
 */
#ifndef XSK_RING_H
#define XSK_RING_H

#include <stdint.h>
#include <string.h>
#include <xdp/xsk.h>

/*
 * @count entries of @bytes each. The empty asm statements keep the compiler from two turns for the worse: making a
 * call of the short loop, and, where it knows that the size is small, "rep movs" of the call, which takes 30 ns to
 * begin (gcc 12; measured at a batch of 1).
 */
static inline void xsk_ring__copy(void *to, const void *from, size_t count, size_t bytes)
{
	if (count <= 8) {
		for (size_t i = 0; i < count; i++) {
			memcpy((char *)to + i * bytes, (const char *)from + i * bytes, bytes);
			__asm__ volatile("");
		}
		return;
	}
	__asm__("" : "+r"(count));
	memcpy(to, from, count * bytes);
}

/* Into the ring from index @idx on. */
static inline void xsk_ring__copy_in(
	void *ring, __u32 size, __u32 idx, const void *entries, __u32 count, size_t bytes)
{
	__u32 slot = idx & (size - 1), first = size - slot;

	if (first > count)
		first = count;
	xsk_ring__copy((char *)ring + slot * bytes, entries, first, bytes);
	if (first < count)
		xsk_ring__copy(ring, (const char *)entries + first * bytes, count - first, bytes);
}

static inline void xsk_ring__copy_out(
	const void *ring, __u32 size, __u32 idx, void *entries, __u32 count, size_t bytes)
{
	__u32 slot = idx & (size - 1), first = size - slot;

	if (first > count)
		first = count;
	xsk_ring__copy(entries, (const char *)ring + slot * bytes, first, bytes);
	if (first < count)
		xsk_ring__copy((char *)entries + first * bytes, ring, count - first, bytes);
}

static inline __u32 xsk_ring_prod__push_entries(
	struct xsk_ring_prod *prod, const void *entries, __u32 count, size_t bytes)
{
	__u32 free_slots = xsk_prod_nb_free(prod, count);

	if (count > free_slots)
		count = free_slots;
	if (!count)
		return 0;
	xsk_ring__copy_in(prod->ring, prod->size, prod->cached_prod, entries, count, bytes);
	prod->cached_prod += count;
	/* Release: pairs with the kernel's acquire of the producer index; the entries come first. */
	__atomic_store_n(prod->producer, prod->cached_prod, __ATOMIC_RELEASE);
	return count;
}

static inline __u32 xsk_ring_cons__pop_entries(
	struct xsk_ring_cons *cons, void *entries, __u32 count, size_t bytes)
{
	__u32 available = cons->cached_prod - cons->cached_cons;

	if (available < count) {
		/* Acquire: pairs with the kernel's release of the producer index. */
		available = __atomic_load_n(cons->producer, __ATOMIC_ACQUIRE) - cons->cached_cons;
		if (available > cons->size)
			available = cons->size;
		cons->cached_prod = cons->cached_cons + available;
		if (available < count)
			count = available;
	}
	if (!count)
		return 0;
	xsk_ring__copy_out(cons->ring, cons->size, cons->cached_cons, entries, count, bytes);
	cons->cached_cons += count;
	/* Release: pairs with the kernel's acquire of the consumer index; our reads come first. */
	__atomic_store_n(cons->consumer, cons->cached_cons, __ATOMIC_RELEASE);
	return count;
}

/* TX ring */
static inline __u32 xsk_ring_prod__push_descs(
	struct xsk_ring_prod *tx, const struct xdp_desc *descs, __u32 count)
{
	return xsk_ring_prod__push_entries(tx, descs, count, sizeof(*descs));
}

/* RX ring */
static inline __u32 xsk_ring_cons__pop_descs(struct xsk_ring_cons *rx, struct xdp_desc *descs, __u32 count)
{
	return xsk_ring_cons__pop_entries(rx, descs, count, sizeof(*descs));
}

/* Fill ring */
static inline __u32 xsk_ring_prod__push_addrs(struct xsk_ring_prod *fill, const __u64 *addrs, __u32 count)
{
	return xsk_ring_prod__push_entries(fill, addrs, count, sizeof(*addrs));
}

/* Completion ring */
static inline __u32 xsk_ring_cons__pop_addrs(struct xsk_ring_cons *comp, __u64 *addrs, __u32 count)
{
	return xsk_ring_cons__pop_entries(comp, addrs, count, sizeof(*addrs));
}

/* uint64_t and __u64 are different types where long has 64 bits; both are addresses. */
#ifdef __cplusplus

static inline __u32 xsk_ring_prod__push(struct xsk_ring_prod *prod, const struct xdp_desc *descs, __u32 count)
{
	return xsk_ring_prod__push_descs(prod, descs, count);
}

static inline __u32 xsk_ring_prod__push(
	struct xsk_ring_prod *prod, const unsigned long long *addrs, __u32 count)
{
	return xsk_ring_prod__push_entries(prod, addrs, count, sizeof(*addrs));
}

static inline __u32 xsk_ring_cons__pop(struct xsk_ring_cons *cons, struct xdp_desc *descs, __u32 count)
{
	return xsk_ring_cons__pop_descs(cons, descs, count);
}

static inline __u32 xsk_ring_cons__pop(struct xsk_ring_cons *cons, unsigned long long *addrs, __u32 count)
{
	return xsk_ring_cons__pop_entries(cons, addrs, count, sizeof(*addrs));
}

#if __SIZEOF_LONG__ == 8
static inline __u32 xsk_ring_prod__push(struct xsk_ring_prod *prod, const unsigned long *addrs, __u32 count)
{
	return xsk_ring_prod__push_entries(prod, addrs, count, sizeof(*addrs));
}

static inline __u32 xsk_ring_cons__pop(struct xsk_ring_cons *cons, unsigned long *addrs, __u32 count)
{
	return xsk_ring_cons__pop_entries(cons, addrs, count, sizeof(*addrs));
}
#endif

#elif __SIZEOF_LONG__ == 8

#define xsk_ring_prod__push(prod, entries, count) \
	_Generic((entries), \
		struct xdp_desc *: xsk_ring_prod__push_entries, \
		const struct xdp_desc *: xsk_ring_prod__push_entries, \
		unsigned long long *: xsk_ring_prod__push_entries, \
		const unsigned long long *: xsk_ring_prod__push_entries, \
		unsigned long *: xsk_ring_prod__push_entries, \
		const unsigned long *: xsk_ring_prod__push_entries)(prod, entries, count, sizeof(*(entries)))
#define xsk_ring_cons__pop(cons, entries, count) \
	_Generic((entries), \
		struct xdp_desc *: xsk_ring_cons__pop_entries, \
		unsigned long long *: xsk_ring_cons__pop_entries, \
		unsigned long *: xsk_ring_cons__pop_entries)(cons, entries, count, sizeof(*(entries)))

#else

#define xsk_ring_prod__push(prod, entries, count) \
	_Generic((entries), \
		struct xdp_desc *: xsk_ring_prod__push_entries, \
		const struct xdp_desc *: xsk_ring_prod__push_entries, \
		unsigned long long *: xsk_ring_prod__push_entries, \
		const unsigned long long *: xsk_ring_prod__push_entries)(prod, entries, count, sizeof(*(entries)))
#define xsk_ring_cons__pop(cons, entries, count) \
	_Generic((entries), \
		struct xdp_desc *: xsk_ring_cons__pop_entries, \
		unsigned long long *: xsk_ring_cons__pop_entries)(cons, entries, count, sizeof(*(entries)))

#endif

#endif
