// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* From /proc/net/route and /proc/net/ipv6_route. */
#include "bench/default_route.h"

#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>

static bool ipv4_default(const char *line, char ifname[IF_NAMESIZE])
{
	unsigned int destination, flags, mask;

	return sscanf(line, "%15s %x %*x %x %*d %*d %*d %x", ifname, &destination, &flags, &mask) == 4 &&
	       destination == 0 && mask == 0 && !(flags & RTF_REJECT);
}

static bool ipv6_default(const char *line, char ifname[IF_NAMESIZE])
{
	unsigned int length, flags;

	return sscanf(line, "%*32s %x %*32s %*x %*32s %*x %*x %*x %x %15s", &length, &flags, ifname) == 3 &&
	       length == 0 && !(flags & RTF_REJECT) && strcmp(ifname, "lo") &&
	       !strncmp(line, "00000000000000000000000000000000", 32);
}

static bool any_line(const char *path, bool (*is_default)(const char *, char *), const char *ifname)
{
	FILE *file = fopen(path, "re");
	char line[512], name[IF_NAMESIZE];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = is_default(line, name) && !strcmp(name, ifname);
	if (file)
		fclose(file);
	return found;
}

bool default_route_uses(const char *ifname)
{
	return any_line("/proc/thread-self/net/route", ipv4_default, ifname) ||
	       any_line("/proc/thread-self/net/ipv6_route", ipv6_default, ifname);
}
