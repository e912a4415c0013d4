/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
#ifndef BENCH_BACKEND_ATTACH_CLOCK_H
#define BENCH_BACKEND_ATTACH_CLOCK_H

#include <stdint.h>

/* Spent in attaching XDP programs since the process began. */
extern uint64_t attach_clock_ns;

#endif
