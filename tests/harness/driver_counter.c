// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* SIOCETHTOOL: names, then values, in the same order. And /proc/net/dev. */
#include "tests/harness/driver_counter.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/test.h"

static void ask(int fd, const char *ifname, void *command)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	request.ifr_data = command;
	REQUIRE(ioctl(fd, SIOCETHTOOL, &request) == 0);
}

static bool fits(const char *name, const char *begin, const char *end)
{
	size_t length = strnlen(name, ETH_GSTRING_LEN);

	return length >= strlen(begin) + strlen(end) && !strncmp(name, begin, strlen(begin)) &&
	       !strncmp(name + length - strlen(end), end, strlen(end));
}

uint64_t driver_counter(const char *ifname, const char *begin, const char *end)
{
	struct ethtool_drvinfo driver = { .cmd = ETHTOOL_GDRVINFO };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ethtool_gstrings *names;
	struct ethtool_stats *values;
	uint64_t sum = 0;

	REQUIRE(fd >= 0);
	ask(fd, ifname, &driver);
	names = calloc(1, sizeof(*names) + driver.n_stats * ETH_GSTRING_LEN);
	values = calloc(1, sizeof(*values) + driver.n_stats * sizeof(uint64_t));
	REQUIRE(names && values);
	*names = (struct ethtool_gstrings){ ETHTOOL_GSTRINGS, ETH_SS_STATS, driver.n_stats };
	*values = (struct ethtool_stats){ ETHTOOL_GSTATS, driver.n_stats };
	ask(fd, ifname, names);
	ask(fd, ifname, values);
	for (uint32_t i = 0; i < driver.n_stats; i++)
		if (fits((const char *)names->data + i * ETH_GSTRING_LEN, begin, end))
			sum += values->data[i];
	free(names);
	free(values);
	close(fd);
	return sum;
}

uint64_t interface_tx_dropped(const char *ifname)
{
	FILE *file = fopen("/proc/thread-self/net/dev", "re");
	unsigned long long dropped = 0;
	char line[512], name[IF_NAMESIZE + 1];
	bool found = false;

	REQUIRE(file);
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, " %16[^:]: %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %llu", name,
				&dropped) == 2 &&
			!strcmp(name, ifname);
	fclose(file);
	REQUIRE(found);
	return dropped;
}
