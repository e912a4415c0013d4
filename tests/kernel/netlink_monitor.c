// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The change monitor sees down, up, carrier, rename, deletion, a move to another namespace; and lost
 * notifications. */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink/monitor.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

/* The state once the descriptor has become readable and shows it; the kernel tells of carriers a little
 * later. */
static enum monitor_state wait_for(struct monitor *monitor, enum monitor_state wanted, bool running)
{
	enum monitor_state state;

	for (int tries = 0; tries < 20; tries++) {
		struct pollfd poll_fd = { .fd = monitor_fd(monitor), .events = POLLIN };

		if (poll(&poll_fd, 1, 200) > 0) {
			state = monitor_update(monitor);
			if (state == wanted && monitor_running(monitor) == running)
				return state;
		}
	}
	return monitor_update(monitor);
}

static void sees_down_up_and_carrier(const struct veth *veth, struct monitor *monitor)
{
	CHECK_INT(monitor_update(monitor), MONITOR_UP);
	CHECK(monitor_running(monitor));
	CHECK(strcmp(monitor_name(monitor), "near") == 0);
	veth_command("ip link set near down");
	CHECK_INT(wait_for(monitor, MONITOR_DOWN, false), MONITOR_DOWN);
	CHECK(!monitor_running(monitor));
	veth_command("ip link set near up");
	CHECK_INT(wait_for(monitor, MONITOR_UP, true), MONITOR_UP);
	CHECK(monitor_running(monitor));
	veth_enter_far(veth);
	veth_command("ip link set far down");
	veth_enter_near(veth);
	CHECK_INT(wait_for(monitor, MONITOR_UP, false), MONITOR_UP);
	CHECK(!monitor_running(monitor));
	veth_enter_far(veth);
	veth_command("ip link set far up");
	veth_enter_near(veth);
	CHECK_INT(wait_for(monitor, MONITOR_UP, true), MONITOR_UP);
	CHECK(monitor_running(monitor));
}

static void sees_a_new_name(struct monitor *monitor)
{
	veth_command("ip link set near down && ip link set near name nearby && ip link set nearby up");
	CHECK_INT(wait_for(monitor, MONITOR_UP, true), MONITOR_UP);
	CHECK(strcmp(monitor_name(monitor), "nearby") == 0);
}

/* A bridge tells of a port that left it by RTM_DELLINK: the interface itself is still there. */
static void leaving_a_bridge_is_not_going(struct monitor *monitor)
{
	veth_command("ip link add br0 type bridge && ip link set nearby master br0 && ip link set nearby "
		     "nomaster && "
		     "ip link del br0");
	CHECK_INT(monitor_update(monitor), MONITOR_UP);
}

/* More notifications than the socket holds, and the last of them, which counts, lost. The thread is
 * elsewhere. */
static void asks_again_after_losing_some(const struct veth *veth, struct monitor *monitor)
{
	int small = 1;

	REQUIRE(setsockopt(monitor_fd(monitor), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)) == 0);
	veth_command("for i in 1 2 3 4 5 6; do ip link set nearby down; ip link set nearby up; done; "
		     "ip link set nearby down; ip link set nearby name last; ip link set last up; ip link "
		     "set last down");
	veth_enter_far(veth);
	CHECK_INT(monitor_update(monitor), MONITOR_DOWN);
	CHECK(strcmp(monitor_name(monitor), "last") == 0);
	veth_enter_near(veth);
	veth_command("ip link set last up");
	CHECK_INT(wait_for(monitor, MONITOR_UP, true), MONITOR_UP);
}

static void moving_away_is_going(const struct veth *veth, struct monitor *monitor)
{
	veth_command("ip link set last netns /proc/%d/fd/%d", getpid(), veth->far_ns);
	CHECK_INT(wait_for(monitor, MONITOR_GONE, false), MONITOR_GONE);
	CHECK(!monitor_running(monitor));
	veth_enter_far(veth);
	veth_command("ip link set last netns /proc/%d/fd/%d && ip link set far up", getpid(), veth->near_ns);
	veth_enter_near(veth);
	CHECK_INT(monitor_update(monitor), MONITOR_GONE);
}

static void deletion_is_going(void)
{
	struct monitor *monitor, *loser;
	int small = 1;

	veth_command("ip link add short type bridge");
	REQUIRE(monitor_open(&monitor, (int)if_nametoindex("short"), NULL) == 0);
	REQUIRE(monitor_open(&loser, (int)if_nametoindex("short"), NULL) == 0);
	REQUIRE(setsockopt(monitor_fd(loser), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)) == 0);
	CHECK_INT(monitor_update(monitor), MONITOR_DOWN);
	veth_command("for i in 1 2 3 4 5 6; do ip link set short up; ip link set short down; done; ip link "
		     "del short");
	CHECK_INT(monitor_update(monitor), MONITOR_GONE);
	CHECK_INT(monitor_update(loser), MONITOR_GONE);
	monitor_close(monitor);
	monitor_close(loser);
}

static void refuses_what_is_not_there(void)
{
	struct monitor *monitor = (struct monitor *)&monitor;
	struct xsk_error err;

	CHECK_INT(monitor_open(&monitor, 7777, &err), -ENODEV);
	CHECK(monitor == NULL);
	CHECK_TEXT(err.text, "interface 7777");
	CHECK_INT(monitor_open(&monitor, 0, &err), -ENODEV);
	monitor_close(NULL);
}

int main(void)
{
	struct monitor *monitor;
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	REQUIRE(monitor_open(&monitor, veth.near_ifindex, NULL) == 0);
	sees_down_up_and_carrier(&veth, monitor);
	sees_a_new_name(monitor);
	leaving_a_bridge_is_not_going(monitor);
	asks_again_after_losing_some(&veth, monitor);
	moving_away_is_going(&veth, monitor);
	monitor_close(monitor);
	deletion_is_going();
	refuses_what_is_not_there();
	veth_destroy(&veth);
	return test_end();
}
