// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which driver an interface has: only where drivers differ in something that none of them says. */
#include <linux/ethtool.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "netlink/ethtool.h"
#include "netlink/ethtool_command.h"

int device_driver_get(int ifindex, char name[DEVICE_DRIVER_BYTES], struct xsk_error *err)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	scoped_fd int fd = sys_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int code = fd < 0 ? fd : ethtool_command(fd, ifindex, &info);

	name[0] = '\0';
	if (code < 0)
		return error_set(err, code, "driver of interface %d: %s", ifindex, error_name(code));
	snprintf(name, DEVICE_DRIVER_BYTES, "%.*s", (int)strnlen(info.driver, sizeof(info.driver)),
		info.driver);
	return 0;
}
