// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The "netdev" generic netlink family: what a driver can do with XDP. */
#include "netlink/features.h"

#include <errno.h>
#include <netlink/genl/genl.h>
#include <stdatomic.h>

#include "base/error.h"
#include "base/uapi.h"
#include "netlink/exchange.h"
#include "netlink/interface_message.h"

/* Before Linux 6.3, which has the family built in: such a kernel runs modprobe each time it is asked. */
static atomic_bool absent;

/* A kernel that knows the family but not an attribute leaves it out: zero. */
static int read_features(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[UAPI_NETDEV_A_DEV_XSK_FEATURES + 1];

	if (genlmsg_parse(answer, 0, attributes, UAPI_NETDEV_A_DEV_XSK_FEATURES, NULL) < 0)
		return -EBADMSG;
	*(struct device_features *)argument = (struct device_features){
		.known = true,
		.xdp = attribute_u64(attributes[UAPI_NETDEV_A_DEV_XDP_FEATURES], 0),
		.zerocopy_max_segments = attribute_u32(attributes[UAPI_NETDEV_A_DEV_XDP_ZC_MAX_SEGS], 0),
		.rx_metadata = attribute_u64(attributes[UAPI_NETDEV_A_DEV_XDP_RX_METADATA_FEATURES], 0),
		.xsk = attribute_u64(attributes[UAPI_NETDEV_A_DEV_XSK_FEATURES], 0),
	};
	return 0;
}

int device_features_get(int ifindex, struct device_features *features, struct xsk_error *err)
{
	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
	scoped_message struct nl_msg *request = nlmsg_alloc();
	char label[32];
	int result, family;

	*features = (struct device_features){ 0 };
	error_clear(err);
	if (atomic_load_explicit(&absent, memory_order_relaxed))
		return 0;
	result = exchange_open(&exchange, NETLINK_GENERIC, err);
	if (result)
		return result;
	family = exchange_family(&exchange, UAPI_NETDEV_FAMILY_NAME);
	if (family == -ENOENT) {
		atomic_store_explicit(&absent, true, memory_order_relaxed);
		return 0;
	}
	result = family < 0 ? family : 0;
	if (!result && (!request || !genlmsg_put(request, 0, 0, family, 0, 0, UAPI_NETDEV_CMD_DEV_GET, 1) ||
			       nla_put_u32(request, UAPI_NETDEV_A_DEV_IFINDEX, (uint32_t)ifindex)))
		result = -ENOMEM;
	if (!result)
		result = exchange_run(&exchange, request, read_features, features);
	if (!result && !features->known)
		result = -EBADMSG;
	if (result)
		return error_set(err, result, "ask for the XDP features of %s: %s",
			interface_label(ifindex, label), exchange_reason(&exchange, result));
	error_clear(err);
	return 0;
}
