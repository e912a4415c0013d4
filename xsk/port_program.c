// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The program that redirects to a port's queues: the library's own (attachment.h), or the caller's. */
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

#include "base/error.h"
#include "base/syscall.h"
#include "xsk/port_state.h"

static int check_map(const struct xsk_port *port, uint32_t *entries, struct xsk_error *err)
{
	struct bpf_map_info info = { 0 };
	union bpf_attr attr = { 0 };
	uint32_t last = port->opts.first_queue + port->count - 1;
	int code;

	attr.info.bpf_fd = (uint32_t)port->opts.map_fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)&info;
	code = sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	if (code == -EBADFD) /* the kernel's word here for EBADF */
		code = -EBADF;
	if (code)
		return error_set(err, code, "open %s: .map_fd %d: %s", port->interface.name,
			port->opts.map_fd, code == -EINVAL ? "is no BPF map" : error_name(code));
	if (info.type != BPF_MAP_TYPE_XSKMAP)
		return error_set(err, -EINVAL,
			"open %s: map \"%.16s\" (.map_fd) is of type %u, not an XSKMAP (%d)",
			port->interface.name, info.name, info.type, BPF_MAP_TYPE_XSKMAP);
	if (last >= info.max_entries)
		return error_set(err, -EINVAL, "open %s: map \"%.16s\" has %u entries, queue %u needs %u",
			port->interface.name, info.name, info.max_entries, last, last + 1);
	*entries = info.max_entries;
	return 0;
}

static int link_program(struct xsk_port *port, enum xsk_mode mode, struct xsk_error *err)
{
	union bpf_attr attr = { 0 };
	int code;

	attr.link_create.prog_fd = (uint32_t)port->opts.program_fd;
	attr.link_create.target_ifindex = (uint32_t)port->interface.ifindex;
	attr.link_create.attach_type = BPF_XDP;
	attr.link_create.flags = mode == XSK_MODE_SKB ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
	code = sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
	if (code < 0)
		return error_set(err, code, "attach the caller's program to %s: %s%s", port->interface.name,
			error_name(code),
			code == -EBUSY || code == -EEXIST ? " (another XDP program is attached: ip link show)"
			: code == -EINVAL                 ? " (is .program_fd an XDP program?)"
							  : "");
	port->attachment.link_fd = code;
	port->attachment.native = mode != XSK_MODE_SKB;
	return 0;
}

static int attach_callers(struct xsk_port *port, enum xsk_mode mode, struct xsk_error *err)
{
	struct attachment *attachment = &port->attachment;
	int code = check_map(port, &attachment->map_entries, err);

	if (code)
		return code;
	attachment->map_fd = sys_dup(port->opts.map_fd);
	if (attachment->map_fd < 0)
		return error_set(err, attachment->map_fd, "open %s: duplicate .map_fd: %s",
			port->interface.name, error_name(attachment->map_fd));
	if (port->opts.program_fd <= 0) {
		/* Attached already, by somebody, in some mode. */
		attachment->native = mode != XSK_MODE_SKB;
		return 0;
	}
	if (mode != XSK_MODE_AUTO)
		return link_program(port, mode, err);
	code = link_program(port, XSK_MODE_NATIVE, err);
	if (code == -EOPNOTSUPP || code == -EINVAL || code == -ERANGE)
		code = link_program(port, XSK_MODE_SKB, err);
	return code;
}

int port_attach(struct xsk_port *port, enum xsk_mode mode, struct xsk_error *err)
{
	struct attachment_wish wish = {
		.ifindex = port->interface.ifindex,
		.ifname = port->interface.name,
		.map_entries = port->interface.rx_queues > port->opts.first_queue + port->count
				       ? port->interface.rx_queues
				       : port->opts.first_queue + port->count,
		.mode = mode,
		.match = port->opts.match,
		.match_count = port->opts.match_count,
		.pass_all = port->opts.no_receive,
		.deadline_ms = port->opts.bind_timeout_ms,
	};

	if (port->opts.map_fd > 0)
		return attach_callers(port, mode, err);
	/* A driver in zero-copy makes its rings for sending only when a program is there. */
	if (port->opts.no_receive && mode != XSK_MODE_ZEROCOPY) {
		port->attachment.native = mode != XSK_MODE_SKB;
		return 0;
	}
	return attachment_open(&port->attachment, &wish, err);
}
