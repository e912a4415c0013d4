// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Each of the kernel's counters in its place, ours beside them; a caller with an older, shorter struct is served. */
#include <errno.h>
#include <string.h>

#include "tests/harness/memory_queue.h"
#include "tests/harness/test.h"

int main(void)
{
	struct memory_queue memory;
	struct xsk_queue_stats stats;
	struct xsk_packet packets[8];

	test_begin();
	memory_queue_open(&memory, &(struct memory_queue_opts){ .frames = 1024, .fill_frames = 64 });
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 8), 0);
	memory_arrive(&memory, 5, 100);
	CHECK_INT(xsk_queue__receive(memory.queue, packets, 8), 5);
	xsk_queue__free(memory.queue, packets, 5);
	memory_statistics = (struct xdp_statistics){
		.rx_dropped = 11,
		.rx_ring_full = 22,
		.rx_fill_ring_empty_descs = 33,
		.tx_invalid_descs = 44,
		.rx_invalid_descs = 55,    /* always 0 in practice: not ours */
		.tx_ring_empty_descs = 66, /* counts every kick that finds nothing: no fault */
	};
	CHECK_INT(xsk_queue__stats(memory.queue, &stats), 0);
	CHECK_INT(stats.rx_packets, 5);
	CHECK_INT(stats.rx_bytes, 500);
	CHECK_INT(stats.rx_dropped, 11);
	CHECK_INT(stats.rx_ring_full, 22);
	CHECK_INT(stats.rx_fill_empty, 33);
	CHECK_INT(stats.tx_invalid, 44);
	CHECK_INT(stats.rx_invalid, 0);
	CHECK_INT(stats.fill_level, 64);

	memset(&stats, 0x55, sizeof(stats));
	CHECK_INT(xsk_queue__stats_sized(memory.queue, &stats, 2 * sizeof(uint64_t)), 0);
	CHECK_INT(stats.rx_packets, 5);
	CHECK_INT(stats.rx_bytes, 500);
	CHECK_INT(stats.tx_packets, 0x5555555555555555);
	CHECK_INT(xsk_queue__stats(memory.queue, NULL), -EINVAL);
	memory_queue_close(&memory);
	return test_end();
}
