/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What a comparison and a backend share: memory that both have mapped. Each backend is a process of
 * its own, so that none is measured with another's library in its address space, and each gets it as
 * descriptor BOARD_FD. CPU time is read from outside by the process's clock.
 */
#ifndef BENCH_BACKEND_BOARD_H
#define BENCH_BACKEND_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench/histogram.h"

enum { BOARD_FD = 3, BOARD_BYTES = 1 << 16 };

enum board_work {
	BOARD_RX,
	BOARD_TX,
	BOARD_FORWARD,
	BOARD_PING, /* send one stamped packet, wait until it is back, send the next */
};

/* What to do; written before the process starts. */
struct board_task {
	enum board_work work;
	char ifname[16], out[16]; /* out: "" forwards back out of ifname */
	uint32_t bytes;
	uint32_t batch;
	bool wait;   /* sleep when there is nothing to do */
	double rate; /* transmit: packets a second; 0: as fast as it goes */
	int cpu;
	uint32_t pause_us;  /* receive: does nothing for so long ... */
	uint32_t period_us; /* ... once in so long; 0: never */
	char variant[16];   /* a backend's own choice, "" for its first */
};

struct board {
	struct board_task task;
	_Atomic uint32_t ready, stop;
	_Atomic uint32_t ask, answered; /* dropped is brought up to date when ask changes */
	_Atomic uint32_t recording;     /* the age of stamped packets goes into the histogram */
	/* Written each turn that had packets. */
	_Alignas(128) _Atomic uint64_t packets;
	_Atomic uint64_t turns;
	_Atomic uint64_t busy_ticks; /* clock_ticks() of these turns */
	_Atomic uint64_t dropped;    /* packets that the kernel dropped at this socket */
	/* CLOCK_MONOTONIC: main() entered, set up, first packet; and how long the attach took of it. */
	_Atomic uint64_t main_ns, ready_ns, first_ns, attach_ns;
	char setup[256]; /* how it was set up, for the reader */
	char error[512];
	struct histogram histogram;
};

_Static_assert(sizeof(struct board) <= BOARD_BYTES, "as mapped");

#endif
