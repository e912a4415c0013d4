/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What bound the rate of a run. */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <stddef.h>

#include "bench/report.h"

/* Share of the packets that the kernel dropped, 0 to 1. */
double verdict_loss(const struct sample *last);

/* Share of the threads' time, 0 to 1, that went into turns that had packets. */
double verdict_busy(const struct report *report, const struct sample *last);

/* One word: "program", "kernel", "rate", "senders", "nothing"; and the sentence in @text. */
const char *verdict_of(const struct report *report, const struct sample *last, char *text, size_t bytes);

#endif
