// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The loop that a careful user of libxdp writes around its rings: a stack of free frames, a byte for the owner
 * of each, and what the kernel says checked before it is believed. Compiled against libxdp where that is there,
 * else against our <xdp/xsk.h>.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xdp/xsk.h>

#include "bench/clock.h"
#include "bench/micro/micro.h"
#include "tests/bench/plain_books.h"

enum { FRAMES = 4096, FRAME_BYTES = 2048, SLOTS = 2048, BURST = 64, LENT = 256 };
enum owner { OWNER_POOL, OWNER_KERNEL, OWNER_APPLICATION };

struct packet {
	void *data;
	uint64_t addr;
	uint32_t len, flags;
};

/* Two words and entries: one ring, its other end played by kernel_*. */
struct ring {
	_Alignas(64) uint32_t producer;
	_Alignas(64) uint32_t consumer;
	_Alignas(64) uint32_t flags;
	_Alignas(64) struct xdp_desc entries[SLOTS];
};

struct books {
	struct ring fill_ring, rx_ring, tx_ring, completion_ring;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons rx, completion;
	uint8_t *area;
	uint8_t owner[FRAMES];
	uint64_t stack[FRAMES];
	uint32_t stacked;
	uint64_t packets, bytes, invalid;
};

static void connect_prod(struct xsk_ring_prod *prod, struct ring *ring)
{
	*prod = (struct xsk_ring_prod){ .cached_cons = SLOTS,
		.mask = SLOTS - 1,
		.size = SLOTS,
		.producer = &ring->producer,
		.consumer = &ring->consumer,
		.ring = ring->entries,
		.flags = &ring->flags };
}

static void connect_cons(struct xsk_ring_cons *cons, struct ring *ring)
{
	*cons = (struct xsk_ring_cons){ .mask = SLOTS - 1,
		.size = SLOTS,
		.producer = &ring->producer,
		.consumer = &ring->consumer,
		.ring = ring->entries,
		.flags = &ring->flags };
}

static struct books *open_books(void)
{
	struct books *books = aligned_alloc(64, (sizeof(*books) + 63) / 64 * 64);

	if (!books)
		abort();
	memset(books, 0, sizeof(*books));
	books->area = mmap(NULL, (size_t)FRAMES * FRAME_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	connect_prod(&books->fill, &books->fill_ring);
	connect_prod(&books->tx, &books->tx_ring);
	connect_cons(&books->rx, &books->rx_ring);
	connect_cons(&books->completion, &books->completion_ring);
	for (uint32_t i = 0; i < FRAMES; i++)
		books->stack[books->stacked++] = (uint64_t)i * FRAME_BYTES;
	return books;
}

static void close_books(struct books *books)
{
	munmap(books->area, (size_t)FRAMES * FRAME_BYTES);
	free(books);
}

static void lend(struct books *books, uint32_t count)
{
	__u32 at;

	count = count < books->stacked ? count : books->stacked;
	if (xsk_ring_prod__reserve(&books->fill, count, &at) != count)
		return;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t addr = books->stack[--books->stacked];

		books->owner[addr / FRAME_BYTES] = OWNER_KERNEL;
		*xsk_ring_prod__fill_addr(&books->fill, at + i) = addr;
	}
	xsk_ring_prod__submit(&books->fill, count);
}

static uint32_t receive(struct books *books, struct packet *packets, uint32_t max)
{
	__u32 at;
	uint32_t count = (uint32_t)xsk_ring_cons__peek(&books->rx, max, &at), good = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct xdp_desc *desc = xsk_ring_cons__rx_desc(&books->rx, at + i);
		uint64_t frame = desc->addr / FRAME_BYTES;

		if (frame >= FRAMES || books->owner[frame] != OWNER_KERNEL ||
			desc->len > FRAME_BYTES - desc->addr % FRAME_BYTES) {
			books->invalid++;
			continue;
		}
		books->owner[frame] = OWNER_APPLICATION;
		packets[good++] =
			(struct packet){ books->area + desc->addr, desc->addr, desc->len, desc->options };
		books->bytes += desc->len;
	}
	xsk_ring_cons__release(&books->rx, count);
	books->packets += good;
	lend(books, count);
	return good;
}

static void give_back(struct books *books, const struct packet *packets, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t frame = packets[i].addr / FRAME_BYTES;

		if (frame >= FRAMES || books->owner[frame] != OWNER_APPLICATION) {
			books->invalid++;
			continue;
		}
		books->owner[frame] = OWNER_POOL;
		books->stack[books->stacked++] = frame * FRAME_BYTES;
	}
}

static uint32_t allocate(struct books *books, struct packet *packets, uint32_t max)
{
	uint32_t count = max < books->stacked ? max : books->stacked;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t addr = books->stack[--books->stacked];

		books->owner[addr / FRAME_BYTES] = OWNER_APPLICATION;
		packets[i] = (struct packet){ books->area + addr, addr, 0, 0 };
	}
	return count;
}

static void take_completions(struct books *books)
{
	__u32 at;
	uint32_t count = (uint32_t)xsk_ring_cons__peek(&books->completion, BURST, &at);

	for (uint32_t i = 0; i < count; i++) {
		uint64_t addr = *xsk_ring_cons__comp_addr(&books->completion, at + i),
			 frame = addr / FRAME_BYTES;

		if (frame >= FRAMES || books->owner[frame] != OWNER_KERNEL) {
			books->invalid++;
			continue;
		}
		books->owner[frame] = OWNER_POOL;
		books->stack[books->stacked++] = frame * FRAME_BYTES;
	}
	xsk_ring_cons__release(&books->completion, count);
}

static uint32_t send(struct books *books, const struct packet *packets, uint32_t count)
{
	__u32 at;

	take_completions(books);
	if (xsk_ring_prod__reserve(&books->tx, count, &at) != count)
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t frame = packets[i].addr / FRAME_BYTES, addr;
		struct xdp_desc *desc = xsk_ring_prod__tx_desc(&books->tx, at + i);

		addr = (uint64_t)((uint8_t *)packets[i].data - books->area);
		if (frame >= FRAMES || books->owner[frame] != OWNER_APPLICATION || !packets[i].len ||
			packets[i].len > FRAME_BYTES - addr % FRAME_BYTES)
			return 0;
		books->owner[frame] = OWNER_KERNEL;
		*desc = (struct xdp_desc){ addr, packets[i].len, 0 };
		books->bytes += packets[i].len;
	}
	xsk_ring_prod__submit(&books->tx, count);
	books->packets += count;
	return count;
}

/* The kernel receives, as tests/harness/memory_queue.c does it. */
static void kernel_receives(struct books *books, uint32_t count)
{
	const uint64_t *entries = (const uint64_t *)books->fill_ring.entries;

	for (; count && books->fill_ring.consumer != books->fill_ring.producer; count--) {
		uint64_t addr = entries[books->fill_ring.consumer++ % SLOTS];

		books->area[addr + 256] = 1;
		books->rx_ring.entries[books->rx_ring.producer++ % SLOTS] =
			(struct xdp_desc){ addr + 256, 64, 0 };
	}
}

static void kernel_sends(struct books *books)
{
	uint64_t *entries = (uint64_t *)books->completion_ring.entries;

	while (books->tx_ring.consumer != books->tx_ring.producer)
		entries[books->completion_ring.producer++ % SLOTS] =
			books->tx_ring.entries[books->tx_ring.consumer++ % SLOTS].addr;
}

static double ns_per_tick;

static void receive_free(struct micro *micro)
{
	uint32_t batch = (uint32_t)micro_argument(micro), count;
	struct books *books = open_books();
	struct packet packets[BURST];

	lend(books, LENT);
	while (micro_next(micro)) {
		uint64_t ticks = 0, begin;

		for (int i = 0; i < MICRO_TURNS; i++) {
			kernel_receives(books, batch);
			begin = clock_ticks();
			count = receive(books, packets, batch);
			give_back(books, packets, count);
			ticks += clock_ticks() - begin;
		}
		micro_took(micro, (double)ticks * ns_per_tick);
	}
	micro_items(micro, batch);
	close_books(books);
}

static void allocate_send(struct micro *micro)
{
	uint32_t batch = (uint32_t)micro_argument(micro), count;
	struct books *books = open_books();
	struct packet packets[BURST];

	while (micro_next(micro)) {
		uint64_t ticks = 0, begin;

		for (int i = 0; i < MICRO_TURNS; i++) {
			kernel_sends(books);
			begin = clock_ticks();
			count = allocate(books, packets, batch);
			for (uint32_t j = 0; j < count; j++)
				packets[j].len = 64;
			send(books, packets, count);
			ticks += clock_ticks() - begin;
		}
		micro_took(micro, (double)ticks * ns_per_tick);
	}
	micro_items(micro, batch);
	close_books(books);
}

void cases_plain_books(void)
{
	static const struct micro_case cases[] = {
		{ "receive_free/" BOOKS_LIBRARY "_books", receive_free, { 1, 16, 64 }, .own_time = true },
		{ "allocate_send/" BOOKS_LIBRARY "_books", allocate_send, { 1, 16, 64 }, .own_time = true },
	};

	ns_per_tick = clock_ns_per_tick();
	micro_register(cases, 2);
}
