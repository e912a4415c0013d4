// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_xdp_attach, _detach, _query and _query_id of bpf/libbpf.h: netlink/xdp.h with libbpf's contract, a
 * negative errno that is in errno too.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>

#include "base/error.h"
#include "base/options.h"
#include "base/print.h"
#include "netlink/features.h"
#include "netlink/xdp.h"

/* Where the last member ends: from there on a caller's struct must be zero. */
#define ATTACH_OPTS_BYTES (offsetof(struct bpf_xdp_attach_opts, old_prog_fd) + sizeof(int))
#define QUERY_OPTS_BYTES  (offsetof(struct bpf_xdp_query_opts, xdp_zc_max_segs) + sizeof(__u32))

/* Prints last: the callback may do what it likes to errno. */
static int result(int code, const struct xsk_error *err)
{
	if (code >= 0)
		return code;
	print_warn("%s\n", err->text);
	errno = -code;
	return code;
}

static int opts_invalid(const char *type, struct xsk_error *err)
{
	return error_set(err, -EINVAL, "%s: its size is too small, or it has non-zero extra bytes", type);
}

/* An old program of -1 asks that there be none; 0 or no option asks nothing. */
static int set(int ifindex, int program_fd, uint32_t flags, const struct bpf_xdp_attach_opts *opts)
{
	struct xsk_error err;
	int old;

	if (!options_valid(opts, ATTACH_OPTS_BYTES))
		return result(opts_invalid("bpf_xdp_attach_opts", &err), &err);
	old = OPTION_GET(opts, old_prog_fd, 0);
	if (old)
		flags |= XDP_FLAGS_REPLACE;
	return result(xdp_set(ifindex, program_fd, flags, old ? old : -1, &err), &err);
}

int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	return set(ifindex, prog_fd, flags, opts);
}

int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	return set(ifindex, -1, flags, opts);
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

static int check_flags(uint32_t flags, struct xsk_error *err)
{
	uint32_t modes = flags & XDP_FLAGS_MODES;

	if (!(flags & ~XDP_FLAGS_MASK) && !(modes & (modes - 1)))
		return 0;
	return error_set(err, -EINVAL,
		"ask for an XDP program: flags 0x%x: one mode at most, and no unknown flag", flags);
}

static int query(int ifindex, uint32_t flags, struct bpf_xdp_query_opts *opts, struct xsk_error *err)
{
	struct device_features features = { 0 };
	struct xdp_attached attached;
	int code;

	if (!options_valid(opts, QUERY_OPTS_BYTES))
		return opts_invalid("bpf_xdp_query_opts", err);
	code = check_flags(flags, err);
	if (!code)
		code = xdp_query(ifindex, &attached, err);
	if (!code && OPTION_HAS(opts, feature_flags))
		code = device_features_get(ifindex, &features, err);
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
	struct xsk_error err;

	return result(query(ifindex, (uint32_t)flags, opts, &err), &err);
}

int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id)
{
	struct xdp_attached attached;
	struct xsk_error err;
	int code = check_flags((uint32_t)flags, &err);

	if (!code)
		code = xdp_query(ifindex, &attached, &err);
	if (code)
		return result(code, &err);
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
