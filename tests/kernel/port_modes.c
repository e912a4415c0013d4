// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Ports that only send or only receive, options that change the socket, a program of the caller's. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/syscall.h"
#include "tests/harness/driver_counter.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static struct veth veth;

static struct xsk_port *open_port(const char *name, struct xsk_port_opts opts)
{
	struct xsk_port *port;
	struct xsk_error err;

	if (name[0] == 'f')
		opts.netns_fd = veth.far_ns;
	if (xsk_port__open(&port, name, &opts, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return port;
}

static void send_frames(struct xsk_queue *queue, uint32_t total)
{
	struct xsk_packet packet;

	while (total--) {
		REQUIRE(xsk_queue__allocate(queue, &packet, 1) == 1);
		memset(packet.data, 0xff, 60);
		packet.len = 60;
		CHECK_INT(xsk_queue__send(queue, &packet, 1), 1);
	}
	CHECK_INT(xsk_queue__flush(queue), 0);
}

static uint32_t receive_frames(struct xsk_queue *queue, uint32_t total)
{
	struct xsk_packet packets[64];
	uint32_t received = 0;

	while (received < total && xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 300) == 1) {
		uint32_t count = xsk_queue__receive(queue, packets, 64);

		xsk_queue__free(queue, packets, count);
		received += count;
	}
	return received;
}

/* No program where nothing is received; no RX ring; a TX ring only where something is sent. */
static void one_direction(void)
{
	struct xsk_port *out = open_port("near", (struct xsk_port_opts){ .no_receive = true });
	struct xsk_port *in = open_port("far", (struct xsk_port_opts){ .no_transmit = true });
	struct xsk_packet packet;
	struct xsk_queue_stats stats;

	veth_command("! ip link show near | grep -q xdp");
	send_frames(xsk_port__queue(out, 0), 100);
	CHECK_INT(receive_frames(xsk_port__queue(in, 0), 100), 100);
	CHECK_INT(xsk_queue__receive(xsk_port__queue(out, 0), &packet, 1), 0);
	CHECK_INT(xsk_queue__wait(xsk_port__queue(out, 0), XSK_WAIT_RECEIVE, 10), 0);
	CHECK_INT(xsk_queue__allocate(xsk_port__queue(in, 0), &packet, 1), 1);
	packet.len = 60;
	CHECK_INT(xsk_queue__send(xsk_port__queue(in, 0), &packet, 1), -EINVAL);
	xsk_queue__free(xsk_port__queue(in, 0), &packet, 1);
	CHECK_INT(xsk_queue__wait(xsk_port__queue(in, 0), XSK_WAIT_SEND, 10), 0);
	CHECK_INT(xsk_port__stats(out, &stats), 0);
	CHECK_INT(stats.fill_level, 0);
	xsk_port__close(out);
	xsk_port__close(in);
}

static int socket_option(const struct xsk_port *port, int name)
{
	socklen_t bytes = sizeof(int);
	int value = -1;

	CHECK_INT(getsockopt(port->queues->fd, SOL_SOCKET, name, &value, &bytes), 0);
	return value;
}

/* Linux 5.11. */
static bool kernel_has_busy_poll(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), value;
	socklen_t bytes = sizeof(value);
	bool has = getsockopt(fd, SOL_SOCKET, 69 /* SO_PREFER_BUSY_POLL */, &value, &bytes) == 0;

	close(fd);
	return has;
}

static void busy_poll_is_refused(void)
{
	struct xsk_port *port;
	struct xsk_error err;

	CHECK_INT(xsk_port__open(&port, "near", &(struct xsk_port_opts){ .busy_poll = true }, &err),
		-EOPNOTSUPP);
	CHECK_TEXT(err.text, "busy polling needs Linux 5.11");
}

static void socket_options(void)
{
	bool busy_poll = kernel_has_busy_poll();
	struct xsk_port *near = open_port("near", (struct xsk_port_opts){ .busy_poll = busy_poll,
							  .busy_poll_us = 33,
							  .send_buffer_bytes = 8 << 20,
							  .promiscuous = true,
							  .no_wakeup = true,
							  .fill_frames = 100,
							  .rx_slots = 512,
							  .tx_slots = 512,
							  .completion_slots = 1024,
							  .fill_slots = 512 });
	struct xsk_port *far = open_port("far", (struct xsk_port_opts){ 0 });
	struct xsk_queue_stats stats;

	if (busy_poll) {
		CHECK_INT(socket_option(near, SO_BUSY_POLL), 33);
		CHECK_INT(socket_option(near, 69 /* SO_PREFER_BUSY_POLL */), 1);
	}
	CHECK(socket_option(near, SO_SNDBUF) >= 8 << 20);
	CHECK_INT(near->queues->queue.tx.slots, 512);
	CHECK_INT(near->queues->queue.completion.mask, 1023);
	veth_command("ip -d link show near | grep -q 'promiscuity 1'");
	CHECK_INT(xsk_port__stats(near, &stats), 0);
	CHECK_INT(stats.fill_level, 2 * 100);
	send_frames(xsk_port__queue(near, 1), 200);
	CHECK_INT(receive_frames(xsk_port__queue(far, 1), 200), 200);
	send_frames(xsk_port__queue(far, 1), 100);
	CHECK_INT(receive_frames(xsk_port__queue(near, 1), 100), 100);
	xsk_port__close(near);
	xsk_port__close(far);
	veth_command("ip -d link show near | grep -q 'promiscuity 0'");
	if (!busy_poll)
		busy_poll_is_refused();
}

/* More packets than the kernel takes at a time, and than the ring has slots, in one go. */
static void budget(uint32_t tx_budget)
{
	struct xsk_port *near = open_port(
		"near", (struct xsk_port_opts){
				.queues = 1, .tx_budget = tx_budget, .no_receive = true, .tx_slots = 1024 });
	struct xsk_port *far =
		open_port("far", (struct xsk_port_opts){ .queues = 1,
					 .fill_frames = 4096,
					 .pool_opts = &(struct xsk_pool_opts){ .frames = 8192 } });
	uint64_t lost = interface_tx_dropped("near");
	struct xsk_queue_stats stats;

	send_frames(xsk_port__queue(near, 0), 3000);
	CHECK_INT(xsk_port__stats(near, &stats), 0);
	/* Kernels before 6.17 send 16 or 32 a call and hide it: some calls are for nothing. */
	CHECK(stats.wakeups <= (test_kernel_below(6, 17) ? 3000 : 3000 / 32 + 20));
	/* A frame completes when the far end has taken it, which a busy machine puts off. */
	for (int tries = 0; tries < 200 && stats.tx_completed < 3000; tries++) {
		usleep(10000);
		CHECK_INT(xsk_queue__flush(xsk_port__queue(near, 0)), 0);
		CHECK_INT(xsk_port__stats(near, &stats), 0);
	}
	CHECK_INT(stats.tx_completed, 3000);
	/* A veth drops what its peer does not take fast enough. */
	lost = interface_tx_dropped("near") - lost;
	CHECK_INT(receive_frames(xsk_port__queue(far, 0), 3000 - (uint32_t)lost) + lost, 3000);
	xsk_port__close(near);
	xsk_port__close(far);
}

/* bpf_redirect_map(map, rx_queue_index, XDP_DROP): what our own would do, but for its verdict. */
static int load_callers(int map)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_LDX | BPF_MEM | BPF_W,
			.dst_reg = 2,
			.src_reg = 1,
			.off = offsetof(struct xdp_md, rx_queue_index) },
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 3, .imm = 1 },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)insns,
		.insn_cnt = sizeof(insns) / sizeof(insns[0]),
		.license = (uintptr_t) "Dual BSD/GPL" };

	return sys_bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
}

static void callers_program(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_XSKMAP, .key_size = 4, .value_size = 4, .max_entries = 2
	};
	int map = sys_bpf(BPF_MAP_CREATE, &attr, sizeof(attr)), program = load_callers(map), link;
	struct xsk_port *near, *far = open_port("far", (struct xsk_port_opts){ .no_receive = true });

	REQUIRE(map >= 0 && program >= 0);
	near = open_port("near", (struct xsk_port_opts){ .program_fd = program, .map_fd = map });
	send_frames(xsk_port__queue(far, 1), 10);
	CHECK_INT(receive_frames(xsk_port__queue(near, 1), 10), 10);
	xsk_port__close(near);
	veth_command("! ip link show near | grep -q xdp");
	/* Attached by the caller: the port makes entries, and leaves the program alone. */
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)program;
	attr.link_create.target_ifindex = (uint32_t)veth.near_ifindex;
	attr.link_create.attach_type = BPF_XDP;
	link = sys_bpf(BPF_LINK_CREATE, &attr, sizeof(attr));
	REQUIRE(link >= 0);
	near = open_port("near", (struct xsk_port_opts){ .map_fd = map });
	send_frames(xsk_port__queue(far, 0), 10);
	CHECK_INT(receive_frames(xsk_port__queue(near, 0), 10), 10);
	xsk_port__close(near);
	veth_command("ip link show near | grep -q xdp");
	xsk_port__close(far);
	close(link);
	close(program);
	close(map);
}

/* What matches comes to the port, all else to the kernel. */
static void match(void)
{
	struct xsk_match only = { .ethertype = 0x88b5 };
	struct xsk_port *near = open_port("near", (struct xsk_port_opts){ .match = &only, .match_count = 1 });
	struct xsk_port *far = open_port("far", (struct xsk_port_opts){ .no_receive = true });
	struct xsk_packet packet;

	send_frames(xsk_port__queue(far, 0), 10); /* EtherType 0xffff */
	CHECK_INT(receive_frames(xsk_port__queue(near, 0), 1), 0);
	REQUIRE(xsk_queue__allocate(xsk_port__queue(far, 0), &packet, 1) == 1);
	memset(packet.data, 0xff, 60);
	((uint8_t *)packet.data)[12] = 0x88;
	((uint8_t *)packet.data)[13] = 0xb5;
	packet.len = 60;
	CHECK_INT(xsk_queue__send(xsk_port__queue(far, 0), &packet, 1), 1);
	CHECK_INT(xsk_queue__flush(xsk_port__queue(far, 0)), 0);
	CHECK_INT(receive_frames(xsk_port__queue(near, 0), 1), 1);
	xsk_port__close(near);
	xsk_port__close(far);
}

/* A header in front: the packet grows into its headroom on the way from receive to send. */
static void headroom(void)
{
	struct xsk_pool_opts pool = { .frames = 2048, .headroom = 100 };
	struct xsk_port *near = open_port("near", (struct xsk_port_opts){ .pool_opts = &pool });
	struct xsk_port *far = open_port("far", (struct xsk_port_opts){ 0 });
	struct xsk_packet packet;

	send_frames(xsk_port__queue(far, 0), 1);
	REQUIRE(xsk_queue__wait(xsk_port__queue(near, 0), XSK_WAIT_RECEIVE, 1000) == 1);
	REQUIRE(xsk_queue__receive(xsk_port__queue(near, 0), &packet, 1) == 1);
	packet.data = (char *)packet.data - 356; /* the kernel's 256 and our 100 */
	packet.len += 356;
	memset(packet.data, 0xee, 356);
	CHECK_INT(xsk_queue__send(xsk_port__queue(near, 0), &packet, 1), 1);
	CHECK_INT(xsk_queue__flush(xsk_port__queue(near, 0)), 0);
	REQUIRE(xsk_queue__wait(xsk_port__queue(far, 0), XSK_WAIT_RECEIVE, 1000) == 1);
	REQUIRE(xsk_queue__receive(xsk_port__queue(far, 0), &packet, 1) == 1);
	CHECK_INT(packet.len, 416);
	CHECK_INT(((uint8_t *)packet.data)[0], 0xee);
	CHECK_INT(((uint8_t *)packet.data)[415], 0xff);
	xsk_queue__free(xsk_port__queue(far, 0), &packet, 1);
	xsk_port__close(near);
	xsk_port__close(far);
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	one_direction();
	socket_options();
	budget(0);
	budget(32);
	callers_program();
	match();
	headroom();
	veth_destroy(&veth);
	return test_end();
}
