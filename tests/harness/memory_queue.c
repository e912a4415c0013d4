// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Rings in memory and the kernel's side of them. */
#include "tests/harness/memory_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/harness/test.h"

int (*memory_transmit)(struct memory_queue *memory);
_Thread_local uint32_t memory_transmits, memory_receives;
uint64_t memory_now_ms = 1000;
_Thread_local uint64_t memory_fill_empty;
_Thread_local struct xdp_statistics memory_statistics;

/* The descriptor that a queue passes on names its slot here. */
static struct memory_queue *open_queues[FRAME_SLOTS];

static int wake_transmit(int fd)
{
	memory_transmits++;
	return memory_transmit ? memory_transmit(open_queues[fd]) : -EAGAIN;
}

static int wake_receive(int fd)
{
	(void)fd;
	memory_receives++;
	return 0;
}

static int counters(int fd, struct xdp_statistics *statistics)
{
	(void)fd;
	*statistics = memory_statistics;
	statistics->rx_fill_ring_empty_descs += memory_fill_empty;
	return 0;
}

static uint64_t now_ms(void)
{
	return memory_now_ms;
}

static const struct queue_host memory_host = { wake_transmit, wake_receive, counters, now_ms };

static struct ring_view make_ring(
	struct memory_ring *ring, uint32_t slots, size_t entry_bytes, uint32_t first)
{
	*ring = (struct memory_ring){ .producer = first, .consumer = first, .slots = slots };
	if (!slots)
		return (struct ring_view){ 0 };
	ring->entries = calloc(slots, entry_bytes);
	REQUIRE(ring->entries);
	return (struct ring_view){ &ring->producer, &ring->consumer, &ring->flags, ring->entries, slots };
}

void memory_queue_open(struct memory_queue *memory, const struct memory_queue_opts *opts)
{
	static const struct memory_queue_opts defaults;
	struct queue_setup setup = { .host = &memory_host };

	opts = opts ? opts : &defaults;
	memset(memory, 0, sizeof(*memory));
	memory->pool = opts->pool;
	memory->own_pool = !opts->pool;
	if (!opts->pool) {
		struct xsk_pool_opts pool_opts = { .frames = opts->frames ? opts->frames : 4096 };

		REQUIRE(xsk_pool__open(&memory->pool, &pool_opts, NULL) == 0);
	}
	setup.pool = memory->pool;
	setup.fill_frames = opts->fill_frames;
	setup.zerocopy = opts->zerocopy;
	setup.rx = make_ring(&memory->rx,
		opts->no_receive ? 0
		: opts->rx_slots ? opts->rx_slots
				 : 4096,
		sizeof(struct xdp_desc), opts->first_index);
	setup.tx = make_ring(&memory->tx,
		opts->no_transmit ? 0
		: opts->tx_slots  ? opts->tx_slots
				  : 2048,
		sizeof(struct xdp_desc), opts->first_index);
	setup.fill =
		make_ring(&memory->fill, opts->fill_slots ? opts->fill_slots : 4096, 8, opts->first_index);
	setup.completion = make_ring(&memory->completion,
		opts->completion_slots ? opts->completion_slots : 2048, 8, opts->first_index);
	for (setup.fd = 0; open_queues[setup.fd]; setup.fd++)
		;
	open_queues[setup.fd] = memory;
	memory->queue = aligned_alloc(64, sizeof(*memory->queue));
	REQUIRE(memory->queue);
	REQUIRE(queue_init(memory->queue, &setup) == 0);
	memory->tx.flags = XDP_RING_NEED_WAKEUP;
}

void memory_queue_close(struct memory_queue *memory)
{
	struct xsk_queue *queue = memory->queue;

	queue_retire(queue);
	pool_reclaim(queue->pool, queue->slot);
	pool_slot_give(queue->pool, queue->slot);
	open_queues[queue->fd] = NULL;
	if (memory->own_pool)
		CHECK_INT(xsk_pool__close(memory->pool, NULL), 0);
	free(queue);
	free(memory->rx.entries);
	free(memory->tx.entries);
	free(memory->fill.entries);
	free(memory->completion.entries);
}

uint32_t memory_arrive(struct memory_queue *memory, uint32_t count, uint32_t len)
{
	static _Thread_local uint8_t stamp;
	uint32_t done = 0;

	for (; done < count && memory->rx.producer - memory->rx.consumer < memory->rx.slots; done++) {
		uint64_t address;

		if (memory->fill.producer == memory->fill.consumer) {
			memory_fill_empty++;
			break;
		}
		address = ((
			uint64_t *)memory->fill.entries)[memory->fill.consumer++ & (memory->fill.slots - 1)];
		memory->queue->geometry.area[address + 256] = stamp++;
		memory_forge_rx(memory, address + 256, len, 0);
	}
	return done;
}

uint32_t memory_transmit_some(struct memory_queue *memory, uint32_t count)
{
	const struct xdp_desc *entries = memory->tx.entries;
	uint32_t done = 0;

	for (; done < count && memory->tx.consumer != memory->tx.producer; done++)
		memory_forge_completion(memory, entries[memory->tx.consumer++ & (memory->tx.slots - 1)].addr);
	return done;
}

uint32_t memory_filled(const struct memory_queue *memory)
{
	return memory->fill.producer - memory->fill.consumer;
}

void memory_forge_rx(struct memory_queue *memory, uint64_t address, uint32_t len, uint32_t options)
{
	struct xdp_desc *entries = memory->rx.entries;

	entries[memory->rx.producer & (memory->rx.slots - 1)] = (struct xdp_desc){ address, len, options };
	memory->rx.producer++;
}

void memory_forge_completion(struct memory_queue *memory, uint64_t address)
{
	uint64_t *entries = memory->completion.entries;

	entries[memory->completion.producer & (memory->completion.slots - 1)] = address;
	memory->completion.producer++;
}
