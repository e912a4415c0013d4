/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What Debian 12's kernel headers (6.1) do not have, each with the release that brought it. */
#ifndef TOOLS_KERNEL_LAYOUT_H
#define TOOLS_KERNEL_LAYOUT_H

#include <linux/types.h>

enum {
	LAYOUT_LINK_TYPE_NETFILTER = 10, /* 6.4 */
	LAYOUT_LINK_TYPE_TCX = 11,       /* 6.6 */
	LAYOUT_LINK_TYPE_NETKIT = 13,    /* 6.7 */
	LAYOUT_TCX_INGRESS = 46,         /* bpf_attach_type, 6.6 */
	LAYOUT_TCX_EGRESS = 47,
	LAYOUT_NETKIT_PRIMARY = 54, /* 6.7 */
	LAYOUT_NETKIT_PEER = 55,
};

/* The generic netlink family "netdev": which queues have a socket (6.15). */
#define LAYOUT_NETDEV_FAMILY "netdev"
enum {
	LAYOUT_NETDEV_CMD_QUEUE_GET = 10,
	LAYOUT_NETDEV_A_QUEUE_ID = 1,
	LAYOUT_NETDEV_A_QUEUE_IFINDEX = 2,
	LAYOUT_NETDEV_A_QUEUE_TYPE = 3,
	LAYOUT_NETDEV_A_QUEUE_XSK = 7,
	LAYOUT_NETDEV_QUEUE_TYPE_RX = 0,
};

/* The part of struct bpf_link_info that TCX and NETKIT links have behind type, id and program. */
struct layout_link_interface {
	__u32 ifindex;
	__u32 attach_type;
};

/* And NETFILTER links. */
struct layout_link_netfilter {
	__u32 pf;
	__u32 hooknum;
	__s32 priority;
	__u32 flags;
};

#endif
