// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The change monitor: one rtnetlink socket that hears of changes and, on the same socket, asks for the state
 * when it lost some. Notifications and answers come in the order in which the kernel made them, so the last
 * one read is the state; and the socket keeps to its namespace, whatever thread asks later.
 */
#include "netlink/monitor.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/syscall.h"
#include "netlink/exchange.h"
#include "netlink/interface_message.h"

#define BUFFER_BYTES      16384     /* a notification is one datagram of about 1500 bytes */
#define RECEIVE_BYTES     (1 << 20) /* some hundred notifications of other interfaces */
#define READS_A_TURN      4096      /* a flood of them must not hold the caller for ever */
#define QUESTIONS_AT_MOST 8

struct monitor {
	int fd;
	int ifindex;
	enum monitor_state state;
	bool running;
	bool stale;    /* notifications were lost and the state could not be asked since */
	bool answered; /* the question of this sequence number has its answer */
	uint32_t sequence;
	char name[IF_NAMESIZE];
	unsigned char buffer[BUFFER_BYTES];
};

static void gone(struct monitor *monitor)
{
	monitor->state = MONITOR_GONE;
	monitor->running = false;
}

/* An answer to the question: its end, or "there is no such interface". */
static void take_code(struct monitor *monitor, struct nlmsghdr *message)
{
	const struct nlmsgerr *error = nlmsg_data(message);

	if (nlmsg_datalen(message) < (int)sizeof(*error) || message->nlmsg_seq != monitor->sequence)
		return;
	if (error->error == -ENODEV)
		gone(monitor);
	if (error->error == 0 || error->error == -ENODEV)
		monitor->answered = true;
}

static void take_message(struct monitor *monitor, struct nlmsghdr *message)
{
	const struct ifinfomsg *header = nlmsg_data(message);
	struct interface interface;

	if (message->nlmsg_type == NLMSG_ERROR) {
		take_code(monitor, message);
		return;
	}
	if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK)
		return;
	/* A bridge tells in the same group of ports that come and go, with a family of its own: not our
	 * matter. */
	if (nlmsg_datalen(message) < (int)sizeof(*header) || header->ifi_family != AF_UNSPEC ||
		header->ifi_index != monitor->ifindex || monitor->state == MONITOR_GONE)
		return;
	if (message->nlmsg_type == RTM_DELLINK) {
		gone(monitor);
	} else if (interface_read(message, &interface)) {
		monitor->stale = true;
	} else {
		monitor->state = interface.up ? MONITOR_UP : MONITOR_DOWN;
		monitor->running = interface.running;
		memcpy(monitor->name, interface.name, sizeof(monitor->name));
	}
}

/* Reads until the socket is empty: 0, or what the socket says (-ENOBUFS among others: reads on, then stale).
 */
static void drain(struct monitor *monitor)
{
	for (int reads = 0; reads < READS_A_TURN; reads++) {
		struct sockaddr_nl sender = { 0 };
		struct iovec part = { monitor->buffer, sizeof(monitor->buffer) };
		struct msghdr datagram = {
			.msg_name = &sender, .msg_namelen = sizeof(sender), .msg_iov = &part, .msg_iovlen = 1
		};
		ssize_t bytes = sys_recvmsg(monitor->fd, &datagram, MSG_DONTWAIT);
		int left = (int)bytes;

		if (bytes == -EAGAIN)
			return;
		if (bytes == -EINTR)
			continue;
		if (bytes == -ENOBUFS || (bytes >= 0 && datagram.msg_flags & MSG_TRUNC)) {
			monitor->stale = true;
			continue;
		}
		if (bytes < 0) {
			monitor->stale = true;
			return;
		}
		if (datagram.msg_namelen != sizeof(sender) || sender.nl_pid != 0)
			continue;
		for (struct nlmsghdr *message = (struct nlmsghdr *)monitor->buffer; nlmsg_ok(message, left);
			message = nlmsg_next(message, &left))
			take_message(monitor, message);
	}
}

/* Puts the question. The kernel has answered when this returns. */
static int ask(struct monitor *monitor)
{
	scoped_message struct nl_msg *request = interface_request(monitor->ifindex, NULL);
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr *header;
	ssize_t sent;

	if (!request)
		return -ENOMEM;
	header = nlmsg_hdr(request);
	header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	header->nlmsg_seq = ++monitor->sequence;
	monitor->answered = false;
	do {
		sent = sys_sendto(monitor->fd, header, header->nlmsg_len, 0, &kernel, sizeof(kernel));
	} while (sent == -EINTR);
	return sent < 0 ? (int)sent : 0;
}

/*
 * While the socket is full the kernel can not put an answer into it either: empty it first, ask, and look
 * whether both the answer came and nothing was lost meanwhile.
 */
static int refresh(struct monitor *monitor)
{
	int result = -ENOBUFS;

	for (int questions = 0; questions < QUESTIONS_AT_MOST; questions++) {
		monitor->stale = false;
		result = ask(monitor);
		if (!result)
			drain(monitor);
		if (!result && monitor->answered && !monitor->stale)
			return 0;
		monitor->stale = true;
	}
	return result ? result : -ENOBUFS;
}

static int open_socket(struct monitor *monitor)
{
	static const int on = 1, bytes = RECEIVE_BYTES;
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int fd = sys_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0)
		return fd;
	monitor->fd = fd;
	sys_setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	/* Beyond the limit of the system with CAP_NET_ADMIN, else up to it; a small one only asks more often.
	 */
	if (sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return sys_bind(fd, &address, sizeof(address));
}

int monitor_open(struct monitor **monitor, int ifindex, struct xsk_error *err)
{
	struct monitor *opened = calloc(1, sizeof(*opened));
	char label[32];
	int result = -ENOMEM;

	*monitor = NULL;
	if (opened) {
		opened->fd = -1;
		opened->ifindex = ifindex;
		result = ifindex > 0 ? open_socket(opened) : -ENODEV;
	}
	if (!result)
		result = refresh(opened);
	if (!result && opened->state == MONITOR_GONE)
		result = -ENODEV;
	if (result) {
		monitor_close(opened);
		return error_set(err, result, "watch %s for changes: %s", interface_label(ifindex, label),
			error_name(result));
	}
	*monitor = opened;
	error_clear(err);
	return 0;
}

void monitor_close(struct monitor *monitor)
{
	if (!monitor)
		return;
	if (monitor->fd >= 0)
		close(monitor->fd);
	free(monitor);
}

int monitor_fd(const struct monitor *monitor)
{
	return monitor->fd;
}

enum monitor_state monitor_update(struct monitor *monitor)
{
	drain(monitor);
	if (monitor->stale && monitor->state != MONITOR_GONE)
		refresh(monitor);
	return monitor->state;
}

int monitor_ask(struct monitor *monitor)
{
	return refresh(monitor);
}

bool monitor_running(const struct monitor *monitor)
{
	return monitor->running;
}

const char *monitor_name(const struct monitor *monitor)
{
	return monitor->name;
}
