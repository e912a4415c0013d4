// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tests/fault/opened_port.h"

#include <errno.h>
#include <xsk/pool.h>

#include "base/netns.h"
#include "tests/fault/attached.h"
#include "tests/harness/test.h"

#define FRAMES 1024

static struct xsk_pool *pool;

static const char *const without[] = {
	WITHOUT_IN_NETLINK,
	"* @device_features_get # what the driver can do is unknown",
	"* @ask # the NIC's ring sizes are unknown",
	"* @driver_drops_open # no counter of the driver's",
	"* @driver_drops_read # no counter of the driver's",
	"calloc by open_steps # no counter of the driver's",
	"* @refresh # the change monitor asks again",
	"setsockopt 1:33 # a buffer of the monitor within the system's limit",
	"setsockopt 283:9 # 32 packets a call",
	"setsockopt 1:32 # the send buffer within the system's limit",
	"madvise 10 # rings in the memory of children",
	"madvise 16 # rings in core dumps",
	"mmap hugetlb # plain pages",
	"madvise 14 # no transparent huge pages",
	"bpf 28 @attach_in_mode # skb mode, where auto lets us",
	"bpf 15 @bpf_object_find_xdp_link # a link that can't be read is not the one; it is looked for again",
	NULL,
};

void opened_port_begin(void)
{
	struct xsk_pool_opts opts = { .frames = FRAMES, .no_hugepages = true };

	REQUIRE(xsk_pool__open(&pool, &opts, NULL) == 0);
}

void opened_port_end(void)
{
	REQUIRE(xsk_pool__close(pool, NULL) == 0);
}

struct xsk_port_opts opened_port_options(enum xsk_mode mode)
{
	return (struct xsk_port_opts){ .pool = pool,
		.queues = 1,
		.mode = mode,
		.rx_slots = 64,
		.tx_slots = 64,
		.fill_slots = 64,
		.fill_frames = 32,
		.bind_timeout_ms = 3000 };
}

static int open_port(void *context)
{
	struct opened_port *port = context;

	return xsk_port__open(&port->port, port->ifname, &port->opts, NULL);
}

static void close_port(void *context)
{
	struct opened_port *port = context;

	xsk_port__close(port->port);
	port->port = NULL;
}

static int look_at_near(void *veth)
{
	return nothing_attached(((struct veth *)veth)->near_ifindex) ? 0 : -EEXIST;
}

/* No program on the interface, and every frame in the pool. */
static bool clean(void *context)
{
	const struct opened_port *port = context;
	struct xsk_pool_stats stats;

	if (!port->attached_already &&
		!CHECK(netns_run(port->veth->near_ns, look_at_near, port->veth, NULL) == 0))
		return false;
	return CHECK(xsk_pool__stats(pool, &stats) == 0) && CHECK(stats.free == FRAMES);
}

void opened_port_inject(const char *name, struct opened_port *port)
{
	subject_inject(&(struct subject){ name, open_port, close_port, clean, port, without });
}
