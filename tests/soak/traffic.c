// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Bursts every ten milliseconds; an end that is down or gone is tried again with the next. */
#include "tests/soak/traffic.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/packet.h"
#include "tests/harness/test.h"

enum { TURN_MS = 10, ETHERTYPE = 0x88b5 };

static const char *const names[2] = { "far", "far2" };

static bool told(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_RELAXED);
}

static void open_end(struct traffic *traffic, int end)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETHERTYPE) };

	if (traffic->fds[end] >= 0)
		close(traffic->fds[end]);
	traffic->fds[end] = -1;
	address.sll_ifindex = (int)if_nametoindex(names[end]);
	if (!address.sll_ifindex)
		return;
	traffic->fds[end] = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	REQUIRE(traffic->fds[end] >= 0);
	if (bind(traffic->fds[end], (struct sockaddr *)&address, sizeof(address))) {
		close(traffic->fds[end]);
		traffic->fds[end] = -1;
	}
}

/* The interface is gone, or the socket was of the one before. */
static bool is_dead(ssize_t result)
{
	return result < 0 && (errno == ENXIO || errno == ENODEV || errno == EBADF);
}

static void send_into(struct traffic *traffic, int end, uint32_t count)
{
	static const uint8_t destination[6] = { 2, 0, 0, 0, 0, 0x99 };
	uint8_t bytes[PACKET_BYTES_MAX];

	for (uint32_t i = 0; i < count; i++) {
		uint64_t number = traffic->sent[end];
		uint32_t len = packet_write(bytes, destination, (uint32_t)number);
		ssize_t sent = send(traffic->fds[end], bytes, len, 0);

		if (is_dead(sent))
			open_end(traffic, end);
		if (sent < 0)
			return;
		__atomic_store_n(&traffic->sent[end], number + 1, __ATOMIC_RELAXED);
	}
}

static void take_out_of(struct traffic *traffic, int end, long *last)
{
	uint8_t bytes[2048];
	ssize_t len;

	/* ENETDOWN is told once, and then read as if nothing had been. */
	while ((len = recv(traffic->fds[end], bytes, sizeof(bytes), 0)) > 0 ||
		(len < 0 && errno == ENETDOWN)) {
		long number = len > 0 ? packet_read(bytes, (uint32_t)len) : PACKET_FOREIGN;

		if (number == PACKET_FOREIGN)
			continue;
		if (number <= *last)
			__atomic_fetch_add(&traffic->repeated, 1, __ATOMIC_RELAXED);
		*last = number;
		__atomic_fetch_add(&traffic->arrived[end], 1, __ATOMIC_RELAXED);
	}
	if (is_dead(len))
		open_end(traffic, end);
}

static void *run(void *argument)
{
	struct traffic *traffic = argument;
	uint32_t burst = traffic->rate * TURN_MS / 1000;
	long last[2] = { -1, -1 };

	REQUIRE(setns(traffic->far_ns, CLONE_NEWNET) == 0);
	while (!told(&traffic->stop)) {
		for (int end = 0; end < 2; end++) {
			if (!told(&traffic->pause))
				send_into(traffic, end, burst ? burst : 1);
			take_out_of(traffic, end, &last[end]);
		}
		usleep(TURN_MS * 1000);
	}
	for (int end = 0; end < 2; end++)
		if (traffic->fds[end] >= 0)
			close(traffic->fds[end]);
	return NULL;
}

void traffic_start(struct traffic *traffic)
{
	traffic->fds[0] = traffic->fds[1] = -1;
	REQUIRE(pthread_create(&traffic->thread, NULL, run, traffic) == 0);
}

void traffic_stop(struct traffic *traffic)
{
	__atomic_store_n(&traffic->stop, true, __ATOMIC_RELAXED);
	pthread_join(traffic->thread, NULL);
}

void traffic_pause(struct traffic *traffic)
{
	__atomic_store_n(&traffic->pause, true, __ATOMIC_RELAXED);
	/* A turn that has begun ends. */
	usleep(5 * TURN_MS * 1000);
}

void traffic_go_on(struct traffic *traffic)
{
	__atomic_store_n(&traffic->pause, false, __ATOMIC_RELAXED);
}

uint64_t traffic_arrived(const struct traffic *traffic, int end)
{
	return __atomic_load_n(&traffic->arrived[end], __ATOMIC_RELAXED);
}
