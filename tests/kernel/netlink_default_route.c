// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Default routes are found: IPv4, IPv6, with several next hops, by next hop objects, in any table; other
 * routes are none.
 */
#include <errno.h>
#include <net/if.h>

#include "netlink/interface.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static int near_is_default(const struct veth *veth)
{
	struct xsk_error err;

	return interface_has_default_route(veth->near_ifindex, &err);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	veth_command("echo 0 > /proc/sys/net/ipv6/conf/near/disable_ipv6; ip addr add 10.9.0.1/24 dev near; "
		     "ip -6 addr add fd09::1/64 dev near nodad; ip link add other type bridge; ip link set "
		     "other up; "
		     "ip addr add 10.8.0.1/24 dev other");
	CHECK_INT(near_is_default(&veth), 0);
	veth_command("ip route add 10.0.0.0/8 via 10.9.0.9; ip route add default via 10.8.0.9; "
		     "ip route add unreachable default metric 77; ip -6 route add unreachable default");
	CHECK_INT(near_is_default(&veth), 0);
	CHECK_INT(interface_has_default_route((int)if_nametoindex("other"), NULL), 1);
	CHECK_INT(interface_has_default_route((int)if_nametoindex("lo"), NULL), 0);

	veth_command("ip route add default via 10.9.0.9 metric 5");
	CHECK_INT(near_is_default(&veth), 1);
	veth_command("ip route del default via 10.9.0.9 metric 5");
	CHECK_INT(near_is_default(&veth), 0);

	veth_command("ip route add default metric 6 nexthop via 10.8.0.9 nexthop via 10.9.0.9");
	CHECK_INT(near_is_default(&veth), 1);
	veth_command("ip route del default metric 6");
	CHECK_INT(near_is_default(&veth), 0);

	veth_command("ip route add default via 10.9.0.9 table 77");
	CHECK_INT(near_is_default(&veth), 1);
	veth_command("ip route flush table 77");
	CHECK_INT(near_is_default(&veth), 0);

	veth_command("ip -6 route add default via fd09::9 dev near metric 4");
	CHECK_INT(near_is_default(&veth), 1);
	veth_command("ip -6 route del default via fd09::9 dev near metric 4");
	CHECK_INT(near_is_default(&veth), 0);

	/* Next hop objects, shown as of old and by their number alone. */
	for (int compatible = 1; compatible >= 0; compatible--) {
		veth_command("sysctl -qw net.ipv4.nexthop_compat_mode=%d", compatible);
		veth_command("ip nexthop add id 8 via 10.8.0.9 dev other; ip nexthop add id 9 via 10.9.0.9 "
			     "dev near; "
			     "ip nexthop add id 10 group 8/9; ip route add default metric 8 nhid 8");
		CHECK_INT(near_is_default(&veth), 0);
		veth_command("ip route add default metric 7 nhid 9");
		CHECK_INT(near_is_default(&veth), 1);
		veth_command("ip route del default metric 7; ip route add default metric 7 nhid 10");
		CHECK_INT(near_is_default(&veth), 1);
		veth_command("ip route del default metric 7; ip nexthop add id 11 via fd09::9 dev near; "
			     "ip -6 route add default metric 7 nhid 11");
		CHECK_INT(near_is_default(&veth), 1);
		veth_command("ip -6 route del default metric 7; ip nexthop flush");
		CHECK_INT(near_is_default(&veth), 0);
	}

	veth_command("for i in $(seq 4000); do echo route add 11.$((i / 250)).$((i %% 250)).0/24 via "
		     "10.9.0.9; done | "
		     "ip -batch - && ip route add default via 10.9.0.9 metric 5");
	CHECK_INT(near_is_default(&veth), 1);
	CHECK(interface_has_default_route(7777, NULL) <= 0);
	veth_destroy(&veth);
	return test_end();
}
