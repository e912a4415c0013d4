// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Interface statistics by rtnetlink. */
#include "bench/counters.h"

#include <errno.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/fail.h"

struct counter_reader {
	struct nl_sock *socket;
	char ifname[IF_NAMESIZE];
};

int counters_open(struct counter_reader **reader, const char *ifname, struct xsk_error *err)
{
	struct counter_reader *opened = calloc(1, sizeof(*opened));

	*reader = NULL;
	if (!opened)
		return fail(err, -ENOMEM, "no memory");
	snprintf(opened->ifname, sizeof(opened->ifname), "%s", ifname);
	opened->socket = nl_socket_alloc();
	if (!opened->socket || nl_connect(opened->socket, NETLINK_ROUTE)) {
		counters_close(opened);
		return fail(err, -ENOMEM, "open a route netlink socket for the counters of %s", ifname);
	}
	*reader = opened;
	return 0;
}

void counters_close(struct counter_reader *reader)
{
	if (!reader)
		return;
	nl_socket_free(reader->socket);
	free(reader);
}

struct counters counters_read(struct counter_reader *reader)
{
	struct counters counters = { 0 };
	struct rtnl_link *link;

	if (rtnl_link_get_kernel(reader->socket, 0, reader->ifname, &link))
		return counters;
	counters.rx_packets = rtnl_link_get_stat(link, RTNL_LINK_RX_PACKETS);
	counters.rx_bytes = rtnl_link_get_stat(link, RTNL_LINK_RX_BYTES);
	counters.rx_dropped = rtnl_link_get_stat(link, RTNL_LINK_RX_DROPPED);
	counters.tx_packets = rtnl_link_get_stat(link, RTNL_LINK_TX_PACKETS);
	counters.tx_bytes = rtnl_link_get_stat(link, RTNL_LINK_TX_BYTES);
	counters.tx_dropped = rtnl_link_get_stat(link, RTNL_LINK_TX_DROPPED);
	rtnl_link_put(link);
	return counters;
}

struct counters counters_since(const struct counters *now, const struct counters *before)
{
	return (struct counters){
		.rx_packets = now->rx_packets - before->rx_packets,
		.rx_bytes = now->rx_bytes - before->rx_bytes,
		.rx_dropped = now->rx_dropped - before->rx_dropped,
		.tx_packets = now->tx_packets - before->tx_packets,
		.tx_bytes = now->tx_bytes - before->tx_bytes,
		.tx_dropped = now->tx_dropped - before->tx_dropped,
	};
}
