/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The kernel's own counters of an interface: what is believed when a program's count and these differ. */
#ifndef BENCH_COUNTERS_H
#define BENCH_COUNTERS_H

#include <stdint.h>
#include <xsk/error.h>

struct counters {
	uint64_t rx_packets, rx_bytes, rx_dropped;
	uint64_t tx_packets, tx_bytes, tx_dropped;
};

struct counter_reader;

/* Opens in the network namespace of the calling thread and stays with it; any one thread may read. */
int counters_open(struct counter_reader **reader, const char *ifname, struct xsk_error *err);
void counters_close(struct counter_reader *reader);
/* Zeroes when the interface has gone. */
struct counters counters_read(struct counter_reader *reader);
/* What has been added between two readings. */
struct counters counters_since(const struct counters *now, const struct counters *before);

#endif
