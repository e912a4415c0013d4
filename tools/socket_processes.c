// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * AF_XDP sockets on a kernel that does not list them: each socket that a process holds is duplicated
 * (pidfd_getfd(2)) for as long as it takes to ask what it is. The interface is found by which queues of which
 * interface have a socket, where the kernel tells that (6.15).
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/ask.h"
#include "tools/kernel_layout.h"
#include "tools/sockets.h"
#include "tools/xskmap.h"

static int duplicate(pid_t pid, int fd)
{
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	int copy = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, fd, 0);

	if (process >= 0)
		close(process);
	return copy;
}

/* The socket of that number still, of AF_XDP, in our network namespace? */
static bool is_ours(int fd, uint64_t inode, uint64_t cookie)
{
	uint64_t its_cookie = 0;
	struct stat status;
	int domain = 0;
	socklen_t bytes = sizeof(domain);

	if (fstat(fd, &status) || status.st_ino != inode ||
		getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &bytes) || domain != AF_XDP)
		return false;
	bytes = sizeof(its_cookie);
	/* Before 5.14 there is no such number: taken for ours. */
	return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &its_cookie, &bytes) || its_cookie == cookie;
}

static uint64_t own_cookie(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t bytes = sizeof(cookie);

	if (fd >= 0) {
		getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &bytes);
		close(fd);
	}
	return cookie;
}

struct queue_question {
	uint32_t ifindex, queue;
	bool has_socket;
};

static int fill_queue_question(struct nl_msg *request, void *argument)
{
	const struct queue_question *question = argument;

	return nla_put_u32(request, LAYOUT_NETDEV_A_QUEUE_IFINDEX, question->ifindex) ||
	       nla_put_u32(request, LAYOUT_NETDEV_A_QUEUE_TYPE, LAYOUT_NETDEV_QUEUE_TYPE_RX) ||
	       nla_put_u32(request, LAYOUT_NETDEV_A_QUEUE_ID, question->queue);
}

static int take_queue(struct nl_msg *message, void *argument)
{
	struct nlattr *attributes[LAYOUT_NETDEV_A_QUEUE_XSK + 1];
	struct queue_question *question = argument;

	if (genlmsg_parse(nlmsg_hdr(message), 0, attributes, LAYOUT_NETDEV_A_QUEUE_XSK, NULL) >= 0)
		question->has_socket = attributes[LAYOUT_NETDEV_A_QUEUE_XSK] != NULL;
	return NL_OK;
}

static bool queue_has_socket(uint32_t ifindex, uint32_t queue)
{
	struct queue_question question = { ifindex, queue, false };

	ask_generic(LAYOUT_NETDEV_FAMILY, LAYOUT_NETDEV_CMD_QUEUE_GET, 0, fill_queue_question, &question,
		take_queue);
	return question.has_socket;
}

static bool has_program(uint32_t ifindex)
{
	__u32 program = 0;

	return !bpf_xdp_query_id((int)ifindex, 0, &program) && program;
}

/*
 * The interfaces whose queue of that number has a socket: one tells for sure. A kernel that does not say
 * leaves those that have a program, which a socket needs to receive: then nothing is sure.
 */
static void put_interface(facts *socket, uint32_t queue)
{
	struct if_nameindex *interfaces = if_nameindex();
	facts *told = facts_new_list(), *likely = facts_new_list();

	for (size_t i = 0; interfaces && interfaces[i].if_index; i++) {
		if (queue_has_socket(interfaces[i].if_index, queue))
			facts_append_number(told, interfaces[i].if_index);
		if (has_program(interfaces[i].if_index))
			facts_append_number(likely, interfaces[i].if_index);
	}
	if_freenameindex(interfaces);
	if (count_of(told) == 1)
		fact_number(socket, "ifindex", json_object_get_uint64(entry_of(told, 0)));
	fact_put(socket, "ifindex_candidates", json_object_get(count_of(told) ? told : likely));
	json_object_put(told);
	json_object_put(likely);
}

static void put_counters(facts *socket, int fd)
{
	struct xdp_statistics stats = { 0 };
	struct xdp_options options = { 0 };
	socklen_t bytes = sizeof(options);

	if (!getsockopt(fd, SOL_XDP, XDP_OPTIONS, &options, &bytes))
		fact_text(socket, "mode", options.flags & XDP_OPTIONS_ZEROCOPY ? "zerocopy" : "copy");
	bytes = sizeof(stats);
	if (getsockopt(fd, SOL_XDP, XDP_STATISTICS, &stats, &bytes))
		return;
	fact_number(socket, "rx_dropped", stats.rx_dropped);
	fact_number(socket, "rx_ring_full", stats.rx_ring_full);
	fact_number(socket, "rx_fill_empty", stats.rx_fill_ring_empty_descs);
	fact_number(socket, "rx_invalid", stats.rx_invalid_descs);
	fact_number(socket, "tx_invalid", stats.tx_invalid_descs);
	fact_number(socket, "tx_ring_empty", stats.tx_ring_empty_descs);
}

static void add_socket(facts *list, const struct inventory *inventory, const struct holder *holder, int fd)
{
	facts *socket = facts_new();
	int queue = socket_queue(fd);

	fact_number(socket, "inode", holder->id);
	if (queue >= 0) {
		fact_number(socket, "queue_id", (uint64_t)queue);
		put_interface(socket, (uint32_t)queue);
	}
	put_counters(socket, fd);
	fact_put(socket, "pids", holders_of(&inventory->holders, HELD_SOCKET, holder->id));
	facts_append(list, socket);
}

facts *sockets_of_processes(const struct inventory *inventory)
{
	const struct holders *holders = &inventory->holders;
	uint64_t cookie = own_cookie();
	facts *list = facts_new_list();

	for (size_t i = 0; i < holders->count; i++) {
		const struct holder *holder = &holders->list[i];
		int fd;

		if (holder->what != HELD_SOCKET || holder->fd < 0 || facts_find(list, "inode", holder->id))
			continue;
		fd = duplicate(holder->pid, holder->fd);
		if (fd < 0)
			continue;
		if (is_ours(fd, holder->id, cookie))
			add_socket(list, inventory, holder, fd);
		close(fd);
	}
	return list;
}
