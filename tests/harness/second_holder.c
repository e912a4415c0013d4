// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/harness/second_holder.h"

#include <errno.h>
#include <string.h>

#include "tests/harness/test.h"

static int map_one(struct second_holder *holder, int fd, enum ring_kind kind, uint32_t slots)
{
	struct ring_view *view = &holder->rings[kind];
	struct xsk_ring_prod producer;
	struct xsk_ring_cons consumer;
	int code;

	if (!slots)
		return 0;
	if (kind == RING_TX || kind == RING_FILL) {
		code = ring_map_producer(fd, kind, slots, true, &holder->maps[kind], &producer, NULL);
		if (!code)
			*view = (struct ring_view){ producer.producer, producer.consumer, producer.flags,
				producer.ring, slots };
	} else {
		code = ring_map_consumer(fd, kind, slots, true, &holder->maps[kind], &consumer, NULL);
		if (!code)
			*view = (struct ring_view){ consumer.producer, consumer.consumer, consumer.flags,
				consumer.ring, slots };
	}
	return code;
}

void second_holder_open(struct second_holder *holder, const struct xsk_queue *queue)
{
	int code;

	memset(holder, 0, sizeof(*holder));
	code = map_one(holder, queue->fd, RING_FILL, queue->fill.mask + 1);
	if (code == -EBUSY)
		test_skip("this kernel does not map the rings of a bound socket again");
	if (!code)
		code = map_one(holder, queue->fd, RING_COMPLETION, queue->completion.mask + 1);
	if (!code)
		code = map_one(holder, queue->fd, RING_RX, queue->rx.entries ? queue->rx.mask + 1 : 0);
	if (!code)
		code = map_one(holder, queue->fd, RING_TX, queue->tx.slots);
	REQUIRE(code == 0);
}

void second_holder_close(struct second_holder *holder)
{
	for (int kind = 0; kind < 4; kind++)
		ring_unmap(&holder->maps[kind]);
	memset(holder, 0, sizeof(*holder));
}

static void move_on(struct ring_view *ring)
{
	__atomic_store_n(ring->producer, *ring->producer + 1, __ATOMIC_RELEASE);
}

void second_holder_forge_rx(struct second_holder *holder, uint64_t address, uint32_t len, uint32_t options)
{
	struct ring_view *ring = &holder->rings[RING_RX];
	struct xdp_desc *entries = ring->entries;

	entries[*ring->producer & (ring->slots - 1)] = (struct xdp_desc){ address, len, options };
	move_on(ring);
}

void second_holder_forge_completion(struct second_holder *holder, uint64_t address)
{
	struct ring_view *ring = &holder->rings[RING_COMPLETION];
	uint64_t *entries = ring->entries;

	entries[*ring->producer & (ring->slots - 1)] = address;
	move_on(ring);
}

/* Near what is right, or anything. */
static uint64_t some_address(uint32_t (*random)(void *context), void *context)
{
	uint64_t address = random(context);

	switch (random(context) % 4) {
	case 0:
		return address % (512 * 2048);
	case 1:
		return address % 512 * 2048 + 256;
	case 2:
		return address;
	default:
		return address << 32 | random(context);
	}
}

void second_holder_scribble(struct second_holder *holder, uint32_t (*random)(void *context), void *context)
{
	uint32_t how = random(context);
	struct ring_view *ring = &holder->rings[how % 4];
	uint32_t *words[] = { ring->producer, ring->consumer, ring->flags };
	uint32_t *word = words[how / 4 % 3], slot = random(context) & (ring->slots - 1);

	if (!ring->slots)
		return;
	switch (how / 16 % 8) {
	case 0:
		__atomic_store_n(word, random(context), __ATOMIC_RELAXED);
		break;
	case 1 ... 3:
		__atomic_fetch_add(word, random(context) % 64 - 32, __ATOMIC_RELAXED);
		break;
	default:
		if (how % 4 == RING_RX || how % 4 == RING_TX) {
			struct xdp_desc *entry = (struct xdp_desc *)ring->entries + slot;

			__atomic_store_n(&entry->addr, some_address(random, context), __ATOMIC_RELAXED);
			__atomic_store_n(&entry->len, random(context) % 4096, __ATOMIC_RELAXED);
			__atomic_store_n(
				&entry->options, random(context) % 64 ? 0 : how >> 8, __ATOMIC_RELAXED);
		} else {
			__atomic_store_n((uint64_t *)ring->entries + slot, some_address(random, context),
				__ATOMIC_RELAXED);
		}
	}
}
