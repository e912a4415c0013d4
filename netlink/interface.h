/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What the kernel says of a network interface. All functions here and in this folder speak to the network
 * namespace of the calling thread (base/netns.h to go elsewhere); each opens and closes its own sockets.
 */
#ifndef NETLINK_INTERFACE_H
#define NETLINK_INTERFACE_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <xsk/error.h>

struct interface {
	int ifindex;
	char name[IF_NAMESIZE];
	uint32_t mtu;
	uint8_t mac[6];
	bool up;            /* IFF_UP */
	bool running;       /* has a carrier, and the stack knows of it */
	int numa_node;      /* -1: unknown */
	uint32_t rx_queues; /* rx-N and tx-N that exist now */
	uint32_t tx_queues;
	char kind[16]; /* "veth", "bridge", ...; "" for hardware */
};

/* 0; -ENODEV with a line; or another error of the kernel's. */
int interface_by_name(const char *name, struct interface *interface, struct xsk_error *err);
int interface_by_index(int ifindex, struct interface *interface, struct xsk_error *err);

/*
 * Is it the interface of a default route (IPv4 or IPv6, of any table)? 1, 0, or an error; an interface that
 * does not exist is -ENODEV or, before Linux 4.20, 0.
 */
int interface_has_default_route(int ifindex, struct xsk_error *err);

#endif
