// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A socket stands in the map under its queue's number: the port of the second queue alone receives what arrives
 * there, and nothing that arrives on the first. An entry of somebody else is not overwritten.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/syscall.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static struct veth veth;

static void send_one(struct xsk_queue *queue, uint8_t mark)
{
	struct xsk_packet packet;

	REQUIRE(xsk_queue__allocate(queue, &packet, 1) == 1);
	memset(packet.data, 0xff, 60);
	((uint8_t *)packet.data)[59] = mark;
	packet.len = 60;
	REQUIRE(xsk_queue__send(queue, &packet, 1) == 1);
	REQUIRE(xsk_queue__flush(queue) == 0);
}

static void second_queue_alone(void)
{
	struct xsk_port_opts near_opts = { .first_queue = 1 };
	struct xsk_port_opts far_opts = { .netns_fd = veth.far_ns, .no_receive = true };
	struct xsk_port *near, *far;
	struct xsk_packet packets[8];
	struct xsk_error err;

	REQUIRE(xsk_port__open(&near, "near", &near_opts, &err) == 0);
	REQUIRE(xsk_port__open(&far, "far", &far_opts, &err) == 0);
	CHECK_INT(xsk_port__queues(near), 1);
	CHECK_INT(xsk_queue__id(xsk_port__queue(near, 0)), 1);
	send_one(xsk_port__queue(far, 0), 10);
	send_one(xsk_port__queue(far, 1), 11);
	CHECK_INT(xsk_queue__wait(xsk_port__queue(near, 0), XSK_WAIT_RECEIVE, 2000), 1);
	usleep(20000);
	REQUIRE(xsk_queue__receive(xsk_port__queue(near, 0), packets, 8) == 1);
	CHECK_INT(((uint8_t *)packets[0].data)[59], 11);
	xsk_queue__free(xsk_port__queue(near, 0), packets, 1);
	xsk_port__close(near);
	xsk_port__close(far);
}

/* A program and map of the caller's, and in the map, under our queue, a socket of the caller's. */
static void entry_of_somebody_else(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_XSKMAP, .key_size = 4, .value_size = 4, .max_entries = 2
	};
	int map = sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr)), pass = program_load(BPF_PROG_TYPE_XDP, 2, 0);
	struct xsk_port_opts opts = { .map_fd = map, .program_fd = pass, .first_queue = 1 };
	struct xsk_port *port, *other;
	struct xsk_error err;
	uint32_t key = 1;
	int socket_fd;

	REQUIRE(map >= 0);
	REQUIRE(xsk_port__open(&other, "near", &(struct xsk_port_opts){ .queues = 1, .map_fd = map }, &err) ==
		0);
	socket_fd = xsk_port__queue(other, 0)->fd;
	attr = (union bpf_attr){ 0 };
	attr.map_fd = (uint32_t)map;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)&socket_fd;
	REQUIRE(sys_bpf(BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr)) == 0);
	CHECK_INT(xsk_port__open(&port, "near", &opts, &err), -EBUSY);
	CHECK_TEXT(err.text, "queue 1: another socket stands there");
	xsk_port__close(other);
	close(map);
	close(pass);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	second_queue_alone();
	entry_of_somebody_else();
	veth_destroy(&veth);
	return test_end();
}
