/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Counters of an interface: the driver's own by name, as `ethtool -S` shows them, and the kernel's. */
#ifndef TESTS_HARNESS_DRIVER_COUNTER_H
#define TESTS_HARNESS_DRIVER_COUNTER_H

#include <stdint.h>

/* Sum over all whose names begin and end so: "tx_queue_", "_xdp_xmit". Of the thread's namespace. */
uint64_t driver_counter(const char *ifname, const char *begin, const char *end);
/* The kernel's count of what the interface dropped when sending. Of the thread's namespace. */
uint64_t interface_tx_dropped(const char *ifname);

#endif
