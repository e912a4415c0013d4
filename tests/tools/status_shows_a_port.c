// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * status of an interface with a port of two queues on it: program and link by the kernel's own numbers, the
 * queues in the XSKMAP, a socket a queue, this process as the holder; from another namespace too; and nothing
 * after the close.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
#include <xsk/port.h>

#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

static void check_xdp(const facts *interface, uint32_t program)
{
	const facts *xdp = first_of(interface, "xdp"), *map = first_of(xdp, "xskmaps");
	const facts *entries = member_of(map, "entries");
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);
	char tag[17];
	int fd = bpf_prog_get_fd_by_id(program);

	REQUIRE(fd >= 0 && !bpf_prog_get_info_by_fd(fd, &info, &bytes));
	close(fd);
	for (int i = 0; i < 8; i++)
		snprintf(tag + 2 * i, 3, "%02x", info.tag[i]);
	CHECK_INT(count_of(member_of(interface, "xdp")), 1);
	CHECK_INT(number_of(xdp, "prog_id"), program);
	CHECK_TEXT(text_of(xdp, "mode"), "native");
	CHECK_TEXT(text_of(xdp, "attached_by"), "link");
	CHECK_TEXT(text_of(xdp, "role"), "libxsk's redirect program");
	CHECK(has_pid(member_of(xdp, "link_pids"), getpid()));
	CHECK_INT(count_of(member_of(xdp, "link_pids")), 1);
	CHECK_TEXT(text_of(member_of(xdp, "prog"), "name"), "xsk_redirect");
	CHECK_TEXT(text_of(member_of(xdp, "prog"), "tag"), tag);
	CHECK_INT(count_of(member_of(xdp, "xskmaps")), 1);
	CHECK_TEXT(text_of(map, "name"), "xsk_queues");
	REQUIRE(count_of(entries) == 2);
	for (size_t i = 0; i < 2; i++) {
		CHECK_INT(number_of(entry_of(entries, i), "key"), i + 1);
		CHECK_INT(number_of(entry_of(entries, i), "queue_id"), i + 1);
	}
}

static void check_sockets(const facts *interface)
{
	const facts *sockets = member_of(interface, "sockets");
	bool seen[3] = { false };

	if (!sockets_are_told())
		return;
	REQUIRE(count_of(sockets) == 2);
	for (size_t i = 0; i < 2; i++) {
		const facts *socket = entry_of(sockets, i);
		uint64_t queue = number_of(socket, "queue_id");

		REQUIRE(queue == 1 || queue == 2);
		CHECK(!seen[queue]);
		seen[queue] = true;
		CHECK_INT(number_of(socket, "ifindex"), number_of(interface, "ifindex"));
		CHECK_TEXT(text_of(socket, "mode"), "copy");
		CHECK(has_pid(member_of(socket, "pids"), getpid()));
		CHECK(facts_has(socket, "rx_dropped"));
	}
}

static void check_text(void)
{
	const struct program *text = xskctl(0, "status", NULL);
	char pid[32];

	snprintf(pid, sizeof(pid), "held by %d (", getpid());
	CHECK_TEXT(text->out, "near: veth, up, 3 queues, MTU 1500");
	CHECK_TEXT(text->out, "queues 1, 2 of 3");
	CHECK_TEXT(text->out, "libxsk's redirect program");
	CHECK_TEXT(text->out, pid);
	CHECK(text->err[0] == '\0');
}

int main(int argc, char **argv)
{
	struct xsk_port_opts opts = { .first_queue = 1, .queues = 2 };
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;
	char near[64];
	__u32 program = 0;
	facts *status;

	xskctl_begin(argc, argv);
	veth_create(&veth, 3, 0);
	CHECK_TEXT(xskctl(0, "status", NULL)->out, "nothing is attached");
	REQUIRE(xsk_port__open(&port, "near", &opts, &err) == 0);
	CHECK_INT(bpf_xdp_query_id(veth.near_ifindex, 0, &program), 0);

	status = xskctl_json(0, "status", "near", NULL);
	CHECK_INT(number_of(first_interface(status), "ifindex"), veth.near_ifindex);
	check_xdp(first_interface(status), program);
	check_sockets(first_interface(status));
	json_object_put(status);
	check_text();

	veth_enter_far(&veth);
	CHECK_TEXT(xskctl(0, "status", NULL)->out, "nothing is attached");
	check_one_line(xskctl(1, "status", "near", NULL), "look up interface near");
	snprintf(near, sizeof(near), "/proc/%d/fd/%d", getpid(), veth.near_ns);
	status = xskctl_json(0, "--netns", near, "status", NULL);
	CHECK_INT(count_of(member_of(status, "interfaces")), 1);
	check_xdp(first_interface(status), program);
	check_sockets(first_interface(status));
	json_object_put(status);
	/* By a name of ip-netns(8), in a /run of this process alone. */
	REQUIRE(private_mounts());
	REQUIRE(!mount("none", "/run", "tmpfs", 0, NULL));
	veth_command("mkdir /run/netns; touch /run/netns/there; mount --bind %s /run/netns/there", near);
	CHECK_TEXT(xskctl(0, "status", "--netns=there", "near", NULL)->out, "queues 1, 2 of 3");
	check_one_line(xskctl(1, "status", "--netns=elsewhere", "near", NULL), "ip netns list");
	veth_enter_near(&veth);

	xsk_port__close(port);
	CHECK_TEXT(xskctl(0, "status", NULL)->out, "nothing is attached");
	veth_destroy(&veth);
	return test_end();
}
