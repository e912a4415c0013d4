/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* SIOCETHTOOL, for what the netlink family does not have; by index, so that a rename in between does no harm. */
#ifndef NETLINK_ETHTOOL_COMMAND_H
#define NETLINK_ETHTOOL_COMMAND_H

#include <linux/sockios.h>
#include <net/if.h>

#include "base/syscall.h"

/* @command begins with its ETHTOOL_ number; the kernel answers in it. */
static inline int ethtool_command(int fd, int ifindex, void *command)
{
	struct ifreq request = { .ifr_ifindex = ifindex };
	int result = sys_ioctl(fd, SIOCGIFNAME, &request);

	if (result < 0)
		return result;
	request.ifr_data = command;
	return sys_ioctl(fd, SIOCETHTOOL, &request);
}

#endif
