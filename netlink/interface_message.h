/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The rtnetlink message about one interface: asked for (RTM_GETLINK) and read (RTM_NEWLINK). */
#ifndef NETLINK_INTERFACE_MESSAGE_H
#define NETLINK_INTERFACE_MESSAGE_H

#include <linux/if_link.h>
#include <netlink/msg.h>

#include "netlink/interface.h"

/* By @name, or where that is NULL by @ifindex. NULL: out of memory. */
struct nl_msg *interface_request(int ifindex, const char *name);

/* Attributes of a RTM_NEWLINK or RTM_DELLINK into the table; -EBADMSG when it is not well formed. */
int interface_attributes(struct nlmsghdr *message, struct nlattr *attributes[IFLA_MAX + 1]);

/* All but rx_queues, tx_queues and numa_node, which need other questions: those are as allocated, and -1. */
int interface_read(struct nlmsghdr *message, struct interface *interface);

/* "near", or "interface 7" where it has no name any more; for error texts. */
const char *interface_label(int ifindex, char label[32]);

#endif
