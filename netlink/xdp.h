/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * XDP by rtnetlink. The public bpf_xdp_attach, _detach, _query and _query_id (bpf/libbpf.h) are thin forms of
 * these, which also pass the kernel's extended-ack text on.
 */
#ifndef NETLINK_XDP_H
#define NETLINK_XDP_H

#include <stdint.h>
#include <xsk/error.h>

/* What is attached: program ids, 0 for none. */
struct xdp_attached {
	uint32_t driver, generic, hardware;
	uint8_t mode; /* XDP_ATTACHED_* of linux/if_link.h */
};

/*
 * Attach (fd >= 0) or detach (fd -1). @flags: XDP_FLAGS_*; @expected_fd: program that must be there now, used
 * with XDP_FLAGS_REPLACE, else -1.
 */
int xdp_set(int ifindex, int program_fd, uint32_t flags, int expected_fd, struct xsk_error *err);

int xdp_query(int ifindex, struct xdp_attached *attached, struct xsk_error *err);

#endif
