// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Namespaces by unshare, the pair by ip(8). */
#include "tests/harness/veth.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/harness/test.h"

static int new_namespace(void)
{
	int fd;

	if (unshare(CLONE_NEWNET))
		test_skip("no network namespaces");
	fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	REQUIRE(fd >= 0);
	veth_command("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; "
		     "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6; ip link set lo up");
	return fd;
}

void veth_command(const char *format, ...)
{
	char command[1024];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	status = system(command);
	if (status)
		test_failed(__FILE__, __LINE__, "status %d of: %s", status, command);
}

void veth_create(struct veth *veth, int queues, int mtu)
{
	test_needs_root();
	veth->queues = queues;
	veth->far_ns = new_namespace();
	veth->near_ns = new_namespace();
	veth_command("ip link add near mtu %d numrxqueues %d numtxqueues %d type veth "
		     "peer name far mtu %d numrxqueues %d numtxqueues %d netns /proc/%d/fd/%d && ip link set near up",
		mtu ? mtu : 1500, queues, queues, mtu ? mtu : 1500, queues, queues, getpid(), veth->far_ns);
	veth->near_ifindex = (int)if_nametoindex("near");
	veth_enter_far(veth);
	veth_command("ip link set far up");
	veth->far_ifindex = (int)if_nametoindex("far");
	veth_enter_near(veth);
	REQUIRE(veth->near_ifindex > 0 && veth->far_ifindex > 0);
}

void veth_destroy(struct veth *veth)
{
	close(veth->near_ns);
	close(veth->far_ns);
}

void veth_enter_near(const struct veth *veth)
{
	REQUIRE(setns(veth->near_ns, CLONE_NEWNET) == 0);
}

void veth_enter_far(const struct veth *veth)
{
	REQUIRE(setns(veth->far_ns, CLONE_NEWNET) == 0);
}
