/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One page that needs nothing else: style and plots (SVG) are in it, and there is no script. */
#ifndef BENCH_HTML_H
#define BENCH_HTML_H

#include "bench/comparison.h"
#include "bench/latency.h"

/* Each part may be NULL. 0, or -1 and errno. */
int html_write(const char *path, const struct comparison *comparison, const struct latency *latency);

#endif
