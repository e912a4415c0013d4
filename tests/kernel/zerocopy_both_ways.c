// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * On a pair of NICs with zero-copy: the mode is obtained, packets of all lengths cross both ways with every
 * byte right, and after close every frame is back; three times over, so that what one round leaves behind the
 * next finds.
 */
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/packet.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum {
	FRAMES = 8192,
	IN_FLIGHT = 64, /* igb drops what its ring of 256 can't hold */
};

struct end {
	struct xsk_port *port;
	struct xsk_pool *pool;
};

/* In this namespace. */
static bool has_carrier(const char *name)
{
	struct ifreq request = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	REQUIRE(fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0);
	close(fd);
	return request.ifr_flags & IFF_RUNNING;
}

static void open_end(struct end *end, const char *name, int netns_fd, bool no_receive)
{
	struct xsk_port_opts opts = {
		.mode = XSK_MODE_ZEROCOPY, .netns_fd = netns_fd, .no_receive = no_receive
	};
	struct xsk_error err;

	REQUIRE(xsk_pool__open(&end->pool, &(struct xsk_pool_opts){ .frames = FRAMES, .frame_bytes = 4096 },
			&err) == 0);
	opts.pool = end->pool;
	if (xsk_port__open(&end->port, name, &opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	CHECK_INT(xsk_port__mode(end->port), XSK_MODE_ZEROCOPY);
	/* Drivers take the link down for a while; what is sent meanwhile may be lost. */
	if (!netns_fd)
		CHECK(has_carrier(name));
	for (uint32_t i = 0; i < xsk_port__queues(end->port); i++)
		CHECK_INT(xsk_queue__mode(xsk_port__queue(end->port, i)), XSK_MODE_ZEROCOPY);
}

static void close_end(struct end *end)
{
	struct xsk_pool_stats stats;

	xsk_port__close(end->port);
	xsk_pool__stats(end->pool, &stats);
	CHECK_INT(stats.free, FRAMES);
	CHECK_INT(xsk_pool__close(end->pool, NULL), 0);
}

static void send_one(struct xsk_queue *queue, const struct xsk_port *to, uint32_t number)
{
	struct xsk_packet packet;
	int sent;

	while (xsk_queue__allocate(queue, &packet, 1) == 0)
		REQUIRE(xsk_queue__wait(queue, XSK_WAIT_SEND, 5000) == 1);
	packet.len = packet_write(packet.data, xsk_port__mac(to), number);
	while ((sent = xsk_queue__send(queue, &packet, 1)) == 0)
		REQUIRE(xsk_queue__wait(queue, XSK_WAIT_SEND, 5000) == 1);
	REQUIRE(sent == 1);
}

/* Every queue of the sender in turn; at most IN_FLIGHT are under way. */
static void cross(const struct end *from, const struct end *to, uint32_t count)
{
	uint32_t queues = xsk_port__queues(to->port), sent = 0, received = 0;
	struct xsk_queue *in[16];
	uint8_t *seen = calloc(count, 1);

	REQUIRE(seen && queues <= 16);
	for (uint32_t i = 0; i < queues; i++)
		in[i] = xsk_port__queue(to->port, i);
	while (received < count) {
		for (; sent < count && sent - received < IN_FLIGHT; sent++)
			send_one(xsk_port__queue(from->port, sent % xsk_port__queues(from->port)), to->port,
				sent);
		for (uint32_t i = 0; i < xsk_port__queues(from->port); i++)
			REQUIRE(xsk_queue__flush(xsk_port__queue(from->port, i)) == 0);
		REQUIRE(xsk_wait(in, queues, XSK_WAIT_RECEIVE, 5000) == 1);
		for (uint32_t i = 0; i < queues; i++) {
			struct xsk_packet packets[64];
			uint32_t got = xsk_queue__receive(in[i], packets, 64);

			for (uint32_t j = 0; j < got; j++) {
				long number = packet_read(packets[j].data, packets[j].len);

				if (number == PACKET_FOREIGN)
					continue;
				REQUIRE(number >= 0 && number < (long)count && !seen[number]);
				seen[number] = 1;
				received++;
			}
			xsk_queue__free(in[i], packets, got);
		}
	}
	free(seen);
}

int main(void)
{
	struct end near, far;
	struct veth nics;

	test_begin();
	veth_take_nics(&nics);
	for (int round = 0; round < 3; round++) {
		open_end(&near, "near", 0, false);
		open_end(&far, "far", nics.far_ns, false);
		cross(&near, &far, 10000);
		cross(&far, &near, 10000);
		close_end(&near);
		close_end(&far);
	}
	/* A port that only sends needs a program too, in zero-copy. */
	open_end(&near, "near", 0, false);
	open_end(&far, "far", nics.far_ns, true);
	cross(&far, &near, 2000);
	close_end(&near);
	close_end(&far);
	veth_destroy(&nics);
	return test_end();
}
