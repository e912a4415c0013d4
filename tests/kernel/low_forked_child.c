// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h: a fork child goes on with the socket's rings, as libxdp's users have it: it receives and sends. (Frames are
 * the parent's pages, so memory that both are to see must be shared.) */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static int child_works(struct low_socket *near)
{
	CHECK_INT(low_receive(near->xsk, &near->rx, 8, 1000), 8);
	CHECK_INT(low_send(near, 12), 12);
	return test_has_failed();
}

int main(void)
{
	struct low_socket near = { 0 }, far = { 0 };
	struct veth veth;
	int status;
	pid_t child;

	test_begin();
	veth_create(&veth, 1, 0);
	REQUIRE(low_open(&near, "near", 0, &low_config) == 0);
	low_fill(&near.fill, 0, 32);
	veth_enter_far(&veth);
	REQUIRE(low_open(&far, "far", 0, &low_config) == 0);
	low_fill(&far.fill, 0, 32);

	child = fork();
	REQUIRE(child >= 0);
	if (!child)
		_exit(child_works(&near));
	CHECK_INT(low_send(&far, 8), 8);
	CHECK_INT(low_receive(far.xsk, &far.rx, 12, 1000), 12);
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	low_close(&far);
	low_close(&near);
	veth_destroy(&veth);
	return test_end();
}
