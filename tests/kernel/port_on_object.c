// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A port on the program of a BPF object: what the program takes arrives, what it does not goes to the kernel. */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/program.h>

/* Frames of an EtherType from the far end. */
static void send_from_far(const struct veth *veth, uint16_t ethertype, int count)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = veth->far_ifindex };
	uint8_t frame[64] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 2, (uint8_t)(ethertype >> 8),
		(uint8_t)ethertype };
	int fd;

	veth_enter_far(veth);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	REQUIRE(fd >= 0);
	for (int i = 0; i < count; i++)
		CHECK(sendto(fd, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)) ==
			sizeof(frame));
	close(fd);
	veth_enter_near(veth);
}

static void test_refusals(const struct bpf_object *object)
{
	struct xsk_port_opts opts = { 0 };
	struct xsk_error err;

	CHECK_INT(xsk_port_opts__set_program(&opts, object, "no_such", NULL, &err), -ENOENT);
	CHECK_TEXT(err.text, "no program 'no_such'");
	CHECK_INT(xsk_port_opts__set_program(&opts, object, NULL, "no_such", &err), -ENOENT);
	CHECK_TEXT(err.text, "no map 'no_such'");
	CHECK_INT(xsk_port_opts__set_program(&opts, object, NULL, NULL, &err), -EINVAL);
	CHECK_TEXT(err.text, "not loaded");
	CHECK_INT(opts.program_fd, 0);
}

int main(void)
{
	struct xsk_port_opts opts = { .queues = 1 };
	struct xsk_packet packets[16];
	struct bpf_object *object;
	struct xsk_queue *queue;
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;
	uint32_t got = 0;

	test_begin();
	veth_create(&veth, 1, 0);
	object = bpf_object__open(TEST_BPF_DIR "/filter.clang.bpfel.o");
	REQUIRE(object);
	test_refusals(object);
	REQUIRE(bpf_object__load(object) == 0);
	CHECK_INT(xsk_port_opts__set_program(&opts, object, NULL, NULL, &err), 0);
	if (xsk_port__open(&port, "near", &opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		return 1;
	}
	bpf_object__close(object);
	queue = xsk_port__queue(port, 0);
	send_from_far(&veth, 0x88b6, 5);
	send_from_far(&veth, 0x88b5, 7);
	for (int tries = 0; tries < 20 && got < 7; tries++) {
		uint32_t count = xsk_queue__receive(queue, packets, 16);

		for (uint32_t i = 0; i < count; i++)
			CHECK_INT(((const uint8_t *)packets[i].data)[13], 0xb5);
		xsk_queue__free(queue, packets, count);
		got += count;
		if (!count)
			xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 100);
	}
	CHECK_INT(got, 7);
	CHECK_INT(xsk_queue__receive(queue, packets, 16), 0);
	xsk_port__close(port);
	veth_destroy(&veth);
	return test_end();
}
