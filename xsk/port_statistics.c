// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Counters of queues and ports, ours, the kernel's and the driver's, for any thread at any time. */
#include <errno.h>
#include <string.h>

#include "base/options.h"
#include "base/scoped.h"
#include "xsk/port_state.h"

static uint64_t counter(const uint64_t *value)
{
	return __atomic_load_n(value, __ATOMIC_RELAXED);
}

static void add_ours(struct xsk_queue_stats *stats, const struct queue_counters *counters)
{
	stats->rx_packets += counter(&counters->rx_packets);
	stats->rx_bytes += counter(&counters->rx_bytes);
	stats->rx_invalid += counter(&counters->rx_invalid);
	stats->tx_packets += counter(&counters->tx_packets);
	stats->tx_bytes += counter(&counters->tx_bytes);
	stats->tx_completed += counter(&counters->tx_completed);
	stats->tx_refused += counter(&counters->tx_refused);
	stats->tx_dropped += counter(&counters->tx_dropped);
	stats->completion_invalid += counter(&counters->completion_invalid);
	stats->wakeups += counter(&counters->wakeups);
	stats->fill_level += counter(&counters->fill_level);
	stats->fill_level_max += counter(&counters->fill_level_max);
	stats->fill_grown += counter(&counters->fill_grown);
}

static void add_kernels(struct xsk_queue_stats *stats, const struct xsk_queue *queue)
{
	struct xdp_statistics kernel;

	memset(&kernel, 0, sizeof(kernel));
	if (queue->host->counters(queue->fd, &kernel))
		return;
	stats->rx_dropped += kernel.rx_dropped;
	stats->rx_ring_full += kernel.rx_ring_full;
	stats->rx_fill_empty += kernel.rx_fill_ring_empty_descs;
	stats->tx_invalid += kernel.tx_invalid_descs;
}

static void add_drivers(
	struct xsk_queue_stats *stats, const struct xsk_port *port, uint32_t first, uint32_t end)
{
	scoped_free uint64_t *drops = NULL;

	if (port->drops.fd < 0)
		return;
	drops = calloc(port->drops.queues, sizeof(*drops));
	if (!drops || driver_drops_read(&port->drops, drops))
		return;
	for (uint32_t queue = first; queue < end && queue < port->drops.queues; queue++)
		stats->driver_drops += drops[queue] - port->drops_before[queue];
}

int xsk_queue__stats_sized(const struct xsk_queue *queue, struct xsk_queue_stats *given, size_t stats_bytes)
{
	struct xsk_queue_stats stats = { 0 };

	if (!given)
		return -EINVAL;
	add_ours(&stats, &queue->counters);
	add_kernels(&stats, queue);
	if (queue->port)
		add_drivers(&stats, queue->port, queue->id, queue->id + 1);
	results_copy(given, stats_bytes, &stats, sizeof(stats));
	return 0;
}

int xsk_port__stats_sized(const struct xsk_port *port, struct xsk_queue_stats *given, size_t stats_bytes)
{
	struct xsk_queue_stats stats = { 0 };

	if (!given)
		return -EINVAL;
	for (uint32_t i = 0; i < port->count; i++) {
		add_ours(&stats, &port->queues[i].queue.counters);
		add_kernels(&stats, &port->queues[i].queue);
	}
	add_drivers(&stats, port, port->opts.first_queue, port->opts.first_queue + port->count);
	results_copy(given, stats_bytes, &stats, sizeof(stats));
	return 0;
}
