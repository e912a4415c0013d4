// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Channels and rings by the "ethtool" generic netlink family (Linux 5.8). */
#include "netlink/ethtool.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <netlink/genl/genl.h>
#include <string.h>

#include "base/error.h"
#include "netlink/exchange.h"
#include "netlink/interface_message.h"

struct question {
	uint8_t command;
	int header;          /* attribute of the request that names the interface */
	const char *subject; /* for the error's text */
};

static int build(struct nl_msg *request, int family, const struct question *question, int ifindex)
{
	struct nlattr *nest;

	if (!genlmsg_put(request, 0, 0, family, 0, 0, question->command, ETHTOOL_GENL_VERSION))
		return -ENOMEM;
	nest = nla_nest_start(request, question->header);
	if (!nest || nla_put_u32(request, ETHTOOL_A_HEADER_DEV_INDEX, (uint32_t)ifindex))
		return -ENOMEM;
	nla_nest_end(request, nest);
	return 0;
}

/*
 * Asks, and gives the answer's attributes to @answer. A kernel without the family or a driver without the
 * operation is no error: @answer is not called then.
 */
static int ask(const struct question *question, int ifindex, exchange_answer *answer, void *argument,
	struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	scoped_message struct nl_msg *request = nlmsg_alloc();
	char label[32];
	int result, family;

	result = exchange_open(&exchange, NETLINK_GENERIC, err);
	if (result)
		return result;
	family = exchange_family(&exchange, ETHTOOL_GENL_NAME);
	if (family == -ENOENT) {
		error_clear(err);
		return 0;
	}
	result = family < 0 ? family : request ? build(request, family, question, ifindex) : -ENOMEM;
	if (!result)
		result = exchange_run(&exchange, request, answer, argument);
	if (!result || result == -EOPNOTSUPP) {
		error_clear(err);
		return 0;
	}
	return error_set(err, result, "ask for the %s of %s: %s", question->subject,
		interface_label(ifindex, label), exchange_reason(&exchange, result));
}

static int read_channels(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[ETHTOOL_A_CHANNELS_MAX + 1];

	if (genlmsg_parse(answer, 0, attributes, ETHTOOL_A_CHANNELS_MAX, NULL) < 0)
		return -EBADMSG;
	*(struct device_channels *)argument = (struct device_channels){
		.rx = attribute_u32(attributes[ETHTOOL_A_CHANNELS_RX_COUNT], 0),
		.tx = attribute_u32(attributes[ETHTOOL_A_CHANNELS_TX_COUNT], 0),
		.combined = attribute_u32(attributes[ETHTOOL_A_CHANNELS_COMBINED_COUNT], 0),
		.max_rx = attribute_u32(attributes[ETHTOOL_A_CHANNELS_RX_MAX], 0),
		.max_tx = attribute_u32(attributes[ETHTOOL_A_CHANNELS_TX_MAX], 0),
		.max_combined = attribute_u32(attributes[ETHTOOL_A_CHANNELS_COMBINED_MAX], 0),
	};
	return 0;
}

int device_channels_get(int ifindex, struct device_channels *channels, struct xsk_error *err)
{
	static const struct question question = { ETHTOOL_MSG_CHANNELS_GET, ETHTOOL_A_CHANNELS_HEADER,
		"channels" };

	memset(channels, 0, sizeof(*channels));
	return ask(&question, ifindex, read_channels, channels, err);
}

static int read_rings(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[ETHTOOL_A_RINGS_MAX + 1];

	if (genlmsg_parse(answer, 0, attributes, ETHTOOL_A_RINGS_MAX, NULL) < 0)
		return -EBADMSG;
	*(struct device_rings *)argument = (struct device_rings){
		.rx = attribute_u32(attributes[ETHTOOL_A_RINGS_RX], 0),
		.tx = attribute_u32(attributes[ETHTOOL_A_RINGS_TX], 0),
		.max_rx = attribute_u32(attributes[ETHTOOL_A_RINGS_RX_MAX], 0),
		.max_tx = attribute_u32(attributes[ETHTOOL_A_RINGS_TX_MAX], 0),
	};
	return 0;
}

int device_rings_get(int ifindex, struct device_rings *rings, struct xsk_error *err)
{
	static const struct question question = { ETHTOOL_MSG_RINGS_GET, ETHTOOL_A_RINGS_HEADER,
		"ring sizes" };

	memset(rings, 0, sizeof(*rings));
	return ask(&question, ifindex, read_rings, rings, err);
}
