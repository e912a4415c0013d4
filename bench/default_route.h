/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The interface that this machine is reached through: a benchmark there cuts the session that started it. */
#ifndef BENCH_DEFAULT_ROUTE_H
#define BENCH_DEFAULT_ROUTE_H

#include <stdbool.h>

/* Does a default route, of IPv4 or IPv6, go out of it? In the calling thread's network namespace. */
bool default_route_uses(const char *ifname);

#endif
