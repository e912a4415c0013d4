/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Reading a BPF ring buffer in batches, without callbacks and without copying.
 *
 *	struct ring *ring = ring_buffer__ring(manager, 0);
 *	struct xsk_ring_records records;
 *	const void *data;
 *	uint32_t size;
 *
 *	xsk_ring_records__begin(&records, ring);
 *	while ((data = xsk_ring_records__next(&records, &size)))
 *		sum += *(const uint64_t *)data;
 *	xsk_ring_records__end(&records);      // the kernel may write there again: data is dead from here on
 *
 * The consumer position is published once a batch, not once a record, and no call crosses the library's
 * border between records. Discarded records are passed over. One thread at a time per ring, and not between
 * ring_buffer__poll() and the return of its callbacks.
 */
#ifndef XSK_RING_RECORDS_H
#define XSK_RING_RECORDS_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct ring; /* of bpf/libbpf.h */

/* What the exported function below tells of a ring. */
struct xsk_ring_view {
	const uint8_t *data; /* mapped twice in a row, so that no record wraps */
	uint64_t mask;       /* ring bytes - 1 */
	uint64_t position;   /* of the next record's header; free-running */
	uint64_t end;        /* producer's position as last seen */
};

/* Fill it in with begin; the members belong to these functions. */
struct xsk_ring_records {
	struct ring *ring;
	struct xsk_ring_view view;
	uint32_t word; /* of the header seen last, and the bytes from it to the next one */
	uint64_t whole;
	bool corrupt; /* a length ran beyond what was produced: reading stopped there */
};

/* Behind the inline functions, so that a batch stays in registers: its address is given to nobody. */
void xsk_ring_records__look(struct ring *ring, struct xsk_ring_view *view);
void xsk_ring_records__release(struct ring *ring, uint64_t position);

/**
 * xsk_ring_records__begin - look at what the kernel has produced
 * @records: receives the batch
 * @ring:    ring of a ring_buffer manager; must outlive the batch
 *
 * Since 0.1.
 */
static inline void xsk_ring_records__begin(struct xsk_ring_records *records, struct ring *ring)
{
	struct xsk_ring_view view;

	xsk_ring_records__look(ring, &view);
	records->ring = ring;
	records->view = view;
	records->word = 0; /* a record of no bytes is a header long */
	records->whole = 8;
	/* More than a ring full: the positions themselves are wrong. Nothing is read then. */
	records->corrupt = view.end - view.position > view.mask + 1;
	if (records->corrupt)
		records->view.end = view.position;
}

/**
 * xsk_ring_records__end - give what was read back to the kernel
 *
 * Return: 0, or -EBADMSG when reading stopped at a corrupt header (what came before is given back).
 */
static inline int xsk_ring_records__end(struct xsk_ring_records *records)
{
	xsk_ring_records__release(records->ring, records->view.position);
	return records->corrupt ? -EBADMSG : 0;
}

#define XSK_RING_RECORD_BUSY    (UINT32_C(1) << 31) /* still being written: BPF_RINGBUF_BUSY_BIT */
#define XSK_RING_RECORD_DISCARD (UINT32_C(1) << 30) /* BPF_RINGBUF_DISCARD_BIT */
#define XSK_RING_RECORD_HEADER  8u                  /* bytes: length and flags u32, page offset u32 */

/**
 * xsk_ring_records__next - the next record of the batch
 * @records: the batch
 * @size:    receives the record's bytes
 *
 * Return: its first byte, 8-byte aligned, valid until xsk_ring_records__end(); NULL when there is none, the
 *         next is still being written, or its header is corrupt.
 */
static inline const void *xsk_ring_records__next(struct xsk_ring_records *records, uint32_t *size)
{
	while (records->view.position != records->view.end) {
		const uint8_t *header = records->view.data + (records->view.position & records->view.mask);
		/* Pairs with the kernel's exchange of the header when it commits: data before length. */
		uint32_t word = __atomic_load_n((const uint32_t *)(const void *)header, __ATOMIC_ACQUIRE);
		uint32_t bytes = word & ~(XSK_RING_RECORD_BUSY | XSK_RING_RECORD_DISCARD);

		/*
		 * Most records are as long as the one before. Guessing that by a branch, the processor need
		 * not wait for this header to know where the next one is; the empty asm keeps the compiler
		 * from computing it without one. (16-byte records: 2.3 ns each instead of 3.5;
		 * scripts/measure-loader rings.)
		 */
		if (word != records->word) {
			__asm__ volatile("");
			if (word & XSK_RING_RECORD_BUSY)
				return NULL;
			records->word = word;
			records->whole = ((uint64_t)bytes + XSK_RING_RECORD_HEADER + 7) & ~UINT64_C(7);
		}
		if (records->whole > records->view.end - records->view.position) {
			records->corrupt = true;
			return NULL;
		}
		records->view.position += records->whole;
		if (!(word & XSK_RING_RECORD_DISCARD)) {
			*size = bytes;
			return header + XSK_RING_RECORD_HEADER;
		}
	}
	return NULL;
}

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
