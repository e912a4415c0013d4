// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Whenever the kernel is asked to send, its completion ring has been emptied: it sends only what it can complete. */
#include <errno.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

static uint32_t calls, waiting_most;

/* Takes 32 a call, as a kernel with the old budget, and completes them at once. */
static int take_budget(struct memory_queue *memory)
{
	uint32_t waiting = memory->completion.producer - memory->completion.consumer;

	calls++;
	if (waiting > waiting_most)
		waiting_most = waiting;
	memory_transmit_some(memory, 32);
	return -EAGAIN;
}

int main(void)
{
	struct memory_queue memory;
	struct xsk_packet packets[200];

	test_begin();
	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 1024, .no_receive = true });
	memory_transmit = take_budget;
	REQUIRE(xsk_queue__allocate(memory.queue, packets, 200) == 200);
	for (int i = 0; i < 200; i++)
		packets[i].len = 60;
	REQUIRE(xsk_queue__send(memory.queue, packets, 200) == 200);
	CHECK_INT(xsk_queue__flush(memory.queue), 0);
	CHECK_INT(calls, 7);
	CHECK_INT(waiting_most, 0);
	memory_queue_close(&memory);
	return test_end();
}
