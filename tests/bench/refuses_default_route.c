// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The interface of a default route, of IPv4 or IPv6, is not taken unless told: it would cut the machine off. */
#include "tests/bench/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static void expect(const char *xskbench, const char *work, int status, const char *says, const char *more)
{
	static struct program program;
	const char *argv[] = { xskbench, work, "-i", "near", "-d", "0.2", more, NULL };

	program_run(&program, argv);
	CHECK_INT(program.status, status);
	CHECK_TEXT(program.err, says);
}

int main(int argc, char **argv)
{
	struct veth veth;

	test_begin();
	REQUIRE(argc == 2);
	veth_create(&veth, 1, 0);
	expect(argv[1], "rx", 0, "", NULL);
	veth_command("ip addr add 10.0.0.1/24 dev near && ip route add default via 10.0.0.2");
	expect(argv[1], "rx", 1, "near is the interface of the default route", NULL);
	expect(argv[1], "tx", 1, "(--force does it)", NULL);
	expect(argv[1], "rx", 0, "", "--force");
	veth_command("ip route del default && echo 0 > /proc/sys/net/ipv6/conf/near/disable_ipv6 && "
		     "ip -6 addr add fd00::1/64 dev near nodad && ip -6 route add default via fd00::2");
	expect(argv[1], "forward", 1, "near is the interface of the default route", NULL);
	veth_destroy(&veth);
	return test_end();
}
