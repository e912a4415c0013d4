// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Attach, replace, query and detach by netlink, in each mode; refusals carry the kernel's own words. */
#include <errno.h>
#include <linux/if_link.h>
#include <unistd.h>

#include "netlink/xdp.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static int pass, drop, frags;

static void attaches_in_each_mode(int ifindex)
{
	struct xdp_attached attached;
	struct xsk_error err;

	CHECK_INT(xdp_query(ifindex, &attached, &err), 0);
	CHECK_INT(attached.mode, XDP_ATTACHED_NONE);
	CHECK_INT(attached.driver + attached.generic + attached.hardware, 0);

	CHECK_INT(xdp_set(ifindex, pass, XDP_FLAGS_DRV_MODE, -1, &err), 0);
	CHECK_INT(err.code, 0);
	CHECK_INT(xdp_query(ifindex, &attached, NULL), 0);
	CHECK_INT(attached.mode, XDP_ATTACHED_DRV);
	CHECK_INT(attached.driver, program_id(pass));
	CHECK_INT(attached.generic, 0);
	CHECK_INT(xdp_set(ifindex, drop, XDP_FLAGS_SKB_MODE, -1, &err), -EEXIST);
	CHECK_TEXT(err.text, "attach an XDP program to near");
	CHECK_INT(xdp_set(ifindex, -1, XDP_FLAGS_DRV_MODE, -1, NULL), 0);

	CHECK_INT(xdp_set(ifindex, pass, XDP_FLAGS_SKB_MODE, -1, NULL), 0);
	CHECK_INT(xdp_query(ifindex, &attached, NULL), 0);
	CHECK_INT(attached.mode, XDP_ATTACHED_SKB);
	CHECK_INT(attached.generic, program_id(pass));
	CHECK_INT(attached.driver, 0);
	CHECK_INT(xdp_set(ifindex, -1, XDP_FLAGS_SKB_MODE, -1, NULL), 0);
	CHECK_INT(xdp_query(ifindex, &attached, NULL), 0);
	CHECK_INT(attached.mode, XDP_ATTACHED_NONE);
}

static void replaces_only_what_was_expected(int ifindex)
{
	struct xdp_attached attached;
	struct xsk_error err;

	CHECK_INT(xdp_set(ifindex, pass, XDP_FLAGS_DRV_MODE, -1, NULL), 0);
	CHECK_INT(xdp_set(ifindex, drop, XDP_FLAGS_DRV_MODE | XDP_FLAGS_UPDATE_IF_NOEXIST, -1, &err), -EBUSY);
	CHECK_TEXT(err.text, "XDP program already attached");
	CHECK_INT(xdp_set(ifindex, drop, XDP_FLAGS_DRV_MODE | XDP_FLAGS_REPLACE, drop, &err), -EEXIST);
	CHECK_TEXT(err.text, "Active program does not match expected");
	CHECK_INT(xdp_set(ifindex, drop, XDP_FLAGS_DRV_MODE | XDP_FLAGS_REPLACE, -1, &err), -EEXIST);
	CHECK_INT(xdp_set(ifindex, drop, XDP_FLAGS_DRV_MODE | XDP_FLAGS_REPLACE, pass, &err), 0);
	CHECK_INT(xdp_query(ifindex, &attached, NULL), 0);
	CHECK_INT(attached.driver, program_id(drop));
	CHECK_INT(xdp_set(ifindex, -1, XDP_FLAGS_DRV_MODE | XDP_FLAGS_REPLACE, pass, &err), -EEXIST);
	CHECK_TEXT(err.text, "detach the XDP program of near");
	CHECK_INT(xdp_set(ifindex, -1, XDP_FLAGS_DRV_MODE | XDP_FLAGS_REPLACE, drop, &err), 0);
	CHECK_INT(xdp_query(ifindex, &attached, NULL), 0);
	CHECK_INT(attached.driver, 0);
}

/* veth limits the MTU of its peer to a page; with fragments there is no such limit. */
static void passes_the_drivers_words_on(int ifindex)
{
	struct xsk_error err;

	veth_command("ip link set near mtu 9000");
	CHECK_INT(xdp_set(ifindex, pass, XDP_FLAGS_DRV_MODE, -1, &err), 0);
	CHECK_INT(xdp_set(ifindex, -1, XDP_FLAGS_DRV_MODE, -1, &err), 0);
}

static void far_mtu_is_too_large(const struct veth *veth)
{
	struct xsk_error err;

	veth_enter_far(veth);
	veth_command("ip link set far mtu 9000");
	veth_enter_near(veth);
	CHECK_INT(xdp_set(veth->near_ifindex, pass, XDP_FLAGS_DRV_MODE, -1, &err), -ERANGE);
	CHECK_INT(err.code, -ERANGE);
	CHECK_TEXT(err.text, "Peer MTU is too large to set XDP");
	CHECK_TEXT(err.text, "BPF_F_XDP_HAS_FRAGS");
	if (frags < 0) {
		printf("not looked at: programs for packets of several frames (Linux 5.18)\n");
		return;
	}
	CHECK_INT(xdp_set(veth->near_ifindex, frags, XDP_FLAGS_DRV_MODE, -1, &err), 0);
	CHECK_INT(xdp_set(veth->near_ifindex, -1, XDP_FLAGS_DRV_MODE, -1, &err), 0);
}

static void refuses_what_cannot_be(const struct veth *veth)
{
	struct xdp_attached attached;
	struct xsk_error err;
	int closed = 900;

	CHECK_INT(xdp_set(7777, pass, 0, -1, &err), -ENODEV);
	CHECK_TEXT(err.text, "interface 7777");
	CHECK_INT(xdp_set(veth->near_ifindex, closed, 0, -1, &err), -EBADF);
	CHECK_INT(xdp_set(veth->near_ifindex, pass, XDP_FLAGS_DRV_MODE | XDP_FLAGS_SKB_MODE, -1, &err),
		-EINVAL);
	CHECK_INT(xdp_query(7777, &attached, &err), -ENODEV);
	CHECK_INT(xdp_query(0, &attached, &err), -ENODEV);
	CHECK_INT(xdp_query(-1, &attached, &err), -ENODEV);
	CHECK_INT(xdp_query(veth->near_ifindex, &attached, NULL), 0);
	CHECK_INT(attached.mode, XDP_ATTACHED_NONE);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	pass = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	drop = program_load(BPF_PROG_TYPE_XDP, XDP_DROP, 0);
	frags = program_try(BPF_PROG_TYPE_XDP, XDP_PASS, 1 << 5 /* BPF_F_XDP_HAS_FRAGS, 5.18 */);
	attaches_in_each_mode(veth.near_ifindex);
	replaces_only_what_was_expected(veth.near_ifindex);
	passes_the_drivers_words_on(veth.near_ifindex);
	far_mtu_is_too_large(&veth);
	refuses_what_cannot_be(&veth);
	close(pass);
	close(drop);
	if (frags >= 0)
		close(frags);
	veth_destroy(&veth);
	return test_end();
}
