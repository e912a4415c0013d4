/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One run of rx, tx or forward: set up, watch, take down, report. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include "bench/work.h"

/* The exit status. */
int run_main(const struct work *work, int argc, char **argv);

#endif
