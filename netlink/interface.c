// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One interface: rtnetlink's message, the queues that are in use now, the NUMA node of the device. */
#include "netlink/interface.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "netlink/ethtool.h"
#include "netlink/exchange.h"
#include "netlink/interface_message.h"

#define ALTERNATIVE_NAME_BYTES 128 /* kernel: ALTIFNAMSIZ */

struct found {
	struct interface interface;
	char bus[32], device[64]; /* where sysfs has the device; "" for virtual interfaces and before 5.14 */
};

static int read_found(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[IFLA_MAX + 1];
	struct found *found = argument;
	int result = interface_read(answer, &found->interface);

	if (!result)
		result = interface_attributes(answer, attributes);
	if (result)
		return result;
	if (attributes[IFLA_PARENT_DEV_NAME] && attributes[IFLA_PARENT_DEV_BUS_NAME]) {
		nla_strlcpy(found->device, attributes[IFLA_PARENT_DEV_NAME], sizeof(found->device));
		nla_strlcpy(found->bus, attributes[IFLA_PARENT_DEV_BUS_NAME], sizeof(found->bus));
	}
	return 0;
}

/* @up: how many levels above the device: a virtio device leaves the node to the PCI device that it is on. */
static int read_numa_node(const struct found *found, const char *up)
{
	char path[160], text[16] = "";
	scoped_fd int fd = -1;

	snprintf(path, sizeof(path), "/sys/bus/%s/devices/%s/%snuma_node", found->bus, found->device, up);
	fd = sys_open(path, O_RDONLY);
	if (fd < 0 || sys_read(fd, text, sizeof(text) - 1) <= 0)
		return -1;
	return atoi(text);
}

/*
 * By bus and device, not by /sys/class/net: that shows the interfaces of the namespace in which sysfs was
 * mounted, which need not be the thread's.
 */
static int numa_node(const struct found *found)
{
	int node;

	if (!found->device[0] || strchr(found->device, '/') || strchr(found->bus, '/'))
		return -1;
	node = read_numa_node(found, "");
	return node >= 0 ? node : read_numa_node(found, "../");
}

/*
 * rtnetlink tells how many queues there is room for, the driver how many are in use. A driver that does not
 * say has them all in use.
 */
static int count_queues(struct interface *interface, struct xsk_error *err)
{
	struct device_channels channels;
	int result = device_channels_get(interface->ifindex, &channels, err);

	if (result)
		return result;
	if (channels.rx + channels.combined > 0 && channels.rx + channels.combined < interface->rx_queues)
		interface->rx_queues = channels.rx + channels.combined;
	if (channels.tx + channels.combined > 0 && channels.tx + channels.combined < interface->tx_queues)
		interface->tx_queues = channels.tx + channels.combined;
	return 0;
}

static int no_such_interface(const char *label, struct xsk_error *err)
{
	return error_set(err, -ENODEV,
		"look up interface %s: there is none of this name in this network namespace (ip link)",
		label);
}

/* By name, or where that is NULL by index; @label is either as text. */
static int look_up(
	int ifindex, const char *name, const char *label, struct interface *interface, struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	scoped_message struct nl_msg *request = interface_request(ifindex, name);
	struct found found = { 0 };
	int result;

	if (!request)
		return error_set(err, -ENOMEM, "look up interface %s: %s", label, error_name(-ENOMEM));
	result = exchange_open(&exchange, NETLINK_ROUTE, err);
	if (result)
		return result;
	result = exchange_run(&exchange, request, read_found, &found);
	if (!result && found.interface.ifindex == 0)
		result = -EBADMSG;
	if (result == -ENODEV)
		return no_such_interface(label, err);
	if (result)
		return error_set(
			err, result, "look up interface %s: %s", label, exchange_reason(&exchange, result));
	found.interface.numa_node = numa_node(&found);
	result = count_queues(&found.interface, err);
	if (result)
		return result;
	*interface = found.interface;
	error_clear(err);
	return 0;
}

int interface_by_name(const char *name, struct interface *interface, struct xsk_error *err)
{
	if (!name || !name[0] || strlen(name) >= ALTERNATIVE_NAME_BYTES)
		return no_such_interface(name && name[0] ? name : "\"\"", err);
	return look_up(0, name, name, interface, err);
}

int interface_by_index(int ifindex, struct interface *interface, struct xsk_error *err)
{
	char label[16];

	snprintf(label, sizeof(label), "%d", ifindex);
	if (ifindex <= 0)
		return no_such_interface(label, err);
	return look_up(ifindex, NULL, label, interface, err);
}
