/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The frames that the benchmark sends: Ethernet, IPv4, UDP, a stamp, filler. A plan says how they look and
 * which fields vary from one to the next; senders in user space write them from it, and the generator's
 * program is assembled from it, so that both send the same.
 *
 *	 0          14       34      42         50         58
 *	+----------+--------+-------+----------+----------+---------+
 *	| Ethernet | IPv4   | UDP   | sequence | time, ns | filler  |
 *	+----------+--------+-------+----------+----------+---------+
 */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdbool.h>
#include <stdint.h>

enum {
	FRAME_ETHERNET_BYTES = 14,
	FRAME_IP_OFFSET = 14,
	FRAME_UDP_OFFSET = 34,
	FRAME_STAMP_OFFSET = 42,
	FRAME_MIN_BYTES = 60,
	FRAME_MAX_BYTES = 3800,
	FRAME_IMIX_SIZES = 3,
	FRAME_IMIX_CYCLE = 12,
};

/* In host byte order on the wire: sender and receiver are one machine. */
struct frame_stamp {
	uint64_t sequence; /* counts from 0 */
	uint64_t time_ns;  /* CLOCK_MONOTONIC */
} __attribute__((packed));

/* Values first .. first + count - 1, taken in turn; count 0 is 1. */
struct frame_range {
	uint32_t first;
	uint32_t count;
};

/* Bytes are those of the Ethernet frame without FCS. */
struct frame_plan {
	uint32_t bytes; /* FRAME_MIN_BYTES to FRAME_MAX_BYTES; with imix the largest */
	bool imix;      /* 64, 570 and 1514 bytes as 7 : 4 : 1 */
	bool stamp;     /* sequence number and time in each */
	bool checksum;  /* a valid UDP checksum in each, else 0 (none) */
	uint8_t dst_mac[6], src_mac[6];
	struct frame_range src, dst;           /* IPv4 addresses, host order */
	struct frame_range src_port, dst_port; /* host order */
};

/* 64 bytes, one flow, a destination that no interface has. */
void frame_plan_init(struct frame_plan *plan);

/* Size of the frame with this number. */
uint32_t frame_bytes(const struct frame_plan *plan, uint64_t sequence);
extern const uint32_t frame_imix_bytes[FRAME_IMIX_SIZES];
/* Which of the three sizes stands at each place of the cycle. */
extern const uint8_t frame_imix_cycle[FRAME_IMIX_CYCLE];
/* Mean bytes of a frame. */
double frame_mean_bytes(const struct frame_plan *plan);

/* Does anything differ from one frame to the next? */
bool frame_varies(const struct frame_plan *plan);

/* The values that the frame with this number has. */
struct frame_flow {
	uint32_t src, dst;
	uint16_t src_port, dst_port;
};
struct frame_flow frame_flow(const struct frame_plan *plan, uint64_t sequence);

/* Writes all of it; returns its size. */
uint32_t frame_build(const struct frame_plan *plan, uint64_t sequence, uint64_t time_ns, void *data);
/* The same over a frame that was built by this plan before: only what varies. */
uint32_t frame_vary(const struct frame_plan *plan, uint64_t sequence, uint64_t time_ns, void *data);

/* Is it a whole frame of ours with a right IPv4 checksum, and UDP checksum unless that is 0? */
bool frame_check(const void *data, uint32_t bytes, struct frame_stamp *stamp);

void frame_swap_macs(void *data);

/* Sum of 16-bit words as they lie in memory, not folded; the one's complement sum has no byte order. */
uint64_t frame_sum(const void *data, uint32_t bytes);
uint16_t frame_fold(uint64_t sum);

#endif
