/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Kernel constants newer than Debian 12's headers (6.1), each with the release that brought it. A test
 * compares them with the running kernel's BTF where that has them.
 */
#ifndef BASE_UAPI_H
#define BASE_UAPI_H

#include <linux/if_xdp.h>

enum {
	UAPI_XDP_MAX_TX_SKB_BUDGET = 9,      /* SOL_XDP option, 6.17 */
	UAPI_XDP_USE_SG = 1 << 4,            /* bind flag, 6.6 */
	UAPI_XDP_UMEM_TX_SW_CSUM = 1 << 1,   /* UMEM flag, 6.8 */
	UAPI_XDP_UMEM_TX_METADATA_LEN = 1 << 2, /* UMEM flag, 6.11 */
	UAPI_XDP_PKT_CONTD = 1 << 0,         /* descriptor option, 6.6 */
	UAPI_XDP_TX_METADATA = 1 << 1,       /* descriptor option, 6.8 */
};

/* The generic netlink family "netdev", 6.3. Attributes of NETDEV_CMD_DEV_GET. */
#define UAPI_NETDEV_FAMILY_NAME "netdev"
enum {
	UAPI_NETDEV_CMD_DEV_GET = 1,
	UAPI_NETDEV_A_DEV_IFINDEX = 1,
	UAPI_NETDEV_A_DEV_XDP_FEATURES = 3,
	UAPI_NETDEV_A_DEV_XDP_ZC_MAX_SEGS = 4,          /* 6.6 */
	UAPI_NETDEV_A_DEV_XDP_RX_METADATA_FEATURES = 5, /* 6.7 */
	UAPI_NETDEV_A_DEV_XSK_FEATURES = 6,             /* 6.8 */
};

/* struct xdp_umem_reg since 6.8. A shorter one is taken as the oldest, without flags: always pass it whole. */
struct uapi_xdp_umem_reg {
	__u64 addr;
	__u64 len;
	__u32 chunk_size;
	__u32 headroom;
	__u32 flags;
	__u32 tx_metadata_len;
};

#endif
