/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Every file of benchmarks registers its cases. */
#ifndef BENCH_MICRO_CASES_H
#define BENCH_MICRO_CASES_H

#include "bench/micro/micro.h"

void cases_xsk_inlines(void);
void cases_libxdp_inlines(void);
void cases_ring_arrays(void);
void cases_hand(void);
void cases_pool(void);

#endif
