/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * One request to the kernel and its answers. libnl builds the messages and reads their attributes; the socket
 * is ours, because libnl turns every errno into an NLE_* number from which it cannot be had back.
 *
 *	scoped_exchange struct exchange exchange = EXCHANGE_NONE;
 *	scoped_message struct nl_msg *request = nlmsg_alloc();
 *	...
 *	result = exchange_open(&exchange, NETLINK_ROUTE, err);
 *	if (!result)
 *		result = exchange_run(&exchange, request, read_answer, &answer);
 */
#ifndef NETLINK_EXCHANGE_H
#define NETLINK_EXCHANGE_H

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdint.h>
#include <xsk/error.h>

struct exchange {
	int fd;
	uint32_t sequence;
	unsigned char *buffer;
	char text[200]; /* the kernel's own words on the last request (extended ack), "" without */
};

#define EXCHANGE_NONE    \
	{                \
		.fd = -1 \
	}

/* A socket in the calling thread's network namespace. */
int exchange_open(struct exchange *exchange, int protocol, struct xsk_error *err);
void exchange_close(struct exchange *exchange);

/* Called for each answer that carries data, already known to be whole; an error ends the exchange. */
typedef int exchange_answer(struct nlmsghdr *answer, void *argument);

/*
 * Sends @request and reads until the kernel says that it is done, for at most a few seconds. Returns the
 * kernel's own code; -ETIMEDOUT, -EBADMSG (an answer that is not well formed), -EINTR (a dump that the kernel
 * interrupted because what it lists changed: ask again), or what the socket said.
 */
int exchange_run(struct exchange *exchange, struct nl_msg *request, exchange_answer *answer, void *argument);

/* Why the last request failed with @code: the kernel's text, else the name of the code. */
const char *exchange_reason(const struct exchange *exchange, int code);

/* Length checks before an attribute is read: answers are untrusted. NULL or too short gives @otherwise. */
uint8_t attribute_u8(const struct nlattr *attribute, uint8_t otherwise);
uint32_t attribute_u32(const struct nlattr *attribute, uint32_t otherwise);
uint64_t attribute_u64(const struct nlattr *attribute, uint64_t otherwise);

/*
 * The kernel's number of a generic netlink family; -ENOENT when it has none of this name. A family's first
 * version is asked.
 */
int exchange_family(struct exchange *exchange, const char *name);

static inline void scoped_close_exchange(struct exchange *exchange)
{
	exchange_close(exchange);
}

static inline void scoped_free_message(struct nl_msg **message)
{
	nlmsg_free(*message);
}

#define scoped_exchange __attribute__((cleanup(scoped_close_exchange)))
#define scoped_message  __attribute__((cleanup(scoped_free_message)))

#endif
