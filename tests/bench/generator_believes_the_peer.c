// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Live frames into an interface whose peer has neither a program nor GRO are all lost, and the kernel says success: the
 * generator looks at the counters before it believes, and says what is missing.
 */
#include <errno.h>

#include "bench/generator.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

int main(void)
{
	struct generator_opts opts = { .kind = GENERATOR_LIVE, .ifname = "far", .limit = 1000, .cpu = -1 };
	struct generator *generator;
	struct xsk_error err = { 0 };
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	opts.netns_fd = veth.far_ns;
	frame_plan_init(&opts.plan);
	CHECK_INT(generator_open(&generator, &opts, &err), -ENOTCONN);
	CHECK_TEXT(err.text, "far do not arrive: its peer runs no XDP program and no GRO");
	veth_command("ethtool -K near gro on");
	err.text[0] = '\0';
	if (generator_open(&generator, &opts, &err))
		test_failed(__FILE__, __LINE__, "with GRO: %s", err.text);
	else
		generator_close(generator);
	veth_destroy(&veth);
	return test_end();
}
