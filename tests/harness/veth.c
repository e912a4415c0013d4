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
		     "peer name far mtu %d numrxqueues %d numtxqueues %d netns /proc/%d/fd/%d && ip link set "
		     "near up",
		mtu ? mtu : 1500, queues, queues, mtu ? mtu : 1500, queues, queues, getpid(), veth->far_ns);
	veth->near_ifindex = (int)if_nametoindex("near");
	veth_enter_far(veth);
	veth_command("ip link set far up");
	veth->far_ifindex = (int)if_nametoindex("far");
	veth_enter_near(veth);
	REQUIRE(veth->near_ifindex > 0 && veth->far_ifindex > 0);
}

void veth_add(const struct veth *veth, const char *near, const char *far)
{
	int pid = getpid(), far_ns = veth->far_ns;

	veth_command("ip link add %s type veth peer name %s netns /proc/%d/fd/%d && ip link set %s up && "
		     "nsenter --net=/proc/%d/fd/%d ip link set %s up",
		near, far, pid, far_ns, near, pid, far_ns, far);
}

/*
 * An earlier test's namespace gives its NIC back some time after it ended, under the name that it had there.
 * Its name now in @found.
 */
static void find_nic(const char *name, const char *earlier, char found[IF_NAMESIZE])
{
	for (int tries = 0; tries < 1000; tries++) {
		const char *candidate = if_nametoindex(name)      ? name
					: if_nametoindex(earlier) ? earlier
								  : NULL;

		if (candidate) {
			snprintf(found, IF_NAMESIZE, "%s", candidate);
			return;
		}
		usleep(10000);
	}
	REQUIRE(!"the NIC of XSK_TEST_NICS is there");
}

/* By sysfs, which shows the namespace in which it was mounted: the one where the NICs are before and after.
 */
static int nic_queues(const char *name)
{
	char path[64];

	for (int count = 0;; count++) {
		snprintf(path, sizeof(path), "/sys/class/net/%s/queues/rx-%d", name, count);
		if (access(path, F_OK))
			return count;
	}
}

static int move_nic(const char *name, const char *to, int namespace, int *queues)
{
	char from[IF_NAMESIZE];

	find_nic(name, to, from);
	*queues = nic_queues(from);
	veth_command("ip link set %s down && ip link set %s netns /proc/%d/fd/%d name %s", from, from,
		getpid(), namespace, to);
	REQUIRE(setns(namespace, CLONE_NEWNET) == 0);
	veth_command("ip link set %s up", to);
	return (int)if_nametoindex(to);
}

void veth_take_nics(struct veth *veth)
{
	const char *names = getenv("XSK_TEST_NICS");
	char near[IF_NAMESIZE], far[IF_NAMESIZE];
	int original;

	if (!names)
		test_skip("no NICs with zero-copy (XSK_TEST_NICS; scripts/test --vm)");
	test_needs_root();
	REQUIRE(sscanf(names, "%15[^,],%15s", near, far) == 2);
	original = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	REQUIRE(original >= 0);
	veth->far_ns = new_namespace();
	veth->near_ns = new_namespace();
	REQUIRE(setns(original, CLONE_NEWNET) == 0);
	veth->far_ifindex = move_nic(far, "far", veth->far_ns, &veth->queues);
	REQUIRE(setns(original, CLONE_NEWNET) == 0);
	veth->near_ifindex = move_nic(near, "near", veth->near_ns, &veth->queues);
	close(original);
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
