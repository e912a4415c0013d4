// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* bpf_xdp_attach and its kin keep libbpf's contract: codes, errno, option structs of any size, what is
 * written. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static int pass, drop, near;

#define CHECK_FAILS(call, code)           \
	do {                              \
		errno = 0;                \
		CHECK_INT(call, -(code)); \
		CHECK_INT(errno, code);   \
	} while (0)

static void attaches_and_replaces(void)
{
	struct bpf_xdp_attach_opts opts = { .sz = sizeof(opts) };

	CHECK_INT(bpf_xdp_attach(near, pass, XDP_FLAGS_DRV_MODE, NULL), 0);
	opts.old_prog_fd = drop;
	CHECK_FAILS(bpf_xdp_attach(near, drop, XDP_FLAGS_DRV_MODE, &opts), EEXIST);
	opts.old_prog_fd = -1;
	CHECK_FAILS(bpf_xdp_attach(near, drop, XDP_FLAGS_DRV_MODE, &opts), EEXIST);
	opts.old_prog_fd = 0;
	CHECK_FAILS(bpf_xdp_attach(near, drop, XDP_FLAGS_DRV_MODE | XDP_FLAGS_REPLACE, &opts), EEXIST);
	CHECK_FAILS(
		bpf_xdp_attach(near, drop, XDP_FLAGS_DRV_MODE | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL), EBUSY);
	opts.old_prog_fd = pass;
	CHECK_INT(bpf_xdp_attach(near, drop, XDP_FLAGS_DRV_MODE, &opts), 0);
	CHECK_FAILS(bpf_xdp_detach(near, XDP_FLAGS_DRV_MODE, &opts), EEXIST);
	/* A struct that ends before the member has not set it. */
	opts.sz = sizeof(size_t);
	CHECK_INT(bpf_xdp_detach(near, XDP_FLAGS_DRV_MODE, &opts), 0);
	CHECK_INT(bpf_xdp_detach(near, XDP_FLAGS_DRV_MODE, NULL), 0);
}

static void queries(void)
{
	struct bpf_xdp_query_opts opts = { .sz = sizeof(opts) };
	uint32_t id = 77;

	CHECK_INT(bpf_xdp_query_id(near, 0, &id), 0);
	CHECK_INT(id, 0);
	CHECK_INT(bpf_xdp_attach(near, pass, XDP_FLAGS_SKB_MODE, NULL), 0);
	CHECK_INT(bpf_xdp_query(near, 0, &opts), 0);
	CHECK_INT(opts.prog_id, program_id(pass));
	CHECK_INT(opts.skb_prog_id, program_id(pass));
	CHECK_INT(opts.drv_prog_id + opts.hw_prog_id, 0);
	CHECK_INT(opts.attach_mode, XDP_ATTACHED_SKB);
	CHECK_INT(bpf_xdp_query_id(near, XDP_FLAGS_SKB_MODE, &id), 0);
	CHECK_INT(id, program_id(pass));
	CHECK_INT(bpf_xdp_query_id(near, XDP_FLAGS_DRV_MODE, &id), 0);
	CHECK_INT(id, 0);
	CHECK_INT(bpf_xdp_query_id(near, 0, &id), 0);
	CHECK_INT(id, program_id(pass));
	CHECK_INT(bpf_xdp_detach(near, XDP_FLAGS_SKB_MODE, NULL), 0);

	CHECK_INT(bpf_xdp_attach(near, pass, XDP_FLAGS_DRV_MODE, NULL), 0);
	CHECK_INT(bpf_xdp_query(near, 0, &opts), 0);
	CHECK_INT(opts.drv_prog_id, program_id(pass));
	CHECK_INT(opts.prog_id, program_id(pass));
	CHECK_INT(bpf_xdp_query_id(near, XDP_FLAGS_DRV_MODE, &id), 0);
	CHECK_INT(id, program_id(pass));
	CHECK_INT(bpf_xdp_detach(near, XDP_FLAGS_DRV_MODE, NULL), 0);
}

static void option_structs_of_any_size(void)
{
	struct {
		struct bpf_xdp_query_opts opts;
		uint64_t extra;
	} longer;
	struct bpf_xdp_attach_opts tiny = { .sz = 4 };

	CHECK_FAILS(bpf_xdp_attach(near, pass, 0, &tiny), EINVAL);
	memset(&longer, 0, sizeof(longer));
	longer.opts.sz = sizeof(longer);
	CHECK_INT(bpf_xdp_query(near, 0, &longer.opts), 0);
	longer.extra = 1;
	CHECK_FAILS(bpf_xdp_query(near, 0, &longer.opts), EINVAL);

	memset(&longer, 0x77, sizeof(longer));
	longer.opts.sz = offsetof(struct bpf_xdp_query_opts, attach_mode);
	CHECK_INT(bpf_xdp_query(near, 0, &longer.opts), 0);
	CHECK_INT(longer.opts.skb_prog_id, 0);
	CHECK_INT(longer.opts.attach_mode, 0x77);
	CHECK_INT(longer.opts.xdp_zc_max_segs, 0x77777777);
	CHECK_INT(bpf_xdp_query(near, 0, NULL), 0);
}

static void refuses(void)
{
	struct bpf_xdp_query_opts opts = { .sz = sizeof(opts) };
	uint32_t id;

	CHECK_FAILS(bpf_xdp_attach(7777, pass, 0, NULL), ENODEV);
	CHECK_FAILS(bpf_xdp_attach(0, pass, 0, NULL), EINVAL);
	CHECK_FAILS(bpf_xdp_attach(near, 999, 0, NULL), EBADF);
	CHECK_FAILS(bpf_xdp_attach(near, pass, XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE, NULL), EINVAL);
	CHECK_FAILS(bpf_xdp_query(7777, 0, &opts), ENODEV);
	CHECK_FAILS(bpf_xdp_query(near, XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE, &opts), EINVAL);
	CHECK_FAILS(bpf_xdp_query(near, 0x100, &opts), EINVAL);
	CHECK_FAILS(bpf_xdp_query_id(near, XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE, &id), EINVAL);
	CHECK_FAILS(bpf_xdp_query_id(7777, 0, &id), ENODEV);
}

static char printed[600];
static enum libbpf_print_level printed_level;

static int take_message(enum libbpf_print_level level, const char *format, va_list args)
{
	printed_level = level;
	errno = 77;
	return vsnprintf(printed, sizeof(printed), format, args);
}

static void passes_the_kernels_words_to_the_callback(void)
{
	libbpf_print_fn_t before = libbpf_set_print(take_message);

	CHECK_INT(bpf_xdp_attach(near, pass, XDP_FLAGS_DRV_MODE, NULL), 0);
	CHECK(printed[0] == '\0');
	CHECK_FAILS(
		bpf_xdp_attach(near, pass, XDP_FLAGS_DRV_MODE | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL), EBUSY);
	CHECK_TEXT(printed, "XDP program already attached");
	CHECK_INT(printed_level, LIBBPF_WARN);
	CHECK(printed[strlen(printed) - 1] == '\n');
	CHECK_FAILS(bpf_xdp_query(7777, 0, NULL), ENODEV);
	CHECK_TEXT(printed, "interface 7777");
	CHECK_FAILS(bpf_xdp_query(near, 0x100, NULL), EINVAL);
	CHECK_TEXT(printed, "0x100");
	CHECK_INT(bpf_xdp_detach(near, XDP_FLAGS_DRV_MODE, NULL), 0);
	libbpf_set_print(before);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	near = veth.near_ifindex;
	pass = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	drop = program_load(BPF_PROG_TYPE_XDP, XDP_DROP, 0);
	passes_the_kernels_words_to_the_callback();
	libbpf_set_print(NULL);
	attaches_and_replaces();
	queries();
	option_structs_of_any_size();
	refuses();
	close(pass);
	close(drop);
	veth_destroy(&veth);
	return test_end();
}
