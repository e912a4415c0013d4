/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What an interface is and can do, before a port is opened on it: queues, rings, MTU, driver, XDP features.
 * Asks the kernel and changes nothing; needs no privilege.
 *
 *	struct xsk_interface_info info;
 *	struct xsk_error err;
 *
 *	if (xsk_interface__query("eth1", &info, &err))
 *		errx(1, "%s", err.text);
 *	if (info.features_known && !(info.features & XSK_FEATURE_ZEROCOPY))
 *		warnx("%s (%s) copies every packet", info.name, info.driver);
 *
 * `xskctl check` prints it, with what to do about it.
 */
#ifndef XSK_INTERFACE_H
#define XSK_INTERFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* Bits of xsk_interface_info.features. */
#define XSK_FEATURE_NATIVE       (1u << 0)  /* the driver runs XDP programs */
#define XSK_FEATURE_REDIRECT     (1u << 1)  /* and lets them redirect: AF_XDP in native mode */
#define XSK_FEATURE_TARGET       (1u << 2)  /* programs of other interfaces may redirect to it (now) */
#define XSK_FEATURE_ZEROCOPY     (1u << 3)  /* XSK_MODE_ZEROCOPY */
#define XSK_FEATURE_OFFLOAD      (1u << 4)  /* the NIC itself runs programs */
#define XSK_FEATURE_MULTI_BUFFER (1u << 5)  /* packets longer than a frame, in native mode */
#define XSK_FEATURE_TARGET_MULTI (1u << 6)  /* likewise as a target */
#define XSK_FEATURE_RX_TIMESTAMP (1u << 8)  /* metadata that the driver gives to programs */
#define XSK_FEATURE_RX_HASH      (1u << 9)
#define XSK_FEATURE_RX_VLAN      (1u << 10)
#define XSK_FEATURE_TX_TIMESTAMP (1u << 16) /* metadata that it takes with a packet to send */
#define XSK_FEATURE_TX_CHECKSUM  (1u << 17)
#define XSK_FEATURE_TX_LAUNCH    (1u << 18)

struct xsk_interface_info {
	uint32_t ifindex;
	uint32_t mtu; /* bytes without Ethernet header */
	char name[16];
	char kind[16];   /* "veth", "bridge", ...; "" for hardware */
	char driver[36]; /* "igb", ...; "" where it does not say */
	uint8_t mac[6];
	bool up;             /* it was set up */
	bool running;        /* and has a carrier */
	bool default_route;  /* a default route leads through it */
	bool features_known; /* false: the kernel is too old to say (before 6.3) */
	int32_t numa_node;   /* -1: unknown */
	uint32_t rx_queues, tx_queues;   /* that exist now */
	uint32_t combined, max_combined; /* channels, as ethtool -l has them; 0: the driver does not say */
	uint32_t max_rx, max_tx;         /* likewise, of those that only receive or only send */
	uint32_t rx_slots, max_rx_slots; /* of the NIC's own rings; 0: the driver does not say */
	uint32_t tx_slots, max_tx_slots;
	uint32_t zerocopy_segments; /* frames a packet may have in zero-copy; 0: unknown */
	uint64_t features;          /* XSK_FEATURE_*; 0 unless features_known */
};

/* The exported function behind the inline one below: it knows how much of the struct the caller has. */
int xsk_interface__query_sized(const char *ifname, struct xsk_interface_info *info, size_t info_bytes,
	struct xsk_error *err);

/**
 * xsk_interface__query - ask the kernel about an interface
 * @ifname: interface in the calling thread's network namespace; an alternative name will do
 * @info:   receives the answer
 * @err:    NULL, or receives the reason of a failure
 *
 * Return: 0, or -ENODEV: no such interface; or what the kernel said.
 * Threads: any. Needs: Linux 5.10. Since 0.1.
 */
static inline int xsk_interface__query(
	const char *ifname, struct xsk_interface_info *info, struct xsk_error *err)
{
	return xsk_interface__query_sized(ifname, info, sizeof(*info), err);
}

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
