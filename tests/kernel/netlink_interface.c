// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What rtnetlink and ethtool say of a veth, by name, by alternative name, by index; and of what is not there.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "netlink/ethtool.h"
#include "netlink/interface.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#define LONG_NAME "a-name-longer-than-sixteen-characters"

/* Linux 5.13: before, a veth has no channels to be asked for or set. */
static bool has_channels(void)
{
	return system("ethtool -l near > /dev/null 2>&1") == 0;
}

static void finds_what_is_there(const struct veth *veth)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 7 };
	struct interface interface;
	struct xsk_error err = { .code = 1 };

	CHECK_INT(interface_by_name("near", &interface, &err), 0);
	CHECK_INT(err.code, 0);
	CHECK_INT(interface.ifindex, veth->near_ifindex);
	CHECK(strcmp(interface.name, "near") == 0);
	CHECK(strcmp(interface.kind, "veth") == 0);
	CHECK_INT(interface.mtu, 1700);
	CHECK(memcmp(interface.mac, mac, 6) == 0);
	CHECK(interface.up && interface.running);
	CHECK_INT(interface.numa_node, -1);
	CHECK_INT(interface.rx_queues, 4);
	CHECK_INT(interface.tx_queues, 4);

	veth_command("ip link property add dev near altname " LONG_NAME);
	CHECK_INT(interface_by_name(LONG_NAME, &interface, &err), 0);
	CHECK(strcmp(interface.name, "near") == 0);

	CHECK_INT(interface_by_index(veth->near_ifindex, &interface, NULL), 0);
	CHECK(strcmp(interface.name, "near") == 0);
}

static void counts_queues_in_use(void)
{
	struct interface interface;

	if (has_channels()) {
		veth_command("ethtool -L near rx 2 tx 3");
		CHECK_INT(interface_by_name("near", &interface, NULL), 0);
		CHECK_INT(interface.rx_queues, 2);
		CHECK_INT(interface.tx_queues, 3);
	}
	veth_command("ip link add alone numrxqueues 3 numtxqueues 2 type bridge");
	CHECK_INT(interface_by_name("alone", &interface, NULL), 0);
	CHECK_INT(interface.rx_queues, 3);
	CHECK_INT(interface.tx_queues, 2);
	CHECK(strcmp(interface.kind, "bridge") == 0);
	CHECK(!interface.up && !interface.running);
}

static void tells_channels_and_rings(const struct veth *veth)
{
	struct device_channels channels;
	struct device_rings rings;

	CHECK_INT(device_channels_get(veth->near_ifindex, &channels, NULL), 0);
	CHECK_INT(channels.rx, has_channels() ? 2 : 0);
	CHECK_INT(channels.tx, has_channels() ? 3 : 0);
	CHECK_INT(channels.combined, 0);
	CHECK_INT(channels.max_rx, has_channels() ? 4 : 0);
	CHECK_INT(channels.max_tx, has_channels() ? 4 : 0);
	/* A bridge has neither operation: no error, all zero. */
	CHECK_INT(device_channels_get((int)if_nametoindex("alone"), &channels, NULL), 0);
	CHECK_INT(channels.rx + channels.tx + channels.combined + channels.max_rx, 0);
	CHECK_INT(device_rings_get((int)if_nametoindex("alone"), &rings, NULL), 0);
	CHECK_INT(rings.rx + rings.tx + rings.max_rx + rings.max_tx, 0);
}

static void names_what_is_missing(void)
{
	struct device_channels channels;
	struct interface interface;
	struct xsk_error err;

	CHECK_INT(interface_by_name("nowhere", &interface, &err), -ENODEV);
	CHECK_INT(err.code, -ENODEV);
	CHECK_TEXT(err.text, "nowhere");
	CHECK_TEXT(err.text, "ip link");
	CHECK_INT(interface_by_name("another-name-that-is-nowhere", &interface, &err), -ENODEV);
	CHECK_INT(interface_by_name("", &interface, &err), -ENODEV);
	CHECK_INT(interface_by_index(0, &interface, &err), -ENODEV);
	CHECK_INT(interface_by_index(-3, &interface, &err), -ENODEV);
	CHECK_INT(interface_by_index(7777, &interface, &err), -ENODEV);
	CHECK_TEXT(err.text, "7777");
	CHECK_INT(device_channels_get(7777, &channels, &err), -ENODEV);
	CHECK_TEXT(err.text, "channels of interface 7777");
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 4, 1700);
	veth_command("ip link set near address 02:00:00:00:00:07");
	finds_what_is_there(&veth);
	counts_queues_in_use();
	tells_channels_and_rings(&veth);
	names_what_is_missing();
	veth_destroy(&veth);
	return test_end();
}
