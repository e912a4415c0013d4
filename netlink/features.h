/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a driver can do with XDP: the generic netlink family "netdev" (Linux 6.3). */
#ifndef NETLINK_FEATURES_H
#define NETLINK_FEATURES_H

#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

struct device_features {
	bool known; /* false: the kernel is too old to say; all else is zero then */
	/*
	 * NETDEV_XDP_ACT_*: basic 1, redirect 2, ndo-xmit 4, xsk-zerocopy 8, hw 16, rx-sg 32, ndo-xmit-sg 64.
	 */
	uint64_t xdp;
	uint32_t zerocopy_max_segments; /* 0: unknown */
	uint64_t rx_metadata;           /* timestamp 1, hash 2, vlan-tag 4 */
	uint64_t xsk;                   /* tx timestamp 1, tx checksum 2, tx launch time 4 */
};

/* 0, also when the kernel has no such family (known = false). */
int device_features_get(int ifindex, struct device_features *features, struct xsk_error *err);

#endif
