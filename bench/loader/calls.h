/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What this process does by bpf(2): the program's own syscall() stands before libc's, for both libraries.
 * What a library costs is the process's CPU time without that inside bpf(2).
 */
#ifndef BENCH_LOADER_CALLS_H
#define BENCH_LOADER_CALLS_H

#include <stdint.h>

struct calls {
	uint64_t count;
	uint64_t cpu_ns; /* of all threads, inside */
};

struct calls calls_now(void);
/*
 * What reading the clock takes: of the two readings that a bpf(2) costs, half of each falls outside and is
 * counted as the library's, which is taken back.
 */
double calls_clock_ns(void);
uint64_t calls_cpu_ns(void); /* of the whole process */
uint64_t calls_wall_ns(void);

/* NULL, or called before each bpf(2). */
extern void (*calls_before)(void);

#endif
