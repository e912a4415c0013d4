// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * detach: what a dead process left by netlink, and a link that only a pin holds, go; what a living process
 * holds stays and the process is named; only the program that was meant goes.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

enum how { BY_NETLINK, BY_LINK, BY_SOCKET };

static int attach_with_socket(const struct veth *veth);

/* A process that attaches a program and lives until it is killed. */
static pid_t start_holder(const struct veth *veth, enum how how, uint32_t flags)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	REQUIRE(!pipe(ready));
	fflush(stdout);
	pid = fork();
	REQUIRE(pid >= 0);
	if (!pid) {
		int program;

		end_with_the_test();
		program = how == BY_SOCKET ? -1 : program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
		if (how == BY_SOCKET)
			byte = (char)attach_with_socket(veth);
		else if (how == BY_NETLINK)
			byte = (char)bpf_xdp_attach(veth->near_ifindex, program, flags, NULL);
		else
			byte = bpf_link_create(program, veth->near_ifindex, BPF_XDP, NULL) < 0;
		(void)!write(ready[1], &byte, 1);
		pause();
		_exit(0);
	}
	CHECK_INT(read(ready[0], &byte, 1), 1);
	CHECK_INT(byte, 0);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void end_holder(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void netlink_program(const struct veth *veth)
{
	pid_t holder = start_holder(veth, BY_NETLINK, 0);
	uint32_t id = attached_program(veth->near_ifindex);
	facts *result;
	char names[32], number[16], other[16];

	snprintf(names, sizeof(names), "used by %d (", holder);
	check_one_line(xskctl(3, "detach", "near", NULL), names);
	CHECK_INT(attached_program(veth->near_ifindex), id);
	result = xskctl_json(3, "detach", "near", NULL);
	CHECK_INT(number_of(first_of(result, "refused"), "prog_id"), id);
	CHECK_INT(count_of(member_of(result, "detached")), 0);
	json_object_put(result);

	end_holder(holder);
	CHECK_INT(attached_program(veth->near_ifindex), id);
	snprintf(number, sizeof(number), "%u", id);
	snprintf(other, sizeof(other), "%u", id + 1);
	check_one_line(xskctl(1, "detach", "near", "--id", other, NULL), "no such program");
	check_one_line(xskctl(1, "detach", "near", "--mode=skb", NULL), "no such program");
	CHECK_INT(attached_program(veth->near_ifindex), id);
	result = xskctl_json(0, "detach", "near", "--mode", "native", "--id", number, NULL);
	CHECK_INT(number_of(first_of(result, "detached"), "prog_id"), id);
	CHECK_TEXT(text_of(first_of(result, "detached"), "attached_by"), "netlink");
	json_object_put(result);
	CHECK_INT(attached_program(veth->near_ifindex), 0);
	CHECK(program_goes(id));
	CHECK_TEXT(xskctl(0, "detach", "near", NULL)->out, "no XDP program is attached");

	holder = start_holder(veth, BY_NETLINK, XDP_FLAGS_SKB_MODE);
	CHECK_TEXT(xskctl(0, "detach", "near", "--force", NULL)->out, "detached skb program");
	CHECK_INT(attached_program(veth->near_ifindex), 0);
	end_holder(holder);
}

/* Program and map are held by nobody; the map holds a socket. */
static int attach_with_socket(const struct veth *veth)
{
	int map = bpf_map_create(BPF_MAP_TYPE_XSKMAP, "sockets", 4, 4, 4, NULL), program, fd;
	struct bpf_insn insns[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	static struct low_socket low;
	__u32 key = 0;

	program = bpf_prog_load(BPF_PROG_TYPE_XDP, "sockets", "GPL", insns, 4, NULL);
	if (program < 0 || bpf_xdp_attach(veth->near_ifindex, program, 0, NULL) ||
		low_open(&low, "near", 0, &low_inhibit_config))
		return 1;
	fd = xsk_socket__fd(low.xsk);
	if (bpf_map_update_elem(map, &key, &fd, 0))
		return 1;
	close(map);
	close(program);
	return 0;
}

static void used_by_a_socket(const struct veth *veth)
{
	pid_t holder = start_holder(veth, BY_SOCKET, 0);
	uint32_t id = attached_program(veth->near_ifindex);
	char names[32];

	snprintf(names, sizeof(names), "used by %d (", holder);
	if (sockets_are_told())
		check_one_line(xskctl(3, "detach", "near", NULL), names);
	CHECK_INT(attached_program(veth->near_ifindex), id);
	end_holder(holder);
	/* The socket goes a while after its process. */
	for (int i = 0; i < 100 && strstr(xskctl(0, "status", "near", NULL)->out, "queue 0 of 4"); i++)
		usleep(10000);
	CHECK_TEXT(xskctl(0, "detach", "near", NULL)->out, "\"sockets\"");
	CHECK_INT(attached_program(veth->near_ifindex), 0);
}

static void held_link(const struct veth *veth)
{
	pid_t holder = start_holder(veth, BY_LINK, 0);
	uint32_t id = attached_program(veth->near_ifindex);
	char names[32];

	snprintf(names, sizeof(names), "is held by %d (", holder);
	check_one_line(xskctl(3, "detach", "near", NULL), names);
	check_one_line(xskctl(3, "detach", "near", "--force", NULL), names);
	CHECK_INT(attached_program(veth->near_ifindex), id);
	end_holder(holder);
	CHECK(interface_clears(veth->near_ifindex));
	CHECK_TEXT(xskctl(0, "detach", "near", NULL)->out, "no XDP program is attached");
}

static void pinned_link(const struct veth *veth)
{
	int program = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	int link = bpf_link_create(program, veth->near_ifindex, BPF_XDP, NULL);
	const struct program *text;

	REQUIRE(private_mounts());
	REQUIRE(!mount("bpf", "/mnt", "bpf", 0, NULL));
	REQUIRE(link >= 0 && !bpf_obj_pin(link, "/mnt/left"));
	xskctl(3, "detach", "near", NULL);
	close(link);
	close(program);
	CHECK(attached_program(veth->near_ifindex) > 0);
	CHECK_TEXT(xskctl(0, "status", "near", NULL)->out, "link pinned at /mnt/left");
	text = xskctl(0, "detach", "near", NULL);
	CHECK_TEXT(text->out, "attached by link");
	CHECK_TEXT(text->out, "rm /mnt/left");
	CHECK_INT(attached_program(veth->near_ifindex), 0);
	CHECK_INT(access("/mnt/left", F_OK), 0);
	CHECK_INT(unlink("/mnt/left"), 0);
}

int main(int argc, char **argv)
{
	struct veth veth;

	xskctl_begin(argc, argv);
	veth_create(&veth, 1, 0);
	netlink_program(&veth);
	used_by_a_socket(&veth);
	held_link(&veth);
	pinned_link(&veth);
	veth_destroy(&veth);
	return test_end();
}
