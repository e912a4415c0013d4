/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The generator: one thread that makes packets and puts them on the wire of a veth pair, from the end that is
 * not under test.
 *
 * The kernel makes them itself (BPF_PROG_TEST_RUN with live frames), several times faster than a sender in
 * user space, and they arrive on the RX queue with the number of the generator's CPU, modulo the queues. It
 * works only while the receiving end runs NAPI (an XDP program, or GRO), and says nothing otherwise: so a
 * probe looks at the interface's counters before anybody believes it. Where it does not work, an AF_XDP
 * sender does the same on the queue it is told.
 */
#ifndef BENCH_GENERATOR_H
#define BENCH_GENERATOR_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

#include "bench/frame.h"

struct generator;

enum generator_kind {
	GENERATOR_AUTO = 0, /* live frames, else a sender */
	GENERATOR_LIVE = 1,
	GENERATOR_SENDER = 2,
};

struct generator_opts {
	enum generator_kind kind;
	int netns_fd;       /* namespace of the sending interface; 0 or less: the caller's */
	const char *ifname; /* the sending interface */
	struct frame_plan plan;
	double rate;          /* frames a second; 0: as fast as it goes */
	uint32_t patience_us; /* paced: makes up for a delay so long, gives longer ones up; 0: 100 */
	uint64_t limit;       /* frames in all; 0: until stopped */
	uint32_t batch;       /* frames the kernel makes at a time, at most 256; 0: 64 */
	int cpu;              /* its thread runs there; -1: anywhere */
	uint32_t queue;       /* of an AF_XDP sender */
};

/*
 * Makes ready; sends one probe frame of another EtherType (0x88b5) unless a sender was asked for. Call it
 * when the receiver is attached. -ENOTCONN: live frames do not reach the other end.
 */
int generator_open(struct generator **generator, const struct generator_opts *opts, struct xsk_error *err);
int generator_start(struct generator *generator, struct xsk_error *err);
/* Returns when the thread has ended; -errno with a line if it had failed. */
int generator_stop(struct generator *generator, struct xsk_error *err);
/* Stops it first if need be. NULL does nothing. */
void generator_close(struct generator *generator);

/* Frames it has handed to the interface so far. Those the interface lost are in its counters. */
uint64_t generator_sent(const struct generator *generator);
/* The limit has been reached, or it has failed. */
bool generator_finished(const struct generator *generator);
enum generator_kind generator_kind(const struct generator *generator);
/* Times that a paced generator was too late by so much that it gave frames up. */
uint64_t generator_late(const struct generator *generator);

#endif
