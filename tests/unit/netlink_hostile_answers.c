// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Netlink answers are untrusted: the kernel's real answers about lo, cut and changed at random, and some made
 * by hand, never lead outside their buffers, and every function returns in time. recvmsg() and poll() of this
 * program stand in for libc's; a wait that would never end is a timeout at once.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/traffic_control.h"
#include "netlink/ethtool.h"
#include "netlink/exchange.h"
#include "netlink/features.h"
#include "netlink/interface.h"
#include "netlink/monitor.h"
#include "netlink/xdp.h"
#include "tests/harness/test.h"

#define ROUNDS 3000

static enum { AS_IT_IS, CHANGE_BYTES, BY_HAND } mode;
static uint64_t seed = 1;
static struct {
	unsigned char bytes[256];
	size_t count;
	uint32_t port; /* of the sender; 0 is the kernel */
	int flags;
} hand;

static uint32_t random_below(uint32_t bound)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % bound;
}

static void change(unsigned char *bytes, size_t count)
{
	static const unsigned char tempting[] = { 0, 1, 2, 3, 4, 0x7f, 0x80, 0xff };
	uint32_t changes = 1 + random_below(6);

	/* The first 200 bytes have most of the headers and lengths. */
	for (uint32_t i = 0; i < changes; i++) {
		uint32_t bound = (uint32_t)(random_below(2) && count > 200 ? 200 : count);

		bytes[random_below(bound)] = random_below(2) ? tempting[random_below(sizeof(tempting))]
							     : (unsigned char)random_below(256);
	}
}

static ssize_t by_hand(struct msghdr *message)
{
	struct sockaddr_nl *sender = message->msg_name;

	if (!hand.count) {
		errno = EAGAIN;
		return -1;
	}
	memcpy(message->msg_iov->iov_base, hand.bytes, hand.count);
	sender->nl_pid = hand.port;
	message->msg_flags = hand.flags;
	message->msg_namelen = sizeof(*sender);
	return (ssize_t)hand.count;
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	static ssize_t (*real)(int fd, struct msghdr *message, int flags);
	ssize_t bytes;

	if (mode == BY_HAND) {
		bytes = by_hand(message);
		hand.count = 0;
		return bytes;
	}
	if (!real)
		real = (ssize_t(*)(int, struct msghdr *, int))dlsym(RTLD_NEXT, "recvmsg");
	bytes = real(fd, message, flags);
	if (bytes > 0 && mode == CHANGE_BYTES) {
		if (random_below(8) == 0)
			bytes = random_below((uint32_t)bytes);
		if (bytes > 0)
			change(message->msg_iov->iov_base, (size_t)bytes);
	}
	return bytes;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	return 0;
}

static void every_function_once(void)
{
	struct device_channels channels;
	struct device_features features;
	struct xdp_attached attached;
	struct device_rings rings;
	struct interface interface = { 0 }; /* an answer that is refused leaves it alone */
	struct monitor *monitor;
	struct xsk_error err;
	struct tc_filter filter = { 1, TC_H_CLSACT, 1, 1 };

	CHECK(interface_by_name("lo", &interface, &err) <= 0);
	CHECK(interface_by_index(1, &interface, &err) <= 0);
	CHECK(strnlen(interface.name, sizeof(interface.name)) < sizeof(interface.name));
	CHECK(interface_has_default_route(1, &err) <= 1);
	CHECK(xdp_query(1, &attached, &err) <= 0);
	CHECK(device_features_get(1, &features, &err) <= 0);
	CHECK(device_channels_get(1, &channels, &err) <= 0);
	CHECK(device_rings_get(1, &rings, &err) <= 0);
	CHECK(tc_filter_query(&filter, &err) <= 0);
	if (monitor_open(&monitor, 1, &err) == 0) {
		monitor_update(monitor);
		CHECK(strnlen(monitor_name(monitor), IF_NAMESIZE) < IF_NAMESIZE);
	}
	monitor_close(monitor);
}

/* One answer, and what the exchange makes of it. */
static int answered_by(struct exchange *exchange, const void *message, size_t count, uint32_t port, int flags)
{
	struct nl_msg *request = nlmsg_alloc_simple(RTM_GETLINK, 0);
	int result;

	REQUIRE(request && count <= sizeof(hand.bytes));
	memcpy(hand.bytes, message, count);
	hand.count = count;
	hand.port = port;
	hand.flags = flags;
	exchange->sequence = 41;
	result = exchange_run(exchange, request, NULL, NULL);
	nlmsg_free(request);
	return result;
}

struct refusal {
	struct nlmsghdr header;
	struct nlmsgerr error;
	struct nlattr attribute;
	char text[8];
};

static struct refusal a_refusal(void)
{
	return (struct refusal){
		.header = { sizeof(struct refusal), NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, 42, 0 },
		.error = { -EBUSY, { 32, RTM_GETLINK, 0, 42, 0 } },
		.attribute = { 12, NLMSGERR_ATTR_MSG },
		.text = "in use",
	};
}

static void answers_made_by_hand(void)
{
	struct exchange exchange;
	struct refusal refusal = a_refusal();

	mode = AS_IT_IS;
	REQUIRE(exchange_open(&exchange, NETLINK_ROUTE, NULL) == 0);
	mode = BY_HAND;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBUSY);
	CHECK_TEXT(exchange_reason(&exchange, -EBUSY), "in use");
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 77, 0), -ETIMEDOUT);
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, MSG_TRUNC), -EMSGSIZE);
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal) - 1, 0, 0), -EBADMSG);
	CHECK_INT(answered_by(&exchange, &refusal, 10, 0, 0), -EBADMSG);
	CHECK_INT(answered_by(&exchange, &refusal, 0, 0, 0), -ETIMEDOUT);

	/* A text that has no end, or an end beyond the message: no text, but the code. */
	refusal.attribute.nla_len = 13;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBUSY);
	CHECK_TEXT(exchange_reason(&exchange, -EBUSY), "busy");
	refusal.attribute.nla_len = 3;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBUSY);
	refusal = a_refusal();
	memcpy(refusal.text, "no end!!", 8);
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBUSY);
	CHECK_TEXT(exchange_reason(&exchange, -EBUSY), "no end!!");

	refusal = a_refusal();
	refusal.error.error = 16;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBADMSG);
	refusal.error.error = INT32_MIN;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBADMSG);
	refusal = a_refusal();
	refusal.header.nlmsg_seq = 7;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -ETIMEDOUT);
	refusal = a_refusal();
	refusal.header.nlmsg_len = NLMSG_HDRLEN + 4;
	CHECK_INT(answered_by(&exchange, &refusal, NLMSG_HDRLEN + 4, 0, 0), -EBADMSG);
	/* The request was not left out, and says that it is longer than the message, or than any. */
	refusal = a_refusal();
	refusal.header.nlmsg_flags = NLM_F_ACK_TLVS;
	refusal.error.msg.nlmsg_len = 4000;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBADMSG);
	refusal.error.msg.nlmsg_len = UINT32_MAX;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBADMSG);
	refusal.error.msg.nlmsg_len = 3;
	CHECK_INT(answered_by(&exchange, &refusal, sizeof(refusal), 0, 0), -EBADMSG);
	mode = AS_IT_IS;
	exchange_close(&exchange);
}

int main(void)
{
	time_t end = time(NULL) + 10;
	struct interface interface = { 0 }; /* an answer that is refused leaves it alone */
	struct xsk_error err;

	test_begin();
	if (interface_by_name("lo", &interface, &err))
		test_skip("no netlink here: %s", err.text);
	mode = CHANGE_BYTES;
	for (int i = 0; i < ROUNDS && time(NULL) < end; i++)
		every_function_once();
	answers_made_by_hand();
	return test_end();
}
