// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The default program of xdp/xsk.h: the redirect program of the packet API without a match, so that both
 * share an interface.
 */
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/uapi.h"
#include "xsk/umem.h"

/* How long to look again while another process is just attaching or ending. */
#define DEADLINE_MS 1000

static int wish_mode(struct attachment_wish *wish, uint32_t xdp_flags, struct xsk_error *err)
{
	wish->mode = XSK_MODE_NATIVE;
	if (xdp_flags & XDP_FLAGS_HW_MODE)
		return error_set(err, -EOPNOTSUPP,
			"default program for %s: XDP_FLAGS_HW_MODE: no NIC redirects to AF_XDP in hardware",
			wish->ifname);
	if (xdp_flags & XDP_FLAGS_SKB_MODE)
		wish->mode = XSK_MODE_SKB;
	else if (!(xdp_flags & XDP_FLAGS_DRV_MODE))
		wish->join_any_mode = true;
	return 0;
}

int socket_join_program(struct xsk_socket *xsk, int ifindex, const char *ifname,
	const struct xsk_socket_config *config, struct xsk_error *err)
{
	struct attachment_wish wish = {
		.ifindex = ifindex,
		.ifname = ifname,
		.map_entries = 1,
		.deadline_ms = DEADLINE_MS,
		.frags = config->bind_flags & UAPI_XDP_USE_SG,
	};
	int code = wish_mode(&wish, config->xdp_flags, err);

	return code ? code : attachment_open(&xsk->attachment, &wish, err);
}

int xsk_setup_xdp_prog(int ifindex, int *xsks_map_fd)
{
	struct attachment attachment;
	char ifname[IF_NAMESIZE];
	struct attachment_wish wish = {
		.ifindex = ifindex,
		.ifname = ifname,
		.map_entries = 1,
		.mode = XSK_MODE_NATIVE,
		.join_any_mode = true,
		.stays = true,
		.deadline_ms = DEADLINE_MS,
	};
	struct xsk_error err;
	int code;

	if (ifindex <= 0 || !if_indextoname((unsigned int)ifindex, ifname))
		return xsk_failed(-ENODEV, NULL);
	code = attachment_open(&attachment, &wish, &err);
	if (code)
		return xsk_failed(code, &err);
	if (xsks_map_fd)
		*xsks_map_fd = take_fd(&attachment.map_fd);
	attachment_close(&attachment);
	return 0;
}
