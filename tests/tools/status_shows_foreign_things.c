// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * status of what others put on an interface: a program by netlink, with an XSKMAP that has a socket under the
 * wrong key; a socket of xsk.h and what it lost, by the kernel's own counters; tcx and a classic filter; a
 * program that looks like libxdp's dispatcher.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

#define TCX_INGRESS ((enum bpf_attach_type)46)

/* A program that holds this map: "r0 = the map; return XDP_PASS". */
static int program_with_map(int map, const char *name)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, name, "GPL", insns, 4, NULL);

	REQUIRE(fd >= 0);
	return fd;
}

static void wrong_key(const struct veth *veth)
{
	struct low_socket low = { 0 };
	int map = bpf_map_create(BPF_MAP_TYPE_XSKMAP, "sockets", 4, 4, 8, NULL), program, fd;
	const facts *xdp, *entry;
	facts *status;
	__u32 key = 5;

	REQUIRE(map >= 0);
	program = program_with_map(map, "somebody");
	CHECK_INT(bpf_xdp_attach(veth->near_ifindex, program, XDP_FLAGS_SKB_MODE, NULL), 0);
	REQUIRE(low_open(&low, "near", 1, &low_inhibit_config) == 0);
	fd = xsk_socket__fd(low.xsk);
	CHECK_INT(bpf_map_update_elem(map, &key, &fd, 0), 0);

	status = xskctl_json(0, "status", "near", NULL);
	xdp = first_of(first_interface(status), "xdp");
	entry = first_of(first_of(xdp, "xskmaps"), "entries");
	CHECK_INT(number_of(xdp, "prog_id"), program_id(program));
	CHECK_TEXT(text_of(xdp, "mode"), "skb");
	CHECK_TEXT(text_of(xdp, "attached_by"), "netlink");
	CHECK(has_pid(member_of(member_of(xdp, "prog"), "pids"), getpid()));
	CHECK_INT(number_of(entry, "key"), 5);
	CHECK_INT(number_of(entry, "queue_id"), 1);
	if (sockets_are_told())
		CHECK_INT(number_of(first_of(first_interface(status), "sockets"), "queue_id"), 1);
	json_object_put(status);
	CHECK_TEXT(xskctl(0, "status", "near", NULL)->out,
		"the socket under key 5 is bound to queue 1: it gets nothing (the key must be the queue)");
	CHECK_TEXT(xskctl(0, "status", "near", NULL)->out, "by netlink (stays until detached)");
	low_close(&low);
	CHECK_INT(bpf_xdp_detach(veth->near_ifindex, XDP_FLAGS_SKB_MODE, NULL), 0);
	close(program);
	close(map);
}

static void losses(const struct veth *veth)
{
	struct low_socket low = { 0 }, sender = { 0 };
	struct xdp_statistics stats = { 0 };
	socklen_t bytes = sizeof(stats);
	const facts *socket;
	facts *status;

	REQUIRE(LOW_AGAIN(low_open(&low, "near", 0, &low_config)) == 0);
	low_fill(&low.fill, 0, 4);
	veth_enter_far(veth);
	REQUIRE(low_open(&sender, "far", 0, &low_inhibit_config) == 0);
	CHECK_INT(low_send(&sender, 20), 20);
	veth_enter_near(veth);
	for (int i = 0; i < 100 && stats.rx_dropped < 16; i++) {
		usleep(10000);
		CHECK_INT(getsockopt(xsk_socket__fd(low.xsk), SOL_XDP, XDP_STATISTICS, &stats, &bytes), 0);
	}
	CHECK_INT(stats.rx_dropped, 16);
	status = xskctl_json(0, "status", "near", NULL);
	socket = first_of(first_interface(status), "sockets");
	CHECK_INT(count_of(member_of(first_interface(status), "sockets")), 1);
	CHECK_INT(number_of(socket, "rx_dropped"), stats.rx_dropped);
	CHECK_INT(number_of(socket, "rx_fill_empty"), stats.rx_fill_ring_empty_descs);
	CHECK_INT(number_of(socket, "rx_ring_full"), 0);
	/* Where the kernel lists sockets: what it was made with. */
	if (!strcmp(text_of(status, "socket_source"), "sock_diag")) {
		CHECK_INT(number_of(socket, "rx_slots"), LOW_SLOTS);
		CHECK_INT(number_of(socket, "fill_slots"), LOW_SLOTS);
		CHECK_INT(number_of(member_of(socket, "umem"), "frames"), LOW_FRAMES);
		CHECK_INT(number_of(member_of(socket, "umem"), "frame_bytes"), LOW_FRAME_BYTES);
	}
	json_object_put(status);
	low_close(&sender);
	low_close(&low);
	CHECK(interface_clears(veth->near_ifindex));
}

static void traffic_control(const struct veth *veth)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = veth->near_ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, filter, .handle = 7, .priority = 3);
	int program = program_load(BPF_PROG_TYPE_SCHED_CLS, 0, 0);
	int link = bpf_link_create(program, veth->near_ifindex, TCX_INGRESS, NULL);
	const facts *tc, *entry;
	facts *status;

	filter.prog_fd = program;
	CHECK_INT(bpf_tc_hook_create(&hook), 0);
	CHECK_INT(bpf_tc_attach(&hook, &filter), 0);
	status = xskctl_json(0, "status", NULL);
	tc = member_of(first_interface(status), "tc");
	CHECK_INT(count_of(tc), link >= 0 ? 2 : 1);
	if (link >= 0) {
		entry = entry_of(tc, 0);
		CHECK_TEXT(text_of(entry, "kind"), "tcx");
		CHECK_TEXT(text_of(entry, "direction"), "ingress");
		CHECK_INT(number_of(entry, "prog_id"), program_id(program));
		CHECK(number_of(entry, "link_id") > 0);
		close(link);
	}
	entry = entry_of(tc, count_of(tc) - 1);
	CHECK_TEXT(text_of(entry, "kind"), "filter");
	CHECK_TEXT(text_of(entry, "direction"), "egress");
	CHECK_INT(number_of(entry, "prog_id"), program_id(program));
	CHECK_INT(number_of(entry, "handle"), 7);
	CHECK_INT(number_of(entry, "priority"), 3);
	json_object_put(status);
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	CHECK_INT(bpf_tc_hook_destroy(&hook), 0);
	close(program);
	CHECK_TEXT(xskctl(0, "status", NULL)->out, "nothing is attached");
}

/*
 * The configuration as libxdp 1.6 lays it out: magic, version, programs; actions and priorities from 4 and 44
 * on.
 */
static void dispatcher(const struct veth *veth)
{
	int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "rodata", 4, 128, 1, NULL), program;
	unsigned char value[128] = { 236, 3, 2 };
	const __u32 actions[] = { 1u << XDP_PASS, 1u << XDP_DROP | 1u << XDP_TX }, priorities[] = { 10, 50 };
	const facts *programs;
	facts *status;
	__u32 key = 0;

	memcpy(value + 4, actions, sizeof(actions));
	memcpy(value + 44, priorities, sizeof(priorities));
	REQUIRE(map >= 0 && !bpf_map_update_elem(map, &key, value, 0));
	program = program_with_map(map, "xdp_dispatcher");
	CHECK_INT(bpf_xdp_attach(veth->near_ifindex, program, 0, NULL), 0);
	status = xskctl_json(0, "status", "near", NULL);
	programs = member_of(first_of(first_interface(status), "xdp"), "dispatcher");
	CHECK_INT(number_of(programs, "version"), 3);
	programs = member_of(programs, "programs");
	REQUIRE(count_of(programs) == 2);
	CHECK_INT(number_of(entry_of(programs, 1), "slot"), 1);
	CHECK_INT(number_of(entry_of(programs, 1), "priority"), 50);
	CHECK_INT(count_of(member_of(entry_of(programs, 1), "goes_on_after")), 2);
	CHECK(has_text(member_of(entry_of(programs, 1), "goes_on_after"), "tx"));
	json_object_put(status);
	/* More programs than there is room for: not a configuration. */
	value[2] = 11;
	CHECK_INT(bpf_map_update_elem(map, &key, value, 0), 0);
	status = xskctl_json(0, "status", "near", NULL);
	CHECK(!facts_has(first_of(first_interface(status), "xdp"), "dispatcher"));
	json_object_put(status);
	CHECK_INT(bpf_xdp_detach(veth->near_ifindex, 0, NULL), 0);
	close(program);
	close(map);
}

int main(int argc, char **argv)
{
	struct veth veth;

	xskctl_begin(argc, argv);
	veth_create(&veth, 2, 0);
	wrong_key(&veth);
	if (sockets_are_told())
		losses(&veth);
	traffic_control(&veth);
	dispatcher(&veth);
	veth_destroy(&veth);
	return test_end();
}
