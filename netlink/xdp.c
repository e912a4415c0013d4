// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* XDP programs attached, replaced, detached and looked for by rtnetlink. */
#include "netlink/xdp.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>

#include "base/error.h"
#include "netlink/exchange.h"
#include "netlink/interface_message.h"

static int build_set(struct nl_msg *request, int ifindex, int program_fd, uint32_t flags, int expected_fd)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC, .ifi_index = ifindex };
	struct nlattr *nest;

	if (nlmsg_append(request, &header, sizeof(header), NLMSG_ALIGNTO))
		return -ENOMEM;
	nest = nla_nest_start(request, IFLA_XDP);
	if (!nest || nla_put_s32(request, IFLA_XDP_FD, program_fd) ||
		(flags && nla_put_u32(request, IFLA_XDP_FLAGS, flags)) ||
		((flags & XDP_FLAGS_REPLACE) && nla_put_s32(request, IFLA_XDP_EXPECTED_FD, expected_fd)))
		return -ENOMEM;
	nla_nest_end(request, nest);
	return 0;
}

static const char *remedy(int code, uint32_t flags)
{
	switch (code) {
	case -EPERM:
		return " (needs CAP_NET_ADMIN)";
	case -ENODEV:
		return " (ip link shows the interfaces of this network namespace)";
	case -EBUSY:
		return flags & (XDP_FLAGS_REPLACE | XDP_FLAGS_UPDATE_IF_NOEXIST)
			       ? " (another program is attached: ip link, bpftool net)"
			       : " (a program is attached by a bpf_link: bpftool link; it goes with its "
				 "owner)";
	case -EEXIST:
		return " (a program is attached in the other mode, or was found although none was to be: ip "
		       "link)";
	case -EOPNOTSUPP:
		return flags & XDP_FLAGS_DRV_MODE ? " (the driver has no XDP of its own: use the skb mode)"
						  : "";
	case -ERANGE:
		return " (lower the MTU, or load the program with BPF_F_XDP_HAS_FRAGS)";
	case -EBADF:
		return " (no program has this descriptor)";
	default:
		return "";
	}
}

int xdp_set(int ifindex, int program_fd, uint32_t flags, int expected_fd, struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	scoped_message struct nl_msg *request = nlmsg_alloc_simple(RTM_SETLINK, 0);
	const char *step = program_fd < 0 ? "detach the XDP program of" : "attach an XDP program to";
	char label[32];
	int result;

	if (!request || build_set(request, ifindex, program_fd, flags, expected_fd))
		return error_set(err, -ENOMEM, "%s %s: %s", step, interface_label(ifindex, label),
			error_name(-ENOMEM));
	result = exchange_open(&exchange, NETLINK_ROUTE, err);
	if (result)
		return result;
	result = exchange_run(&exchange, request, NULL, NULL);
	if (result)
		return error_set(err, result, "%s %s: %s%s", step, interface_label(ifindex, label),
			exchange_reason(&exchange, result), remedy(result, flags));
	error_clear(err);
	return 0;
}

struct query {
	struct xdp_attached attached;
	bool answered;
};

/* With one program the kernel names it twice, as the program and under its mode; with several only the
 * latter. */
static int read_attached(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[IFLA_MAX + 1], *xdp[IFLA_XDP_MAX + 1];
	struct query *query = argument;
	int result = interface_attributes(answer, attributes);

	if (result)
		return result;
	query->answered = true;
	if (!attributes[IFLA_XDP])
		return 0;
	if (nla_parse_nested(xdp, IFLA_XDP_MAX, attributes[IFLA_XDP], NULL) < 0)
		return -EBADMSG;
	query->attached = (struct xdp_attached){
		.driver = attribute_u32(xdp[IFLA_XDP_DRV_PROG_ID], 0),
		.generic = attribute_u32(xdp[IFLA_XDP_SKB_PROG_ID], 0),
		.hardware = attribute_u32(xdp[IFLA_XDP_HW_PROG_ID], 0),
		.mode = attribute_u8(xdp[IFLA_XDP_ATTACHED], XDP_ATTACHED_NONE),
	};
	return 0;
}

int xdp_query(int ifindex, struct xdp_attached *attached, struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	scoped_message struct nl_msg *request = interface_request(ifindex, NULL);
	struct query query = { 0 };
	char label[32];
	int result;

	if (!request)
		return error_set(err, -ENOMEM, "ask for the XDP program of %s: %s",
			interface_label(ifindex, label), error_name(-ENOMEM));
	/* Without an index the kernel would take the request as one for a name that is missing: EINVAL. */
	if (ifindex <= 0)
		return error_set(err, -ENODEV,
			"ask for the XDP program of interface %d: there is none of this index", ifindex);
	result = exchange_open(&exchange, NETLINK_ROUTE, err);
	if (result)
		return result;
	result = exchange_run(&exchange, request, read_attached, &query);
	if (!result && !query.answered)
		result = -EBADMSG;
	if (result)
		return error_set(err, result, "ask for the XDP program of %s: %s",
			interface_label(ifindex, label), exchange_reason(&exchange, result));
	*attached = query.attached;
	error_clear(err);
	return 0;
}
