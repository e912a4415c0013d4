/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The driver's own counters by name, as `ethtool -S` shows them. */
#ifndef TESTS_HARNESS_DRIVER_COUNTER_H
#define TESTS_HARNESS_DRIVER_COUNTER_H

#include <stdint.h>

/* Sum over all whose names begin and end so: "tx_queue_", "_xdp_xmit". Of the thread's namespace. */
uint64_t driver_counter(const char *ifname, const char *begin, const char *end);

#endif
