// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* RTM_GETLINK built, RTM_NEWLINK taken apart. */
#include "netlink/interface_message.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "base/scoped.h"
#include "netlink/exchange.h"

struct nl_msg *interface_request(int ifindex, const char *name)
{
	scoped_message struct nl_msg *message = nlmsg_alloc_simple(RTM_GETLINK, 0);
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC, .ifi_index = name ? 0 : ifindex };

	if (!message || nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO))
		return NULL;
	/* Longer names than the old limit are alternative ones. */
	if (name && nla_put_string(message, strlen(name) < IF_NAMESIZE ? IFLA_IFNAME : IFLA_ALT_IFNAME, name))
		return NULL;
	return take_pointer(&message);
}

int interface_attributes(struct nlmsghdr *message, struct nlattr *attributes[IFLA_MAX + 1])
{
	if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK)
		return -EBADMSG;
	return nlmsg_parse(message, sizeof(struct ifinfomsg), attributes, IFLA_MAX, NULL) < 0 ? -EBADMSG : 0;
}

static int read_kind(struct nlattr *info, char *kind, size_t bytes)
{
	struct nlattr *attributes[IFLA_INFO_MAX + 1];

	if (!info)
		return 0;
	if (nla_parse_nested(attributes, IFLA_INFO_MAX, info, NULL) < 0)
		return -EBADMSG;
	if (attributes[IFLA_INFO_KIND])
		nla_strlcpy(kind, attributes[IFLA_INFO_KIND], bytes);
	return 0;
}

/*
 * The driver's own word. The flag follows it up to a second later when a link goes down
 * (net/core/link_watch.c), and not at all when it is back by then. Old kernels and hostile answers without it
 * leave the flag alone.
 */
static bool has_carrier(struct nlattr *carrier)
{
	return !carrier || nla_len(carrier) < 1 || nla_get_u8(carrier);
}

int interface_read(struct nlmsghdr *message, struct interface *interface)
{
	struct nlattr *attributes[IFLA_MAX + 1];
	const struct ifinfomsg *header = nlmsg_data(message);
	int result = interface_attributes(message, attributes);

	if (result)
		return result;
	*interface = (struct interface){
		.ifindex = header->ifi_index,
		.mtu = attribute_u32(attributes[IFLA_MTU], 0),
		.up = header->ifi_flags & IFF_UP,
		.running = header->ifi_flags & IFF_RUNNING && has_carrier(attributes[IFLA_CARRIER]),
		.numa_node = -1,
		.rx_queues = attribute_u32(attributes[IFLA_NUM_RX_QUEUES], 1),
		.tx_queues = attribute_u32(attributes[IFLA_NUM_TX_QUEUES], 1),
	};
	if (header->ifi_index <= 0 || !attributes[IFLA_IFNAME])
		return -EBADMSG;
	nla_strlcpy(interface->name, attributes[IFLA_IFNAME], sizeof(interface->name));
	if (attributes[IFLA_ADDRESS] && nla_len(attributes[IFLA_ADDRESS]) == sizeof(interface->mac))
		memcpy(interface->mac, nla_data(attributes[IFLA_ADDRESS]), sizeof(interface->mac));
	return read_kind(attributes[IFLA_LINKINFO], interface->kind, sizeof(interface->kind));
}

const char *interface_label(int ifindex, char label[32])
{
	if (ifindex <= 0 || !if_indextoname((unsigned int)ifindex, label))
		snprintf(label, 32, "interface %d", ifindex);
	return label;
}
