// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Whether an interface carries a default route: what a redirect-all program would cut off. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/syscall.h"
#include "netlink/exchange.h"
#include "netlink/interface.h"
#include "netlink/interface_message.h"

#define DUMP_TRIES 5

struct search {
	int ifindex;
	bool filtered; /* the kernel leaves out routes of other interfaces */
	bool found;
};

static bool path_uses(struct nlattr *paths, int ifindex)
{
	const char *position = nla_data(paths);
	int left = nla_len(paths);

	while (left >= (int)sizeof(struct rtnexthop)) {
		const struct rtnexthop *hop = (const struct rtnexthop *)position;
		int step = (int)NLMSG_ALIGN(hop->rtnh_len);

		if (hop->rtnh_len < sizeof(*hop) || hop->rtnh_len > left)
			return false;
		if (hop->rtnh_ifindex == ifindex)
			return true;
		position += step;
		left -= step;
	}
	return false;
}

static int look_at_route(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[RTA_MAX + 1];
	struct search *search = argument;
	const struct rtmsg *route = nlmsg_data(answer);

	if (answer->nlmsg_type != RTM_NEWROUTE ||
		nlmsg_parse(answer, sizeof(*route), attributes, RTA_MAX, NULL) < 0)
		return -EBADMSG;
	if (route->rtm_dst_len != 0 || route->rtm_type != RTN_UNICAST)
		return 0;
	/* Of a next hop object there is only the number where net.ipv4.nexthop_compat_mode is 0. */
	if (attributes[RTA_NH_ID] && !attributes[RTA_OIF] && !attributes[RTA_MULTIPATH] && search->filtered)
		search->found = true;
	if ((int)attribute_u32(attributes[RTA_OIF], 0) == search->ifindex ||
		(attributes[RTA_MULTIPATH] && path_uses(attributes[RTA_MULTIPATH], search->ifindex)))
		search->found = true;
	return 0;
}

/* Routes of all tables of one family; the kernel leaves out those of other interfaces where it knows how. */
static int search_family(struct exchange *exchange, int family, struct search *search)
{
	int result = -EINTR;

	for (int tries = 0; result == -EINTR && !search->found && tries < DUMP_TRIES; tries++) {
		scoped_message struct nl_msg *request = nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_DUMP);
		struct rtmsg header = { .rtm_family = (unsigned char)family };

		if (!request || nlmsg_append(request, &header, sizeof(header), NLMSG_ALIGNTO) ||
			nla_put_u32(request, RTA_OIF, (uint32_t)search->ifindex))
			return -ENOMEM;
		result = exchange_run(exchange, request, look_at_route, search);
	}
	return search->found ? 0 : result;
}

int interface_has_default_route(int ifindex, struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	struct search search = { .ifindex = ifindex };
	static const int on = 1;
	char label[32];
	int result;

	result = exchange_open(&exchange, NETLINK_ROUTE, err);
	if (result)
		return result;
	/* Linux 4.20: the dump is of this interface's routes alone. Without it all come, and are looked at.
	 */
	search.filtered = !sys_setsockopt(exchange.fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	result = search_family(&exchange, AF_INET, &search);
	if (!result && !search.found)
		result = search_family(&exchange, AF_INET6, &search);
	if (result)
		return error_set(err, result, "look for a default route by %s: %s",
			interface_label(ifindex, label), exchange_reason(&exchange, result));
	error_clear(err);
	return search.found;
}
