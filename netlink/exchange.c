// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The netlink socket: sends one request, waits with a bound, takes the kernel's code and text. Messages of
 * other senders and of earlier requests are passed over; lengths are checked before anything is read.
 */
#include "netlink/exchange.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/genl/genl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/syscall.h"

/* The kernel fills at most 32 KiB of a dump into one datagram. */
#define BUFFER_BYTES 32768

/*
 * A request is worked on inside send(), however long its locks and the driver take; the answer is there when
 * that returns. So this bounds nothing but the wait for an answer that will not come.
 */
#define DEADLINE_MS 5000

int exchange_open(struct exchange *exchange, int protocol, struct xsk_error *err)
{
	static const int on = 1;
	int fd;

	*exchange = (struct exchange)EXCHANGE_NONE;
	exchange->buffer = malloc(BUFFER_BYTES);
	if (!exchange->buffer)
		return error_set(err, -ENOMEM, "talk to the kernel by netlink: %s", error_name(-ENOMEM));
	fd = sys_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	if (fd < 0) {
		exchange_close(exchange);
		return error_set(
			err, fd, "open a netlink socket of protocol %d: %s", protocol, error_name(fd));
	}
	exchange->fd = fd;
	/* Both are in every kernel from 4.12 on; without them answers are only longer and without texts. */
	sys_setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	sys_setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	return 0;
}

void exchange_close(struct exchange *exchange)
{
	if (!exchange)
		return;
	if (exchange->fd >= 0)
		close(exchange->fd);
	free(exchange->buffer);
	*exchange = (struct exchange)EXCHANGE_NONE;
}

const char *exchange_reason(const struct exchange *exchange, int code)
{
	return exchange->text[0] ? exchange->text : error_name(code);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int wait_readable(int fd, int64_t deadline)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int64_t left = deadline - now_ms();
	int result;

	if (left <= 0)
		return -ETIMEDOUT;
	result = sys_poll(&poll_fd, 1, (int)left);
	return result == -EINTR || result > 0 ? 0 : result == 0 ? -ETIMEDOUT : result;
}

/*
 * One datagram of the kernel's into the buffer: its length, or an error. ENOBUFS says that the kernel lost a
 * message, perhaps not the one that is waited for: what it has is read first, for an attachment that was made
 * must not be taken for one that failed. Answers are there at once: an empty socket after that has lost ours.
 */
static int receive(const struct exchange *exchange, int64_t deadline)
{
	bool lost = false;

	for (;;) {
		struct sockaddr_nl sender = { 0 };
		struct iovec part = { exchange->buffer, BUFFER_BYTES };
		struct msghdr message = {
			.msg_name = &sender, .msg_namelen = sizeof(sender), .msg_iov = &part, .msg_iovlen = 1
		};
		ssize_t bytes = sys_recvmsg(exchange->fd, &message, MSG_DONTWAIT);
		int result = 0;

		if (bytes >= 0 && message.msg_namelen == sizeof(sender) && sender.nl_pid == 0)
			return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : (int)bytes;
		if (bytes == -EAGAIN)
			result = lost ? -ENOBUFS : wait_readable(exchange->fd, deadline);
		else if (bytes < 0 && bytes != -EINTR && bytes != -ENOBUFS)
			result = (int)bytes;
		/* Some other process may write to our port: its datagrams must not hold us for ever. */
		else if (now_ms() > deadline)
			result = -ETIMEDOUT;
		if (result)
			return result;
		lost |= bytes == -ENOBUFS;
	}
}

static int send_request(struct exchange *exchange, struct nl_msg *request)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr *header = nlmsg_hdr(request);
	ssize_t sent;

	header->nlmsg_seq = ++exchange->sequence;
	header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	do {
		sent = sys_sendto(exchange->fd, header, header->nlmsg_len, 0, &kernel, sizeof(kernel));
	} while (sent == -EINTR);
	return sent < 0 ? (int)sent : sent == (ssize_t)header->nlmsg_len ? 0 : -EMSGSIZE;
}

/* The attributes that follow a code, one of them the text. */
static void take_text(struct exchange *exchange, struct nlmsghdr *message, size_t offset)
{
	size_t bytes = (size_t)nlmsg_datalen(message);
	struct nlattr *text;

	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS) || offset >= bytes)
		return;
	text = nla_find((struct nlattr *)((char *)nlmsg_data(message) + offset), (int)(bytes - offset),
		NLMSGERR_ATTR_MSG);
	if (text)
		nla_strlcpy(exchange->text, text, sizeof(exchange->text));
}

/*
 * The end of an exchange. NLMSG_ERROR: code, the request's header, unless the flags say "capped" the rest of
 * the request, attributes. NLMSG_DONE: code, attributes.
 */
static int take_code(struct exchange *exchange, struct nlmsghdr *message)
{
	size_t bytes = (size_t)nlmsg_datalen(message);
	size_t offset = sizeof(int);
	int code;

	if (message->nlmsg_type == NLMSG_ERROR) {
		struct nlmsgerr *error = nlmsg_data(message);

		if (bytes < sizeof(*error))
			return -EBADMSG;
		offset = sizeof(*error);
		if (!(message->nlmsg_flags & NLM_F_CAPPED)) {
			if (error->msg.nlmsg_len < sizeof(error->msg) || error->msg.nlmsg_len > bytes)
				return -EBADMSG;
			offset += NLMSG_ALIGN(error->msg.nlmsg_len) - sizeof(error->msg);
		}
	} else if (bytes < sizeof(int)) {
		return 0;
	}
	memcpy(&code, nlmsg_data(message), sizeof(code));
	if (code > 0 || code < -4095)
		return -EBADMSG;
	if (code)
		take_text(exchange, message, offset);
	return code;
}

/* One message of a datagram; *done when it was the last of the exchange. */
static int take_message(struct exchange *exchange, struct nlmsghdr *message, exchange_answer *answer,
	void *argument, bool *done)
{
	switch (message->nlmsg_type) {
	case NLMSG_ERROR:
	case NLMSG_DONE:
		*done = true;
		return take_code(exchange, message);
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	case NLMSG_NOOP:
		return 0;
	default:
		return answer ? answer(message, argument) : 0;
	}
}

int exchange_run(struct exchange *exchange, struct nl_msg *request, exchange_answer *answer, void *argument)
{
	int64_t deadline = now_ms() + DEADLINE_MS;
	bool done = false, torn = false;
	int result;

	exchange->text[0] = '\0';
	result = send_request(exchange, request);
	while (!result && !done) {
		struct nlmsghdr *message = (struct nlmsghdr *)exchange->buffer;
		int left = receive(exchange, deadline);

		if (left < 0)
			return left;
		for (; !result && !done && nlmsg_ok(message, left); message = nlmsg_next(message, &left)) {
			if (message->nlmsg_seq != exchange->sequence)
				continue;
			torn |= message->nlmsg_flags & NLM_F_DUMP_INTR;
			result = take_message(exchange, message, answer, argument, &done);
		}
		if (!result && !done && left > 0)
			return -EBADMSG;
	}
	return !result && torn ? -EINTR : result;
}

uint8_t attribute_u8(const struct nlattr *attribute, uint8_t otherwise)
{
	return attribute && nla_len(attribute) >= 1 ? nla_get_u8(attribute) : otherwise;
}

uint32_t attribute_u32(const struct nlattr *attribute, uint32_t otherwise)
{
	return attribute && nla_len(attribute) >= 4 ? nla_get_u32(attribute) : otherwise;
}

uint64_t attribute_u64(const struct nlattr *attribute, uint64_t otherwise)
{
	return attribute && nla_len(attribute) >= 8 ? nla_get_u64(attribute) : otherwise;
}

static int read_family(struct nlmsghdr *answer, void *argument)
{
	struct nlattr *attributes[CTRL_ATTR_MAX + 1];
	int *family = argument;

	if (genlmsg_parse(answer, 0, attributes, CTRL_ATTR_MAX, NULL) < 0)
		return -EBADMSG;
	if (!attributes[CTRL_ATTR_FAMILY_ID] || nla_len(attributes[CTRL_ATTR_FAMILY_ID]) < 2)
		return -EBADMSG;
	*family = nla_get_u16(attributes[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

int exchange_family(struct exchange *exchange, const char *name)
{
	scoped_message struct nl_msg *request = nlmsg_alloc();
	int family = -ENOENT;
	int result;

	if (!request || !genlmsg_put(request, 0, 0, GENL_ID_CTRL, 0, 0, CTRL_CMD_GETFAMILY, 1) ||
		nla_put_string(request, CTRL_ATTR_FAMILY_NAME, name))
		return -ENOMEM;
	result = exchange_run(exchange, request, read_family, &family);
	return result ? result : family;
}
