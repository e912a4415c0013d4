// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * xsk_interface__query tells what a veth is and can do; a caller with an older, shorter struct gets that
 * part.
 */
#include <errno.h>
#include <string.h>
#include <xsk/interface.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"

int main(void)
{
	struct xsk_interface_info info, part;
	struct xsk_error err;
	struct veth veth;

	test_begin();
	veth_create(&veth, 3, 2000);
	memset(&info, 0xff, sizeof(info));
	CHECK_INT(xsk_interface__query("near", &info, &err), 0);
	CHECK_INT(err.code, 0);
	CHECK_INT(info.ifindex, veth.near_ifindex);
	CHECK_TEXT(info.name, "near");
	CHECK_TEXT(info.kind, "veth");
	CHECK_TEXT(info.driver, "veth");
	CHECK_INT(info.mtu, 2000);
	CHECK(info.up && info.running && !info.default_route);
	CHECK_INT(info.rx_queues, 3);
	CHECK_INT(info.tx_queues, 3);
	CHECK_INT(info.zerocopy_segments, 0);
	if (info.features_known) {
		CHECK(info.features & XSK_FEATURE_NATIVE && info.features & XSK_FEATURE_REDIRECT);
		CHECK(info.features & XSK_FEATURE_MULTI_BUFFER && info.features & XSK_FEATURE_RX_HASH);
		CHECK(!(info.features & XSK_FEATURE_ZEROCOPY));
	} else {
		CHECK_INT(info.features, 0);
	}
	veth_command("ip addr add 10.0.0.1/24 dev near && ip route add default via 10.0.0.2 && "
		     "ip link property add dev near altname another-name-of-this-interface");
	CHECK_INT(xsk_interface__query("another-name-of-this-interface", &info, NULL), 0);
	CHECK(info.default_route);

	memset(&part, 0xff, sizeof(part));
	CHECK_INT(xsk_interface__query_sized("near", &part, offsetof(struct xsk_interface_info, name), &err),
		0);
	CHECK_INT(part.mtu, 2000);
	CHECK_INT((unsigned char)part.name[0], 0xff);

	CHECK_INT(xsk_interface__query("nosuch", &info, &err), -ENODEV);
	CHECK_TEXT(err.text, "nosuch");
	CHECK_INT(xsk_interface__query("", &info, NULL), -ENODEV);
	CHECK_INT(xsk_interface__query(NULL, &info, NULL), -ENODEV);
	veth_destroy(&veth);
	return test_end();
}
