// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The XDP features of a veth, which change while its peer gets a program; unknown on a kernel without the
 * family. */
#include <errno.h>

#include "netlink/features.h"
#include "netlink/xdp.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#include <unistd.h>

#define BASIC     1
#define REDIRECT  2
#define NDO_XMIT  4
#define ZEROCOPY  8
#define RX_SG     32
#define TIMESTAMP 1
#define HASH      2

int main(void)
{
	struct device_features features;
	struct xsk_error err;
	struct veth veth;
	int pass;

	test_begin();
	veth_create(&veth, 1, 0);
	CHECK_INT(device_features_get(veth.near_ifindex, &features, &err), 0);
	CHECK_INT(err.code, 0);
	if (!features.known) {
		CHECK_INT(features.xdp + features.zerocopy_max_segments + features.rx_metadata + features.xsk,
			0);
		CHECK_INT(device_features_get(7777, &features, &err), 0);
		veth_destroy(&veth);
		return test_end();
	}
	CHECK_INT(features.xdp & (BASIC | REDIRECT | RX_SG), BASIC | REDIRECT | RX_SG);
	CHECK_INT(features.xdp & (NDO_XMIT | ZEROCOPY), 0);
	CHECK_INT(features.zerocopy_max_segments, 0);
	CHECK_INT(features.rx_metadata & (TIMESTAMP | HASH), TIMESTAMP | HASH);

	pass = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	veth_enter_far(&veth);
	CHECK_INT(xdp_set(veth.far_ifindex, pass, 0, -1, NULL), 0);
	veth_enter_near(&veth);
	CHECK_INT(device_features_get(veth.near_ifindex, &features, NULL), 0);
	CHECK_INT(features.xdp & NDO_XMIT, NDO_XMIT);
	close(pass);

	CHECK_INT(device_features_get(7777, &features, &err), -ENODEV);
	CHECK(!features.known);
	CHECK_TEXT(err.text, "XDP features of interface 7777");
	veth_destroy(&veth);
	return test_end();
}
