// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A frame goes round: pool, kernel, application, and each step is seen; the frame freed last is used first.
 */
#include <string.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

static void expect(struct memory_queue *memory, uint64_t free_frames, uint64_t kernel, uint64_t application)
{
	struct xsk_pool_stats stats;

	xsk_pool__stats(memory->pool, &stats);
	CHECK_INT(stats.free, free_frames);
	CHECK_INT(stats.kernel, kernel);
	CHECK_INT(stats.application, application);
}

static void receive_and_free(uint32_t first_index)
{
	struct memory_queue memory;
	struct xsk_packet packets[64];
	struct xsk_pool_stats stats;

	memory_queue_open(&memory, &(struct memory_queue_opts){
					   .frames = 1024, .fill_frames = 256, .first_index = first_index });
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 0);
	CHECK_INT(memory_filled(&memory), 256);
	expect(&memory, 1024 - 256, 256, 0);
	CHECK_INT(memory_arrive(&memory, 100, 60), 100);
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 64);
	CHECK_INT(memory_filled(&memory), 256);
	expect(&memory, 1024 - 256 - 36 - 64, 256 + 36, 64);
	for (int i = 1; i < 64; i++) {
		CHECK_INT(*(uint8_t *)packets[i].data, (uint8_t)(*(uint8_t *)packets[0].data + i));
		CHECK_INT(packets[i].len, 60);
	}
	xsk_queue__free(memory.queue, packets, 64);
	expect(&memory, 1024 - 256 - 36, 256 + 36, 0);
	xsk_queue__free(memory.queue, packets, 1);
	xsk_pool__free(memory.pool, packets, 1);
	packets[0].addr = 1 << 30;
	xsk_queue__free(memory.queue, packets, 1);
	xsk_pool__free(memory.pool, packets, 1);
	xsk_pool__stats(memory.pool, &stats);
	CHECK_INT(stats.double_free, 4);
	expect(&memory, 1024 - 256 - 36, 256 + 36, 0);
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 64), 36);
	xsk_queue__free(memory.queue, packets, 36);
	memory_queue_close(&memory);
}

static int send_all(struct memory_queue *memory)
{
	memory_transmit_some(memory, UINT32_MAX);
	return 0;
}

static void send_and_complete(uint32_t first_index)
{
	struct memory_queue memory;
	struct xsk_packet packets[64], again[64];

	memory_queue_open(&memory, &(struct memory_queue_opts){
					   .frames = 1024, .no_receive = true, .first_index = first_index });
	memory_transmit = NULL;
	CHECK_INT(xsk_queue__allocate(memory.queue, packets, 64), 64);
	expect(&memory, 1024 - 64, 0, 64);
	for (int i = 0; i < 64; i++)
		packets[i].len = 60;
	CHECK_INT(xsk_queue__send(memory.queue, packets, 64), 64);
	expect(&memory, 1024 - 64, 64, 0);
	/* Sent is not the application's any more: neither to free nor to send. */
	xsk_queue__free(memory.queue, packets, 1);
	CHECK_INT(xsk_queue__send(memory.queue, packets, 1), -22);
	expect(&memory, 1024 - 64, 64, 0);
	memory_transmit = send_all;
	CHECK_INT(xsk_queue__flush(memory.queue), 0);
	expect(&memory, 1024, 0, 0);
	/* Last in, first out: the same frames, though 960 others are free. */
	CHECK_INT(xsk_queue__allocate(memory.queue, again, 64), 64);
	for (int i = 0; i < 64; i++) {
		bool same = false;

		for (int j = 0; j < 64; j++)
			same |= again[i].addr == packets[j].addr;
		CHECK(same);
	}
	xsk_queue__free(memory.queue, again, 64);
	memory_queue_close(&memory);
}

/* What one queue completes another fills: the pool between them is last in, first out too. */
static void working_set_of_forwarding(void)
{
	struct memory_queue in, out;
	struct xsk_packet packets[64];
	static uint8_t seen[4096];
	uint32_t used = 0;

	memory_queue_open(&in, &(struct memory_queue_opts){ .fill_frames = 256 });
	memory_queue_open(&out, &(struct memory_queue_opts){ .pool = in.pool, .no_receive = true });
	memory_transmit = send_all;
	for (int round = 0; round < 10000; round++) {
		uint32_t count = xsk_queue__receive(in.queue, packets, 64);

		for (uint32_t i = 0; i < count; i++)
			seen[packets[i].addr] = 1;
		CHECK_INT(xsk_queue__send(out.queue, packets, count), count);
		memory_arrive(&in, 64, 60);
	}
	for (int i = 0; i < 4096; i++)
		used += seen[i];
	CHECK(used <= 256 + 2 * QUEUE_STACK + 256);
	memory_queue_close(&out);
	memory_queue_close(&in);
}

int main(void)
{
	test_begin();
	receive_and_free(0);
	receive_and_free(UINT32_MAX - 30);
	send_and_complete(0);
	send_and_complete(UINT32_MAX - 30);
	working_set_of_forwarding();
	return test_end();
}
