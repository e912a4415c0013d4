// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_xdp_attach, _detach, _query and _query_id of bpf/libbpf.h: netlink/xdp.h with libbpf's contract, a
 * negative errno that is in errno too.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>

#include "base/options.h"
#include "netlink/features.h"
#include "netlink/xdp.h"

/* Where the last member ends: from there on a caller's struct must be zero. */
#define ATTACH_OPTS_BYTES (offsetof(struct bpf_xdp_attach_opts, old_prog_fd) + sizeof(int))
#define QUERY_OPTS_BYTES  (offsetof(struct bpf_xdp_query_opts, xdp_zc_max_segs) + sizeof(__u32))

static int result(int code)
{
	if (code < 0)
		errno = -code;
	return code;
}

/* An old program of -1 asks that there be none; 0 or no option asks nothing. */
static int set(int ifindex, int program_fd, uint32_t flags, const struct bpf_xdp_attach_opts *opts)
{
	int old;

	if (!options_valid(opts, ATTACH_OPTS_BYTES))
		return -EINVAL;
	old = OPTION_GET(opts, old_prog_fd, 0);
	if (old)
		flags |= XDP_FLAGS_REPLACE;
	return xdp_set(ifindex, program_fd, flags, old ? old : -1, NULL);
}

int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	return result(set(ifindex, prog_fd, flags, opts));
}

int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	return result(set(ifindex, -1, flags, opts));
}

/* The program that is meant when no mode is named; with programs in several modes there is no such. */
static uint32_t only_program(const struct xdp_attached *attached)
{
	switch (attached->mode) {
	case XDP_ATTACHED_DRV:
		return attached->driver;
	case XDP_ATTACHED_SKB:
		return attached->generic;
	case XDP_ATTACHED_HW:
		return attached->hardware;
	default:
		return 0;
	}
}

static bool flags_valid(uint32_t flags)
{
	uint32_t modes = flags & XDP_FLAGS_MODES;

	return !(flags & ~XDP_FLAGS_MASK) && !(modes & (modes - 1));
}

static int query(int ifindex, uint32_t flags, struct bpf_xdp_query_opts *opts)
{
	struct device_features features = { 0 };
	struct xdp_attached attached;
	int code;

	if (!options_valid(opts, QUERY_OPTS_BYTES) || !flags_valid(flags))
		return -EINVAL;
	code = xdp_query(ifindex, &attached, NULL);
	if (!code && OPTION_HAS(opts, feature_flags))
		code = device_features_get(ifindex, &features, NULL);
	if (code)
		return code;
	OPTION_SET(opts, prog_id, only_program(&attached));
	OPTION_SET(opts, drv_prog_id, attached.driver);
	OPTION_SET(opts, hw_prog_id, attached.hardware);
	OPTION_SET(opts, skb_prog_id, attached.generic);
	OPTION_SET(opts, attach_mode, attached.mode);
	OPTION_SET(opts, feature_flags, features.xdp);
	OPTION_SET(opts, xdp_zc_max_segs, features.zerocopy_max_segments);
	return 0;
}

int bpf_xdp_query(int ifindex, int flags, struct bpf_xdp_query_opts *opts)
{
	return result(query(ifindex, (uint32_t)flags, opts));
}

int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id)
{
	struct xdp_attached attached;
	int code;

	if (!flags_valid((uint32_t)flags))
		return result(-EINVAL);
	code = xdp_query(ifindex, &attached, NULL);
	if (code)
		return result(code);
	if (flags & XDP_FLAGS_DRV_MODE)
		*prog_id = attached.driver;
	else if (flags & XDP_FLAGS_HW_MODE)
		*prog_id = attached.hardware;
	else if (flags & XDP_FLAGS_SKB_MODE)
		*prog_id = attached.generic;
	else
		*prog_id = only_program(&attached);
	return 0;
}
