// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Random operations on queues over rings in memory, with the target in the kernel's place. Honest: it takes
 * frames from fill and TX ring, each of which must be lent and whole, and completes them late and in any
 * order; what it hands over must be received, in its order. Hostile (by the first byte): besides, somebody
 * writes rubbish into rings and indices; the library's books must agree all the same.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "netlink/monitor.h"
#include "tests/harness/memory_queue.h"
#include "tests/harness/operations.h"
#include "tests/harness/test.h"

/* The kernel's side of one queue. */
struct side {
	struct memory_queue memory;
	bool open;
	uint64_t flying[OPERATIONS_FRAMES]; /* taken from the TX ring, not completed */
	uint32_t flying_count;
	bool completed[OPERATIONS_FRAMES]; /* since it was sent */
	struct arrival {
		uint32_t frame, len;
	} arrived[OPERATIONS_FRAMES]; /* in the RX ring */
	uint32_t arrived_count;
	/* Answers of the next wake-ups: taken from the ring, completed, result. */
	uint8_t takes, completes;
	int answer;
	bool gone;
	int wake_fd;
};

static struct side sides[OPERATIONS_QUEUES];
static bool hostile;
static struct monitor *monitor;

static const struct pool_geometry *geometry_of(const struct side *side)
{
	return &side->memory.queue->geometry;
}

static uint32_t frame_of(const struct side *side, uint64_t address)
{
	return (uint32_t)pool_frame_at(
		geometry_of(side), pool_plain_address(address, geometry_of(side)->shift));
}

/* What comes out of the TX ring can be sent, and is nobody else's. */
static void look_at_sent(const struct side *side, const struct xdp_desc *entry)
{
	const struct pool_geometry *geometry = geometry_of(side);
	uint32_t frame = frame_of(side, entry->addr);
	uint64_t start = geometry->first + (uint64_t)frame * geometry->stride;

	if (frame >= geometry->frames || entry->options || !entry->len || entry->addr < start ||
		entry->addr + entry->len > start + geometry->frame_bytes)
		operations_differ("the TX ring has address %#llx, %u bytes, options %#x",
			(unsigned long long)entry->addr, entry->len, entry->options);
	if (frame_state(geometry->states, frame) != side->memory.queue->sending)
		operations_differ("the TX ring has frame %u, whose state is %u", frame,
			frame_state(geometry->states, frame));
	for (uint32_t i = 0; i < side->flying_count; i++)
		if (frame_of(side, side->flying[i]) == frame)
			operations_differ("frame %u is sent a second time", frame);
}

static uint32_t take_sent(struct side *side, uint32_t count)
{
	struct memory_ring *tx = &side->memory.tx;
	const struct xdp_desc *entries = tx->entries;
	uint32_t done = 0;

	for (; done < count && tx->slots && tx->consumer != tx->producer; done++) {
		const struct xdp_desc *entry = &entries[tx->consumer & (tx->slots - 1)];

		if (side->flying_count == OPERATIONS_FRAMES)
			break;
		if (!hostile) {
			look_at_sent(side, entry);
			side->completed[frame_of(side, entry->addr)] = false;
		}
		side->flying[side->flying_count++] = entry->addr;
		tx->consumer++;
	}
	return done;
}

/* In any order; and the lowest bit gets lost, as it does in the kernel. */
static void complete(struct side *side, uint32_t count, uint8_t order)
{
	struct memory_ring *ring = &side->memory.completion;

	while (count-- && side->flying_count && ring->producer - ring->consumer < ring->slots) {
		uint32_t at = order % side->flying_count;
		uint64_t address = side->flying[at];

		side->flying[at] = side->flying[--side->flying_count];
		if (!hostile)
			side->completed[frame_of(side, address)] = true;
		memory_forge_completion(&side->memory, address & ~1ull);
	}
}

static int transmit(struct memory_queue *memory)
{
	struct side *side = memory == &sides[0].memory ? &sides[0] : &sides[1];

	if (side->gone)
		return -ENXIO;
	if (side->answer == -ENETDOWN)
		return -ENETDOWN;
	take_sent(side, side->takes);
	complete(side, side->completes, 0);
	return side->answer;
}

/* As net/xdp/xsk.c: a frame of the fill ring, the packet behind kernel's and pool's headroom. */
static void arrive(struct side *side, uint32_t count, uint32_t len)
{
	const struct pool_geometry *geometry = geometry_of(side);
	struct memory_ring *fill = &side->memory.fill, *rx = &side->memory.rx;
	uint32_t offset = geometry->data_offset, room = geometry->frame_bytes - offset;

	len = len % room + 1;
	for (; count && rx->slots && fill->producer != fill->consumer &&
		rx->producer - rx->consumer < rx->slots;
		count--) {
		uint64_t address = ((uint64_t *)fill->entries)[fill->consumer++ & (fill->slots - 1)];
		uint32_t frame = frame_of(side, address);

		if (!hostile &&
			(frame >= geometry->frames || address != pool_frame_address(geometry, frame) ||
				frame_state(geometry->states, frame) != side->memory.queue->receiving))
			operations_differ("the fill ring has %#llx, frame %u, state %u",
				(unsigned long long)address, frame,
				frame < geometry->frames ? frame_state(geometry->states, frame) : 0);
		for (uint32_t i = 0; i < side->arrived_count && !hostile; i++)
			if (side->arrived[i].frame == frame)
				operations_differ("frame %u is lent a second time", frame);
		if (side->memory.pool->unaligned)
			address |= (uint64_t)offset << 48;
		else
			address += offset;
		if (!hostile)
			side->arrived[side->arrived_count++] = (struct arrival){ frame, len };
		memory_forge_rx(&side->memory, address, len, 0);
	}
}

static uint64_t draw_address(const struct side *side, struct bytes *bytes)
{
	uint8_t how = bytes_take(bytes);
	uint64_t address = bytes_take32(bytes);

	if (how & 1)
		address %= geometry_of(side)->frames * (uint64_t)geometry_of(side)->stride;
	if (how & 2)
		address |= (uint64_t)bytes_take32(bytes) << 32;
	if (how & 4)
		address = UINT64_MAX - address % 8192;
	return address;
}

/* Rubbish by whoever holds the rings too. */
static void forge(struct side *side, struct bytes *bytes)
{
	uint8_t how = bytes_take(bytes);
	struct memory_ring *rings[] = { &side->memory.rx, &side->memory.tx, &side->memory.fill,
		&side->memory.completion };
	struct memory_ring *ring = rings[how % 4];
	uint32_t *words[] = { &ring->producer, &ring->consumer, &ring->flags };
	uint32_t *word = words[how / 4 % 3], slot;

	if (!ring->slots)
		return;
	slot = bytes_take(bytes) & (ring->slots - 1);
	if (how >= 192 && how % 4 < 2)
		((struct xdp_desc *)ring->entries)[slot] = (struct xdp_desc){ draw_address(side, bytes),
			bytes_take32(bytes), how & 32 ? bytes_take(bytes) : 0 };
	else if (how >= 192)
		((uint64_t *)ring->entries)[slot] = draw_address(side, bytes);
	else if (how >= 128)
		*word += (uint32_t)(int8_t)bytes_take(bytes);
	else if (how >= 64)
		*word = bytes_take32(bytes);
	else if (how % 2)
		memory_forge_completion(&side->memory, draw_address(side, bytes));
	else if (side->memory.rx.slots)
		memory_forge_rx(&side->memory, draw_address(side, bytes), bytes_take(bytes) * 17u, 0);
}

static void event(void *context, struct bytes *bytes)
{
	static const int answers[] = { 0, -EAGAIN, -EBUSY, -ENOBUFS, -ENETDOWN, -EINVAL };
	uint8_t what = bytes_take(bytes), how = bytes_take(bytes);
	struct side *side = &sides[what & 1];

	if (!side->open)
		return;
	switch (what / 2 % 8) {
	case 0 ... 1:
		arrive(side, how % 80, bytes_take(bytes) * 9u);
		break;
	case 2:
		take_sent(side, how);
		break;
	case 3:
		complete(side, how, bytes_take(bytes));
		break;
	case 4:
		side->answer = answers[how % 6];
		side->takes = bytes_take(bytes) % 64;
		side->completes = bytes_take(bytes) % 64;
		break;
	case 5:
		memory_now_ms += how * 16u;
		memory_fill_empty += how & 1;
		side->memory.tx.flags = how & 2 || !hostile ? XDP_RING_NEED_WAKEUP : 0;
		side->memory.fill.flags = how & 4 ? XDP_RING_NEED_WAKEUP : 0;
		break;
	case 6:
		if (how > 240)
			side->gone = true;
		break;
	default:
		if (hostile)
			forge(side, bytes);
		else
			arrive(side, how, 60);
	}
}

static struct xsk_queue *open_side(void *context, unsigned int i, struct xsk_pool *pool, struct bytes *bytes)
{
	struct side *side = &sides[i];
	uint8_t shape = bytes_take(bytes), more = bytes_take(bytes);
	struct memory_queue_opts opts = {
		.pool = pool,
		.rx_slots = 8u << shape % 5,
		.tx_slots = 8u << shape / 5 % 5,
		.fill_slots = 8u << shape / 25 % 5,
		.fill_frames = more & 1 ? 1 + more % 50 : 0,
		.first_index = more & 2 ? UINT32_MAX - 10 : 0,
		.no_receive = more % 16 == 4,
		.no_transmit = more % 16 == 8,
		.zerocopy = more & 64,
	};
	int wake_fd = side->wake_fd;

	/* As the port: never below the TX ring. */
	opts.completion_slots = opts.tx_slots << (more >> 7);
	memset(side, 0, sizeof(*side));
	side->wake_fd = wake_fd;
	memory_queue_open(&side->memory, &opts);
	side->memory.queue->wake_fd = wake_fd;
	side->memory.queue->monitor = monitor;
	side->answer = -EAGAIN;
	side->takes = side->completes = 32;
	side->open = true;
	return side->memory.queue;
}

static void close_side(void *context, unsigned int i)
{
	eventfd_t value;

	memory_queue_close(&sides[i].memory);
	sides[i].open = false;
	eventfd_read(sides[i].wake_fd, &value);
}

/* Honest packets come as they were handed over. */
static void look_at_received(void *context, unsigned int i, const struct xsk_packet *packets, uint32_t count)
{
	struct side *side = &sides[i];

	if (hostile)
		return;
	if (count > side->arrived_count)
		operations_differ("%u received, %u arrived", count, side->arrived_count);
	for (uint32_t at = 0; at < count; at++)
		if (packets[at].addr != side->arrived[at].frame || packets[at].len != side->arrived[at].len)
			operations_differ("entry %u is frame %llu with %u bytes, not frame %u with %u", at,
				(unsigned long long)packets[at].addr, packets[at].len,
				side->arrived[at].frame, side->arrived[at].len);
	side->arrived_count -= count;
	memmove(side->arrived, side->arrived + count, side->arrived_count * sizeof(side->arrived[0]));
	if (side->memory.queue->counters.rx_invalid || side->memory.queue->counters.completion_invalid)
		operations_differ("honest entries were counted as invalid");
}

/* Each completion brings a frame back once. */
static bool is_completed(void *context, unsigned int i, uint32_t frame)
{
	bool was = sides[i].completed[frame];

	sides[i].completed[frame] = false;
	return hostile || was;
}

static bool may_answer(void *context, unsigned int i, int code)
{
	const struct side *side = &sides[i];

	/* What a kick said stays until the next one; EINVAL and ENXIO stay for ever. */
	return code == side->memory.queue->trouble;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct operations_host host = {
		.open = open_side,
		.close = close_side,
		.event = event,
		.received = look_at_received,
		.completed = is_completed,
		.may_answer = may_answer,
	};

	if (!bytes)
		return 0;
	if (!monitor) {
		memory_transmit = transmit;
		for (int i = 0; i < OPERATIONS_QUEUES; i++) {
			sides[i].wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
			REQUIRE(sides[i].wake_fd >= 0);
		}
		REQUIRE(monitor_open(&monitor, 1, NULL) == 0);
	}
	hostile = data[0] & 1;
	operations_run(&host, (struct bytes){ data + 1, bytes - 1 });
	return 0;
}
