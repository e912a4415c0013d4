// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The driver's drop counters by queue: they count, from any namespace, under a new name, and notice other
 * queues. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink/ethtool.h"
#include "netlink/xdp.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

/*
 * Packets from the far end to near, whose program redirects into nowhere: veth counts them as drops of the
 * queue that they came in by.
 */
static void send_some(const struct veth *veth, int count)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_ifindex = veth->far_ifindex, .sll_halen = 6
	};
	unsigned char packet[64] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };
	int fd;

	veth_enter_far(veth);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	REQUIRE(fd >= 0);
	for (int i = 0; i < count; i++)
		REQUIRE(sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&address, sizeof(address)) ==
			(ssize_t)sizeof(packet));
	close(fd);
}

static void counts(const struct veth *veth, const struct driver_drops *drops)
{
	uint64_t values[6];

	CHECK_INT(driver_drops_read(drops, values), 0);
	for (int i = 0; i < 6; i++)
		CHECK_INT(values[i], 0);
	send_some(veth, 30);
	veth_command("sleep 0.1");
	/* Read from the far namespace: the socket belongs to the near one. */
	CHECK_INT(driver_drops_read(drops, values), 0);
	CHECK_INT(values[0] + values[1] + values[2] + values[3], 30);
	CHECK_INT(values[4] + values[5], 0);
	veth_enter_near(veth);
	veth_command("ip link set near down; ip link set near name renamed; ip link set renamed up");
	CHECK_INT(driver_drops_read(drops, values), 0);
	CHECK_INT(values[0] + values[1] + values[2] + values[3], 30);
}

static void notices_other_queues(struct driver_drops *drops)
{
	uint64_t values[6];

	if (system("ethtool -l renamed > /dev/null 2>&1")) {
		printf("not looked at: a veth whose queues change (Linux 5.13)\n");
		return;
	}
	veth_command("ethtool -L renamed rx 1 tx 1");
	CHECK_INT(driver_drops_read(drops, values), -ESTALE);
	veth_command("ethtool -L renamed rx 4 tx 4");
	CHECK_INT(driver_drops_read(drops, values), 0);
	driver_drops_close(drops);
	veth_command("ethtool -L renamed rx 1 tx 1");
	REQUIRE(driver_drops_open(drops, "renamed", 6, NULL) == 0);
	/* More counters now than there is room for. */
	veth_command("ethtool -L renamed rx 4 tx 4");
	CHECK_INT(driver_drops_read(drops, values), -ESTALE);
}

static void a_driver_without_counters_has_none(void)
{
	struct driver_drops drops;
	struct xsk_error err;
	uint64_t values[2] = { 7, 7 };

	CHECK_INT(driver_drops_open(&drops, "lo", 2, &err), 0);
	CHECK_INT(driver_drops_read(&drops, values), 0);
	CHECK_INT(values[0] + values[1], 0);
	driver_drops_close(&drops);
	CHECK_INT(driver_drops_open(&drops, "nowhere", 2, &err), -ENODEV);
	CHECK_TEXT(err.text, "nowhere");
	CHECK_INT(drops.fd, -1);
	CHECK_INT(driver_drops_open(&drops, "a-name-longer-than-sixteen", 2, &err), -ENODEV);
	driver_drops_close(&drops);
	driver_drops_close(NULL);
}

int main(void)
{
	struct driver_drops drops;
	struct xsk_error err;
	struct veth veth;
	int program;

	test_begin();
	veth_create(&veth, 4, 0);
	/* Without a target set before, it leads nowhere. */
	program = program_load(BPF_PROG_TYPE_XDP, XDP_REDIRECT, 0);
	CHECK_INT(xdp_set(veth.near_ifindex, program, XDP_FLAGS_DRV_MODE, -1, NULL), 0);
	REQUIRE(driver_drops_open(&drops, "near", 6, &err) == 0);
	CHECK_INT(err.code, 0);
	counts(&veth, &drops);
	CHECK_INT(xdp_set(veth.near_ifindex, -1, XDP_FLAGS_DRV_MODE, -1, NULL), 0);
	notices_other_queues(&drops);
	veth_command("ip link del renamed");
	CHECK_INT(driver_drops_read(&drops, (uint64_t[6]){ 0 }), -ENODEV);
	driver_drops_close(&drops);
	driver_drops_close(&drops);
	a_driver_without_counters_has_none();
	close(program);
	veth_destroy(&veth);
	return test_end();
}
