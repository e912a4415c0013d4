/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Queues, ring sizes and driver counters of an interface: the "ethtool" netlink family and SIOCETHTOOL. */
#ifndef NETLINK_ETHTOOL_H
#define NETLINK_ETHTOOL_H

#include <stdint.h>
#include <xsk/error.h>

struct device_channels {
	uint32_t rx, tx, combined;             /* in use */
	uint32_t max_rx, max_tx, max_combined; /* 0 throughout: the driver does not say */
};

struct device_rings {
	uint32_t rx, tx; /* slots of each of the NIC's own rings; 0: the driver does not say */
	uint32_t max_rx, max_tx;
};

int device_channels_get(int ifindex, struct device_channels *channels, struct xsk_error *err);
int device_rings_get(int ifindex, struct device_rings *rings, struct xsk_error *err);

enum { DEVICE_DRIVER_BYTES = 33 };

/* "veth", "igb", ...; "" and an error where the driver does not say. */
int device_driver_get(int ifindex, char name[DEVICE_DRIVER_BYTES], struct xsk_error *err);

/*
 * A reader of one driver counter per queue, "rx_queue_N_drops" of veth and its kin. It keeps a socket in the
 * namespace where it was opened, so that any thread may read later, and follows the interface when it is
 * renamed.
 */
struct driver_drops {
	int fd; /* -1: closed */
	int ifindex;
	uint32_t count;     /* counters of the driver in all */
	uint32_t *position; /* by queue: which of them, UINT32_MAX for none */
	uint32_t queues;
};

int driver_drops_open(struct driver_drops *drops, const char *ifname, uint32_t queues, struct xsk_error *err);
void driver_drops_close(struct driver_drops *drops);

/*
 * Counter of each queue into values[queues]; 0 where the driver has none. -ESTALE when the driver has other
 * counters now than at open (its queues were changed): close and open again.
 */
int driver_drops_read(const struct driver_drops *drops, uint64_t *values);

#endif
