// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* check: what the interface is, what its driver can do, who has it already. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/attachments.h"
#include "tools/check.h"
#include "tools/show.h"
#include "tools/sockets.h"

enum {
	ETHERNET_BYTES = 14 + 8, /* header and two VLAN tags */
	KERNEL_HEADROOM = 256,   /* XDP_PACKET_HEADROOM */
	LARGE_FRAME = 4096,
	ROOM = LARGE_FRAME - KERNEL_HEADROOM,
};

static void check_native(struct checking *checking)
{
	const struct xsk_interface_info *interface = checking->interface;
	bool native = interface->features & XSK_FEATURE_NATIVE,
	     redirects = interface->features & XSK_FEATURE_REDIRECT;
	const char *driver = interface->driver[0] ? interface->driver : "of unknown name";

	if (!interface->features_known)
		found(checking, "native XDP", ANSWER_UNKNOWN,
			"this kernel does not say what driver %s can (6.3 does)", driver);
	else if (native && redirects)
		found(checking, "native XDP", ANSWER_YES,
			"driver %s runs XDP programs, and they may redirect", driver);
	else if (native)
		found(checking, "native XDP", ANSWER_NO,
			"driver %s runs XDP programs, but they can't redirect: skb mode, slow", driver);
	else
		found(checking, "native XDP", ANSWER_NO, "driver %s has none: skb mode, slow", driver);
}

static void check_features(struct checking *checking)
{
	static const struct {
		uint32_t bit;
		const char *words;
	} metadata[] = {
		{ XSK_FEATURE_RX_TIMESTAMP, "receive timestamp" },
		{ XSK_FEATURE_RX_HASH, "hash" },
		{ XSK_FEATURE_RX_VLAN, "VLAN tag" },
		{ XSK_FEATURE_TX_TIMESTAMP, "send timestamp" },
		{ XSK_FEATURE_TX_CHECKSUM, "checksum of what is sent" },
		{ XSK_FEATURE_TX_LAUNCH, "launch time" },
	};
	const struct xsk_interface_info *interface = checking->interface;
	char list[256] = "";

	if (!interface->features_known)
		return;
	if (interface->features & XSK_FEATURE_ZEROCOPY)
		found(checking, "zero-copy", ANSWER_YES, "the NIC writes into the frames itself");
	else
		found(checking, "zero-copy", ANSWER_NO, "driver %s has none: every packet is copied",
			interface->driver);
	if (!(interface->features & XSK_FEATURE_MULTI_BUFFER))
		found(checking, "multi-buffer", ANSWER_NO, "a packet must fit one frame, %d B with headers",
			ROOM);
	else if (interface->features & XSK_FEATURE_ZEROCOPY)
		found(checking, "multi-buffer", ANSWER_YES,
			"packets of several frames; in zero-copy up to %u",
			interface->zerocopy_segments ? interface->zerocopy_segments : 1);
	else
		found(checking, "multi-buffer", ANSWER_YES, "packets of several frames");
	for (size_t i = 0; i < sizeof(metadata) / sizeof(metadata[0]); i++) {
		if (interface->features & metadata[i].bit) {
			size_t length = strlen(list);

			snprintf(list + length, sizeof(list) - length, "%s%s", length ? ", " : "",
				metadata[i].words);
		}
	}
	found(checking, "metadata", list[0] ? ANSWER_YES : ANSWER_NO, "%s",
		list[0] ? list : "the driver gives none");
}

static void check_queues(struct checking *checking)
{
	const struct xsk_interface_info *interface = checking->interface;
	uint32_t most = interface->max_combined ? interface->max_combined : interface->max_rx;

	if (interface->rx_queues <= 1)
		found(checking, "queues", ANSWER_YES, "1%s", most > 1 ? ": one socket gets everything" : "");
	else
		found(checking, "queues", ANSWER_YES,
			"%u: a socket sees the flows of its queue only, so open all, or have one",
			interface->rx_queues);
	if (most > 1 && interface->max_combined)
		remedy(checking, "ethtool -L %s combined N   (1 to %u; now %u)", interface->name, most,
			interface->combined);
	else if (most > 1)
		remedy(checking, "ethtool -L %s rx N tx N   (1 to %u)", interface->name, most);
	if (!interface->rx_slots)
		return;
	found(checking, "NIC rings", ANSWER_YES, "%u slots to receive, %u to send", interface->rx_slots,
		interface->tx_slots);
	if (interface->rx_slots < interface->max_rx_slots)
		remedy(checking, "ethtool -G %s rx N   (up to %u: longer pauses without loss)",
			interface->name, interface->max_rx_slots);
}

/* Receive coalescing that merges packets: drivers refuse XDP with it, or packets no longer fit a frame. */
static void check_lro(struct checking *checking)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GFLAGS };
	struct ifreq request = { .ifr_data = (char *)&value };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", checking->interface->name);
	if (fd >= 0 && !ioctl(fd, SIOCETHTOOL, &request) && (value.data & ETH_FLAG_LRO)) {
		found(checking, "LRO", ANSWER_NO,
			"large receive offload is on: drivers refuse native XDP with it");
		remedy(checking, "ethtool -K %s lro off", checking->interface->name);
	}
	if (fd >= 0)
		close(fd);
}

void check_driver(struct checking *checking)
{
	check_native(checking);
	check_features(checking);
	check_lro(checking);
	check_queues(checking);
}

static void check_mtu(struct checking *checking)
{
	const struct xsk_interface_info *interface = checking->interface;
	uint32_t packet = interface->mtu + ETHERNET_BYTES;

	if (packet <= ROOM) {
		found(checking, "MTU", ANSWER_YES, "%u: packets of up to %u B fit a frame", interface->mtu,
			packet);
		return;
	}
	found(checking, "MTU", ANSWER_NEED,
		"%u: packets of up to %u B do not fit a frame, which has room for %d B; longer ones would "
		"vanish",
		interface->mtu, packet, ROOM);
	remedy(checking, "ip link set dev %s mtu %d", interface->name, ROOM - ETHERNET_BYTES);
}

void check_link(struct checking *checking)
{
	const struct xsk_interface_info *interface = checking->interface;

	if (!interface->up) {
		found(checking, "link", ANSWER_NEED, "the interface is down");
		remedy(checking, "ip link set dev %s up", interface->name);
	} else if (!interface->running) {
		found(checking, "link", ANSWER_NO, "up, without carrier: is the other end up, the cable in?");
		if (!strcmp(interface->kind, "veth"))
			remedy(checking, "ip link set dev PEER up   (the other end of the pair)");
	} else {
		found(checking, "link", ANSWER_YES, "up");
	}
	if (interface->default_route) {
		found(checking, "own traffic", ANSWER_NO,
			"a default route leads through it: a program without a match takes ARP and SSH from "
			"you");
		remedy(checking, "give .match, or take another interface");
	}
	check_mtu(checking);
}

static void check_programs(struct checking *checking, const struct inventory *inventory)
{
	const char *name = checking->interface->name;
	int result;
	facts *xdp = xdp_attachments(inventory, checking->interface->ifindex, &result);

	if (result)
		found(checking, "XDP program", ANSWER_UNKNOWN, "%s", strerror(-result));
	else if (!count_of(xdp))
		found(checking, "XDP program", ANSWER_YES, "none is attached: the place is free");
	for (size_t i = 0; i < count_of(xdp); i++) {
		facts *entry = entry_of(xdp, i), *program;
		char text[256];

		program = program_facts(inventory, (uint32_t)number_of(entry, "prog_id"));
		show_program(program, number_of(entry, "prog_id"), text, sizeof(text));
		if (!strcmp(text_of(program, "name"), "xsk_redirect")) {
			found(checking, "XDP program", ANSWER_YES,
				"libxsk's is attached already, %s program %s: another port may join it",
				text_of(entry, "mode"), text);
		} else {
			found(checking, "XDP program", ANSWER_NEED, "%s program %s has the place",
				text_of(entry, "mode"), text);
			remedy(checking, "xskctl detach %s   (xskctl status %s says whose it is)", name,
				name);
		}
		json_object_put(program);
	}
	json_object_put(xdp);
}

static void check_sockets(struct checking *checking, const struct inventory *inventory)
{
	const char *source;
	facts *sockets = all_sockets(inventory, &source);
	char pids[512];

	for (size_t i = 0; i < count_of(sockets); i++) {
		facts *socket = entry_of(sockets, i);

		if (number_of(socket, "ifindex") != checking->interface->ifindex)
			continue;
		show_pids(member_of(socket, "pids"), pids, sizeof(pids));
		found(checking, "queue in use", ANSWER_NO, "queue %" PRIu64 " has a socket, held by %s",
			number_of(socket, "queue_id"), pids[0] ? pids : "a process that can't be seen");
	}
	json_object_put(sockets);
}

void check_use(struct checking *checking)
{
	struct inventory inventory;

	inventory_gather(&inventory);
	check_programs(checking, &inventory);
	check_sockets(checking, &inventory);
	inventory_free(&inventory);
}
