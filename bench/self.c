// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Namespaces by unshare(2), the pairs by rtnetlink. */
#include "bench/self.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/fail.h"

static const char own_namespace[] = "/proc/thread-self/ns/net";

static void write_setting(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	/* Where it is missing there is no IPv6 to switch off. */
	if (fd >= 0) {
		(void)!write(fd, value, strlen(value));
		close(fd);
	}
}

static int new_namespace(struct xsk_error *err)
{
	int fd;

	if (unshare(CLONE_NEWNET))
		return fail(err, -errno, "make a network namespace for --self: %s%s", strerror(errno),
			errno == EPERM ? " (needs CAP_SYS_ADMIN: run as root)" : "");
	fd = open(own_namespace, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(err, -errno, "open %s: %s (is /proc mounted?)", own_namespace, strerror(errno));
	write_setting("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
	write_setting("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	return fd;
}

void self_enter_near(const struct self_world *world)
{
	if (world->near_ns >= 0)
		setns(world->near_ns, CLONE_NEWNET);
}

void self_enter_far(const struct self_world *world)
{
	if (world->far_ns >= 0)
		setns(world->far_ns, CLONE_NEWNET);
}

static void describe_end(struct rtnl_link *link, const char *name, const struct self_opts *opts)
{
	rtnl_link_set_name(link, name);
	rtnl_link_set_mtu(link, opts->mtu);
	rtnl_link_set_num_tx_queues(link, opts->queues);
	rtnl_link_set_num_rx_queues(link, opts->queues);
}

static int create_pair(
	const struct self_world *world, struct nl_sock *socket, uint32_t number, const struct self_opts *opts)
{
	struct rtnl_link *near = rtnl_link_veth_alloc(), *far;
	char name[IF_NAMESIZE];
	int error;

	if (!near)
		return -NLE_NOMEM;
	far = rtnl_link_veth_get_peer(near);
	snprintf(name, sizeof(name), "port%u", number);
	describe_end(near, name, opts);
	snprintf(name, sizeof(name), "far%u", number);
	describe_end(far, name, opts);
	rtnl_link_set_ns_fd(far, world->far_ns);
	error = rtnl_link_add(socket, near, NLM_F_CREATE | NLM_F_EXCL);
	rtnl_link_put(far);
	rtnl_link_veth_release(near);
	return error;
}

/* A pair cannot be made with both ends up: the first has no carrier yet (ENOTCONN). */
static int set_up(struct nl_sock *socket, const char *prefix, uint32_t number)
{
	struct rtnl_link *change = rtnl_link_alloc(), *old;
	char name[IF_NAMESIZE];
	int error;

	if (!change)
		return -NLE_NOMEM;
	snprintf(name, sizeof(name), "%s%u", prefix, number);
	error = rtnl_link_get_kernel(socket, 0, name, &old);
	if (!error) {
		rtnl_link_set_flags(change, IFF_UP);
		error = rtnl_link_change(socket, old, change, 0);
		rtnl_link_put(old);
	}
	rtnl_link_put(change);
	return error;
}

static int with_socket(struct xsk_error *err, struct nl_sock **socket)
{
	*socket = nl_socket_alloc();
	if (!*socket || nl_connect(*socket, NETLINK_ROUTE))
		return fail(err, -ENOMEM, "open a route netlink socket");
	return 0;
}

static int create_pairs(struct self_world *world, const struct self_opts *opts, struct xsk_error *err)
{
	struct nl_sock *near = NULL, *far = NULL;
	int error, result = with_socket(err, &near);

	self_enter_far(world);
	if (!result)
		result = with_socket(err, &far);
	self_enter_near(world);
	for (uint32_t i = 0; !result && i < opts->pairs; i++) {
		error = create_pair(world, near, i, opts);
		if (!error)
			error = set_up(near, "port", i);
		if (!error)
			error = set_up(far, "far", i);
		if (error)
			result = fail(err, -EIO, "make the veth pair port%u - far%u for --self: %s", i, i,
				nl_geterror(error));
	}
	nl_socket_free(far);
	nl_socket_free(near);
	return result;
}

int self_create(struct self_world *world, const struct self_opts *opts, struct xsk_error *err)
{
	int result;

	*world = (struct self_world)SELF_WORLD_NONE;
	world->home_ns = open(own_namespace, O_RDONLY | O_CLOEXEC);
	world->far_ns = new_namespace(err);
	world->near_ns = world->far_ns < 0 ? -1 : new_namespace(err);
	result = world->near_ns < 0 ? err->code : create_pairs(world, opts, err);
	if (result)
		self_destroy(world);
	return result;
}

void self_destroy(struct self_world *world)
{
	if (world->home_ns >= 0) {
		setns(world->home_ns, CLONE_NEWNET);
		close(world->home_ns);
	}
	if (world->near_ns >= 0)
		close(world->near_ns);
	if (world->far_ns >= 0)
		close(world->far_ns);
	*world = (struct self_world)SELF_WORLD_NONE;
}
