// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The frames that the generator's XDP program writes are those of frame_build(), byte for byte, whatever
 * varies; and the paced form keeps the rate. A packet socket at the other end looks at them, with GRO on, so
 * that live frames arrive without a program.
 */
#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/generator.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

enum { FRAMES = 2000 };

static void switch_gro_on(const char *ifname)
{
	struct ethtool_value value = { .cmd = ETHTOOL_SGRO, .data = 1 };
	struct ifreq request = { .ifr_data = (char *)&value };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strcpy(request.ifr_name, ifname);
	REQUIRE(ioctl(fd, SIOCETHTOOL, &request) == 0);
	close(fd);
}

static int open_sniffer(int ifindex)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = ifindex
	};
	struct timeval patience = { .tv_usec = 300000 };
	int bytes = 32 << 20, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	REQUIRE(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	return fd;
}

static void check_frames(int sniffer, const struct frame_plan *plan)
{
	uint8_t frame[4096], expected[4096];
	struct frame_stamp stamp;
	uint64_t count = 0;
	ssize_t bytes;

	while (count < FRAMES && (bytes = recv(sniffer, frame, sizeof(frame), 0)) > 0) {
		if (!CHECK(frame_check(frame, (uint32_t)bytes, &stamp)))
			return;
		if (plan->stamp && !CHECK(stamp.sequence == count))
			return;
		if (!CHECK(frame_build(plan, count, stamp.time_ns, expected) == (uint32_t)bytes) ||
			!CHECK(!memcmp(frame, expected, (size_t)bytes)))
			return;
		count++;
	}
	CHECK_INT(count, FRAMES);
}

static void generate(const struct veth *veth, int sniffer, const struct frame_plan *plan, double rate)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	struct generator_opts opts = {
		.kind = GENERATOR_LIVE,
		.netns_fd = veth->far_ns,
		.ifname = "far",
		.plan = *plan,
		.rate = rate,
		.limit = FRAMES,
		.cpu = -1,
	};
	struct generator *generator;
	struct xsk_error err = { 0 };
	uint64_t started, took;

	REQUIRE(generator_open(&generator, &opts, &err) == 0);
	started = clock_now();
	REQUIRE(generator_start(generator, &err) == 0);
	for (int i = 0; i < 1000 && !generator_finished(generator); i++)
		nanosleep(&pause, NULL);
	took = clock_now() - started;
	CHECK_INT(generator_stop(generator, &err), 0);
	CHECK_INT(generator_sent(generator), FRAMES);
	/* Never faster than asked; how much slower is the scheduler's. */
	if (rate > 0)
		CHECK((double)took / NS_PER_SECOND > 0.99 * (FRAMES - 1) / rate);
	generator_close(generator);
	check_frames(sniffer, plan);
}

int main(void)
{
	struct veth veth;
	struct frame_plan plan;
	int sniffer;

	test_begin();
	veth_create(&veth, 1, 0);
	switch_gro_on("near");
	sniffer = open_sniffer(veth.near_ifindex);
	frame_plan_init(&plan);
	generate(&veth, sniffer, &plan, 0);
	plan.stamp = true;
	generate(&veth, sniffer, &plan, 20000);
	plan.checksum = true;
	generate(&veth, sniffer, &plan, 0);
	plan.src.count = 5;
	plan.dst.count = 3;
	plan.src_port.count = 7;
	plan.dst_port.count = 2;
	generate(&veth, sniffer, &plan, 0);
	plan.bytes = 301;
	generate(&veth, sniffer, &plan, 0);
	plan.imix = true;
	plan.bytes = frame_imix_bytes[FRAME_IMIX_SIZES - 1];
	generate(&veth, sniffer, &plan, 40000);
	plan.stamp = plan.checksum = false;
	generate(&veth, sniffer, &plan, 0);
	close(sniffer);
	veth_destroy(&veth);
	return test_end();
}
