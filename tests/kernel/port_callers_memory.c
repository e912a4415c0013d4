// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Frames in memory of the caller's, at a stride that is no power of two, with free frames of the caller's own:
 * packets cross both ways, the caller gets each frame back once, and a frame that the kernel holds is never
 * taken from it a second time.
 */
#include <string.h>
#include <sys/mman.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

enum { FRAMES = 3000, STRIDE = 2560, FIRST = 128, HEADROOM = 64, BYTES = 100, PACKETS = 20000 };

/* A stack, as a mempool is one: index of a frame, and whether it is here. */
static struct {
	uint64_t frames[FRAMES];
	uint32_t count;
	bool here[FRAMES];
	uint32_t doubled;
} store;

static uint32_t get(void *context, uint64_t *frames, uint32_t max)
{
	uint32_t count = 0;

	CHECK(context == &store);
	for (; count < max && store.count; count++) {
		frames[count] = store.frames[--store.count];
		store.here[frames[count]] = false;
	}
	return count;
}

static void put(void *context, const uint64_t *frames, uint32_t count)
{
	CHECK(context == &store);
	for (uint32_t i = 0; i < count; i++) {
		store.doubled += store.here[frames[i]] || store.count == FRAMES;
		store.here[frames[i]] = true;
		store.frames[store.count++] = frames[i];
	}
}

static uint8_t *memory;

/* The packet lies in its frame, behind both headrooms, when it comes from the kernel. */
static void receive_some(struct xsk_queue *queue, uint32_t *received)
{
	struct xsk_packet packets[64];
	uint32_t count = xsk_queue__receive(queue, packets, 64);

	for (uint32_t i = 0; i < count; i++, ++*received) {
		uint32_t number;

		CHECK(packets[i].addr < FRAMES);
		CHECK_INT((uint8_t *)packets[i].data - memory,
			FIRST + packets[i].addr * STRIDE + 256 + HEADROOM);
		CHECK_INT(packets[i].len, BYTES);
		memcpy(&number, (char *)packets[i].data + 14, 4);
		CHECK_INT(number, *received);
	}
	xsk_queue__free(queue, packets, count);
}

/* Frames of the caller's own get: they need no call of ours to be sent. */
static void send_some(struct xsk_queue *queue, uint32_t *sent)
{
	struct xsk_packet packets[64];
	uint64_t frames[64];
	uint32_t count = get(&store, frames, PACKETS - *sent < 64 ? PACKETS - *sent : 64);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = *sent + i;

		packets[i] = (struct xsk_packet){
			.data = memory + FIRST + frames[i] * STRIDE + 3, .addr = frames[i], .len = BYTES
		};
		memset(packets[i].data, 0xff, BYTES);
		memcpy((char *)packets[i].data + 14, &number, 4);
	}
	CHECK_INT(xsk_queue__send(queue, packets, count), count);
	CHECK_INT(xsk_queue__flush(queue), 0);
	*sent += count;
}

int main(void)
{
	struct xsk_pool_opts opts = { .memory_bytes = 8 << 20,
		.first_offset = FIRST,
		.stride = STRIDE,
		.frame_bytes = 2048,
		.frames = FRAMES,
		.headroom = HEADROOM,
		.get = get,
		.put = put,
		.context = &store };
	struct xsk_port *near, *far;
	struct xsk_queue_stats stats;
	struct xsk_pool *pool;
	struct xsk_error err;
	struct veth veth;
	uint32_t sent = 0, received = 0;

	test_begin();
	veth_create(&veth, 1, 0);
	memory = mmap(NULL, opts.memory_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(memory != MAP_FAILED);
	opts.memory = memory;
	for (uint64_t frame = 0; frame < FRAMES; frame++)
		put(&store, &frame, 1);
	REQUIRE(xsk_pool__open(&pool, &opts, &err) == 0);
	if (xsk_port__open(&near, "near", &(struct xsk_port_opts){ .pool = pool }, &err) ||
		xsk_port__open(&far, "far", &(struct xsk_port_opts){ .pool = pool, .netns_fd = veth.far_ns },
			&err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	while (received < PACKETS) {
		if (sent < PACKETS && sent - received < 128)
			send_some(xsk_port__queue(near, 0), &sent);
		REQUIRE(xsk_queue__wait(xsk_port__queue(far, 0), XSK_WAIT_RECEIVE, 2000) == 1);
		receive_some(xsk_port__queue(far, 0), &received);
	}
	CHECK_INT(xsk_port__stats(near, &stats), 0);
	CHECK_INT(stats.tx_completed, PACKETS);
	CHECK_INT(stats.completion_invalid, 0);
	CHECK_INT(xsk_port__stats(far, &stats), 0);
	CHECK_INT(stats.rx_invalid, 0);
	xsk_port__close(near);
	xsk_port__close(far);
	CHECK_INT(store.count, FRAMES);
	CHECK_INT(store.doubled, 0);
	CHECK_INT(xsk_pool__close(pool, &err), 0);
	munmap(memory, opts.memory_bytes);
	veth_destroy(&veth);
	return test_end();
}
