// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* prog list, map list and link list: numbers, sizes, pins and holders as they are. */
#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/private_mounts.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

/* A BPF file system of this process alone. */
static void mount_bpffs(void)
{
	REQUIRE(private_mounts());
	REQUIRE(!mount("none", "/mnt", "tmpfs", 0, NULL));
	veth_command("mkdir '/mnt/with space'");
	REQUIRE(!mount("bpf", "/mnt/with space", "bpf", 0, NULL));
}

static void check_map(uint32_t id, uint32_t program, pid_t child)
{
	facts *list = xskctl_json(0, "map", "list", NULL);
	const facts *map = facts_find(member_of(list, "maps"), "id", id);

	REQUIRE(map);
	CHECK_TEXT(text_of(map, "name"), "numbers");
	CHECK_TEXT(text_of(map, "type"), "array");
	CHECK_INT(number_of(map, "bytes_key"), 4);
	CHECK_INT(number_of(map, "bytes_value"), 24);
	CHECK_INT(number_of(map, "max_entries"), 17);
	CHECK(number_of(map, "bytes_memory") >= 17 * 24);
	CHECK(bool_of(map, "frozen"));
	CHECK(facts_have_number(member_of(map, "prog_ids"), program));
	CHECK_INT(count_of(member_of(map, "pinned")), 1);
	CHECK(has_text(member_of(map, "pinned"), "/mnt/with space/map"));
	CHECK(has_pid(member_of(map, "pids"), getpid()) && has_pid(member_of(map, "pids"), child));
	CHECK_INT(count_of(member_of(map, "pids")), 2);
	json_object_put(list);
}

static void check_program(uint32_t id, uint32_t map, uint32_t link)
{
	facts *list = xskctl_json(0, "prog", "list", NULL);
	const facts *program = facts_find(member_of(list, "programs"), "id", id), *attached;

	REQUIRE(program);
	attached = first_of(program, "attached");
	CHECK_TEXT(text_of(program, "name"), "passes");
	CHECK_TEXT(text_of(program, "type"), "xdp");
	CHECK_INT(strlen(text_of(program, "tag")), 16);
	CHECK(number_of(program, "bytes_memory") >= 4096);
	CHECK(facts_have_number(member_of(program, "map_ids"), map));
	CHECK_TEXT(text_of(attached, "by"), "link");
	CHECK_TEXT(text_of(attached, "to"), "near");
	CHECK_INT(number_of(attached, "link_id"), link);
	CHECK_INT(count_of(member_of(program, "pinned")), 0);
	json_object_put(list);
}

static void check_link(const struct veth *veth, uint32_t id, uint32_t program)
{
	facts *list = xskctl_json(0, "link", "list", NULL);
	const facts *link = facts_find(member_of(list, "links"), "id", id);

	REQUIRE(link);
	CHECK_TEXT(text_of(link, "type"), "xdp");
	CHECK_INT(number_of(link, "prog_id"), program);
	CHECK_INT(number_of(link, "ifindex"), veth->near_ifindex);
	CHECK_TEXT(text_of(link, "ifname"), "near");
	CHECK(has_text(member_of(link, "pinned"), "/mnt/with space/link"));
	json_object_put(list);
	/* From another namespace the interface has no name. */
	veth_enter_far(veth);
	list = xskctl_json(0, "link", "list", NULL);
	link = facts_find(member_of(list, "links"), "id", id);
	CHECK(link && !facts_has(link, "ifname") && !bool_of(link, "here"));
	json_object_put(list);
	veth_enter_near(veth);
}

int main(int argc, char **argv)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct bpf_map_info map_info = { 0 };
	struct bpf_link_info link_info = { 0 };
	__u32 bytes = sizeof(map_info);
	struct veth veth;
	int map, program, link;
	pid_t child;

	xskctl_begin(argc, argv);
	veth_create(&veth, 1, 0);
	mount_bpffs();
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "numbers", 4, 24, 17, NULL);
	REQUIRE(map >= 0 && !bpf_map_freeze(map) && !bpf_map_get_info_by_fd(map, &map_info, &bytes));
	insns[0].imm = map;
	program = bpf_prog_load(BPF_PROG_TYPE_XDP, "passes", "GPL", insns, 4, NULL);
	REQUIRE(program >= 0);
	fflush(stdout);
	child = fork();
	if (!child) {
		end_with_the_test();
		pause();
		_exit(0);
	}
	link = bpf_link_create(program, veth.near_ifindex, BPF_XDP, NULL);
	bytes = sizeof(link_info);
	REQUIRE(link >= 0 && !bpf_link_get_info_by_fd(link, &link_info, &bytes));
	CHECK_INT(bpf_obj_pin(map, "/mnt/with space/map"), 0);
	CHECK_INT(bpf_obj_pin(link, "/mnt/with space/link"), 0);

	check_map(map_info.id, program_id(program), child);
	check_program(program_id(program), map_info.id, link_info.id);
	check_link(&veth, link_info.id, program_id(program));
	CHECK_TEXT(xskctl(0, "map", "list", NULL)->out, "array \"numbers\", 17 entries of 4 + 24 B");
	CHECK_TEXT(xskctl(0, "link", "list", NULL)->out, "pinned at /mnt/with space/link");

	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	CHECK_INT(unlink("/mnt/with space/link"), 0);
	CHECK_INT(unlink("/mnt/with space/map"), 0);
	close(link);
	close(program);
	close(map);
	veth_destroy(&veth);
	return test_end();
}
