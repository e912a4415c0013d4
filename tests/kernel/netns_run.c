// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Work in another network namespace: done there, the caller's thread stays where it was, bad descriptors have
 * a line. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/netns.h"
#include "netlink/interface.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static char near[] = "near", far[] = "far";

static int look_up(void *argument)
{
	struct interface interface;

	return interface_by_name(argument, &interface, NULL);
}

struct attempt {
	int netns_fd;
	int result;
	struct xsk_error err;
};

static void *without_privilege(void *argument)
{
	struct attempt *attempt = argument;

	/* The system call changes this thread alone; the library's function would change them all. */
	REQUIRE(syscall(SYS_setresuid, 65534, 65534, 65534) == 0);
	attempt->result = netns_run(attempt->netns_fd, look_up, far, &attempt->err);
	return NULL;
}

static void needs_privilege(const struct veth *veth)
{
	struct attempt attempt = { .netns_fd = veth->far_ns };
	pthread_t other;

	REQUIRE(pthread_create(&other, NULL, without_privilege, &attempt) == 0);
	pthread_join(other, NULL);
	CHECK_INT(attempt.result, -EPERM);
	CHECK_TEXT(attempt.err.text, "CAP_SYS_ADMIN");
}

int main(void)
{
	struct xsk_error err = { 0 };
	struct veth veth;
	int file;

	test_begin();
	veth_create(&veth, 1, 0);
	CHECK_INT(netns_run(veth.far_ns, look_up, far, &err), 0);
	CHECK_INT(netns_run(veth.far_ns, look_up, near, &err), -ENODEV);
	CHECK_INT(netns_run(0, look_up, near, &err), 0);
	CHECK_INT(netns_run(-1, look_up, near, &err), 0);
	CHECK_INT(look_up(near), 0);
	CHECK_INT(look_up(far), -ENODEV);

	CHECK_INT(netns_run(900, look_up, near, &err), -EBADF);
	CHECK_INT(err.code, -EBADF);
	CHECK_TEXT(err.text, "descriptor 900");
	file = open("/dev/null", O_RDONLY | O_CLOEXEC);
	CHECK_INT(netns_run(file, look_up, near, &err), -EINVAL);
	CHECK_TEXT(err.text, "/run/netns/NAME");
	close(file);
	needs_privilege(&veth);
	veth_destroy(&veth);
	return test_end();
}
