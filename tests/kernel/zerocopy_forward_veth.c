// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A NIC in zero-copy and a veth port in copy mode on one pool: packets are forwarded both ways with every
 * byte right, and all frames come back. The ends that send and check are the kernel's: AF_PACKET sockets.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/packet.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum { FRAMES = 8192, PACKETS = 4000, BURST = 16 };

struct forwarder {
	struct xsk_queue *queues[32];
	uint32_t nic, all; /* queues of the NIC come first */
	int stop;          /* atomic */
};

/* In the calling thread's namespace. */
static int packet_socket(const char *name)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(0x88b5) };
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(0x88b5));

	REQUIRE(fd >= 0);
	address.sll_ifindex = (int)if_nametoindex(name);
	REQUIRE(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	REQUIRE(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0);
	return fd;
}

static void *forward(void *argument)
{
	struct forwarder *forwarder = argument;

	while (!__atomic_load_n(&forwarder->stop, __ATOMIC_RELAXED) &&
		xsk_wait(forwarder->queues, forwarder->all, XSK_WAIT_RECEIVE, -1) > 0)
		for (uint32_t i = 0; i < forwarder->all; i++) {
			struct xsk_queue *in = forwarder->queues[i];
			struct xsk_queue *out = forwarder->queues[i < forwarder->nic ? forwarder->nic : 0];
			struct xsk_packet packets[64];
			uint32_t count = xsk_queue__receive(in, packets, 64);
			int sent = xsk_queue__send(out, packets, count);

			if (sent < (int)count)
				test_failed(__FILE__, __LINE__, "sent %d of %u", sent, count);
			xsk_queue__free(
				in, packets + (sent > 0 ? sent : 0), count - (uint32_t)(sent > 0 ? sent : 0));
		}
	return NULL;
}

static void cross(int from, int to)
{
	static const uint8_t everybody[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	static uint8_t seen[PACKETS];
	uint8_t bytes[2048];

	memset(seen, 0, sizeof(seen));
	for (uint32_t first = 0; first < PACKETS; first += BURST) {
		for (uint32_t i = first; i < first + BURST; i++) {
			uint32_t len = packet_write(bytes, everybody, i);

			REQUIRE(send(from, bytes, len, 0) == (ssize_t)len);
		}
		for (uint32_t i = 0; i < BURST;) {
			struct sockaddr_ll origin;
			socklen_t origin_bytes = sizeof(origin);
			ssize_t len = recvfrom(
				to, bytes, sizeof(bytes), 0, (struct sockaddr *)&origin, &origin_bytes);
			long number;

			REQUIRE(len > 0);
			if (origin.sll_pkttype == PACKET_OUTGOING)
				continue;
			number = packet_read(bytes, (uint32_t)len);
			REQUIRE(number >= first && number < first + BURST && !seen[number]);
			seen[number] = 1;
			i++;
		}
	}
}

static void add_queues(struct forwarder *forwarder, const struct xsk_port *port)
{
	for (uint32_t i = 0; i < xsk_port__queues(port); i++)
		forwarder->queues[forwarder->all++] = xsk_port__queue(port, i);
}

static void open_port(struct xsk_port **port, const char *name, struct xsk_pool *pool, enum xsk_mode mode)
{
	struct xsk_port_opts opts = { .pool = pool, .mode = mode, .promiscuous = true };
	struct xsk_error err;

	if (xsk_port__open(port, name, &opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	CHECK_INT(xsk_port__mode(*port), mode);
}

int main(void)
{
	struct forwarder forwarder = { .all = 0 };
	struct xsk_port *nic, *wire;
	struct xsk_pool_stats stats;
	struct xsk_pool *pool;
	pthread_t thread;
	struct veth nics;
	int far, end;

	test_begin();
	veth_take_nics(&nics);
	veth_command("ip link add wire type veth peer name end && ip link set wire up && ip link set end up");
	REQUIRE(xsk_pool__open(
			&pool, &(struct xsk_pool_opts){ .frames = FRAMES, .frame_bytes = 4096 }, NULL) == 0);
	open_port(&nic, "near", pool, XSK_MODE_ZEROCOPY);
	open_port(&wire, "wire", pool, XSK_MODE_NATIVE);
	add_queues(&forwarder, nic);
	forwarder.nic = forwarder.all;
	add_queues(&forwarder, wire);
	end = packet_socket("end");
	veth_enter_far(&nics);
	far = packet_socket("far");
	veth_enter_near(&nics);
	REQUIRE(pthread_create(&thread, NULL, forward, &forwarder) == 0);
	cross(far, end);
	cross(end, far);
	__atomic_store_n(&forwarder.stop, 1, __ATOMIC_RELAXED);
	xsk_queue__wake(forwarder.queues[0]);
	pthread_join(thread, NULL);
	xsk_port__close(wire);
	xsk_port__close(nic);
	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, FRAMES);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
	close(far);
	close(end);
	veth_destroy(&nics);
	return test_end();
}
