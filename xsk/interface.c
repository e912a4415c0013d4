// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xsk/interface.h: the answers of netlink/ in one struct. */
#include <assert.h>
#include <string.h>
#include <xsk/interface.h>

#include "base/options.h"
#include "netlink/ethtool.h"
#include "netlink/features.h"
#include "netlink/interface.h"

static_assert(
	sizeof(((struct xsk_interface_info *)0)->driver) >= DEVICE_DRIVER_BYTES, "room for a driver's name");
static_assert(sizeof(((struct xsk_interface_info *)0)->name) == IF_NAMESIZE, "room for a name");

/* The kernel's three words, each beginning at a bit of its own. */
static uint64_t feature_bits(const struct device_features *features)
{
	return (features->xdp & 0xff) | (features->rx_metadata & 0xff) << 8 | (features->xsk & 0xff) << 16;
}

static void take_interface(struct xsk_interface_info *info, const struct interface *interface)
{
	info->ifindex = (uint32_t)interface->ifindex;
	info->mtu = interface->mtu;
	memcpy(info->name, interface->name, sizeof(info->name));
	memcpy(info->kind, interface->kind, sizeof(info->kind));
	memcpy(info->mac, interface->mac, sizeof(info->mac));
	info->up = interface->up;
	info->running = interface->running;
	info->numa_node = interface->numa_node;
	info->rx_queues = interface->rx_queues;
	info->tx_queues = interface->tx_queues;
}

static int take_device(struct xsk_interface_info *info, int ifindex, struct xsk_error *err)
{
	struct device_features features;
	struct device_channels channels;
	struct device_rings rings;
	int result = device_channels_get(ifindex, &channels, err);

	if (!result)
		result = device_rings_get(ifindex, &rings, err);
	if (!result)
		result = device_features_get(ifindex, &features, err);
	if (result)
		return result;
	info->combined = channels.combined;
	info->max_combined = channels.max_combined;
	info->max_rx = channels.max_rx;
	info->max_tx = channels.max_tx;
	info->rx_slots = rings.rx;
	info->max_rx_slots = rings.max_rx;
	info->tx_slots = rings.tx;
	info->max_tx_slots = rings.max_tx;
	info->features_known = features.known;
	info->zerocopy_segments = features.zerocopy_max_segments;
	info->features = feature_bits(&features);
	return 0;
}

int xsk_interface__query_sized(
	const char *ifname, struct xsk_interface_info *given, size_t info_bytes, struct xsk_error *err)
{
	char driver[DEVICE_DRIVER_BYTES];
	struct xsk_interface_info info = { 0 };
	struct interface interface;
	int result = interface_by_name(ifname, &interface, err);

	if (result)
		return result;
	take_interface(&info, &interface);
	result = take_device(&info, interface.ifindex, err);
	if (result)
		return result;
	/* Some drivers have no name to tell; that is no failure. */
	device_driver_get(interface.ifindex, driver, NULL);
	memcpy(info.driver, driver, sizeof(driver));
	result = interface_has_default_route(interface.ifindex, err);
	if (result < 0)
		return result;
	info.default_route = result;
	results_copy(given, info_bytes, &info, sizeof(info));
	return 0;
}
