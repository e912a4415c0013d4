// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * check: what is missing is found, and the command it names mends it, as written; the exit status follows. It
 * changes nothing itself.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>
#include <unistd.h>
#include <xsk/port.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "tests/tools/xskctl.h"

static const facts *finding(const facts *result, const char *name)
{
	const facts *list = member_of(result, "findings");

	for (size_t i = 0; i < count_of(list); i++) {
		if (!strcmp(text_of(entry_of(list, i), "name"), name))
			return entry_of(list, i);
	}
	return NULL;
}

/* The finding has this answer, and says this. */
static void expect(int status, const char *name, const char *answer, const char *says)
{
	facts *result = xskctl_json(status, "check", "near", NULL);

	CHECK_TEXT(text_of(finding(result, name), "answer"), answer);
	CHECK_TEXT(text_of(finding(result, name), "text"), says);
	CHECK_INT(number_of(result, "missing") > 0, status == 3);
	json_object_put(result);
}

/* Something needed is missing; the remedy, run as it is written, mends it. @folder: where "xskctl" is. */
static void missing(const char *name, const char *says, const char *folder)
{
	facts *result = xskctl_json(3, "check", "near", NULL);
	char command[512];

	CHECK_TEXT(text_of(finding(result, name), "answer"), "need");
	CHECK_TEXT(text_of(finding(result, name), "text"), says);
	CHECK_TEXT(text_of(result, "mode"), "none");
	snprintf(command, sizeof(command), "%s", text_of(finding(result, name), "remedy"));
	json_object_put(result);
	if (strstr(command, "   ("))
		*strstr(command, "   (") = '\0';
	veth_command("PATH=%s:$PATH; %s >/dev/null", folder, command);
	expect(0, name, "yes", "");
}

static void privileges(void)
{
	const struct program *text = xskctl_unprivileged(3, "check", "near", NULL);

	CHECK_TEXT(text->out, "NEED  cap_net_raw");
	CHECK_TEXT(text->out, "NEED  cap_net_admin");
	CHECK_TEXT(text->out, "NEED  cap_bpf");
	CHECK_TEXT(text->out, "setcap cap_net_raw,cap_net_admin,cap_bpf+ep");
	CHECK_TEXT(text->out, "near: AF_XDP will not work");
	text = xskctl_unprivileged(0, "status", "near", NULL);
	CHECK_TEXT(text->out, "note: without CAP_SYS_ADMIN");
	check_one_line(xskctl_unprivileged(1, "prog", "list", NULL), "needs CAP_SYS_ADMIN: run as root");
	check_one_line(xskctl_unprivileged(1, "detach", "near", NULL), "needs CAP_SYS_ADMIN: run as root");
}

int main(int argc, char **argv)
{
	struct veth veth;
	struct xsk_port *port;
	struct xsk_error err;
	char folder[256];
	int program;

	xskctl_begin(argc, argv);
	veth_create(&veth, 1, 0);
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(argv[1], '/') - argv[1]), argv[1]);
	expect(0, "AF_XDP", "yes", "can be opened");
	expect(0, "BPF", "yes", "trial");
	expect(0, "MTU", "yes", "1500");
	expect(0, "XDP program", "yes", "free");
	CHECK_TEXT(xskctl(0, "check", "near", NULL)->out, "near: AF_XDP works");
	CHECK_INT(attached_program(veth.near_ifindex), 0);

	veth_command("ip link set near down");
	missing("link", "down", folder);
	veth_command("ip link set near mtu 9000");
	missing("MTU", "9000", folder);
	program = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);
	CHECK_INT(bpf_xdp_attach(veth.near_ifindex, program, 0, NULL), 0);
	close(program);
	missing("XDP program", "has the place", folder);

	veth_command("ip addr add 10.0.0.1/24 dev near && ip route add default via 10.0.0.2");
	expect(0, "own traffic", "no", "default route");
	veth_command("ip route del default");
	veth_enter_far(&veth);
	veth_command("ip link set far down");
	veth_enter_near(&veth);
	expect(0, "link", "no", "without carrier");
	veth_enter_far(&veth);
	veth_command("ip link set far up");
	veth_enter_near(&veth);

	/* A port of ours is no obstacle; its queue is taken. */
	REQUIRE(xsk_port__open(&port, "near", NULL, &err) == 0);
	expect(0, "XDP program", "yes", "may join");
	if (sockets_are_told())
		expect(0, "queue in use", "no", "queue 0 has a socket");
	xsk_port__close(port);
	privileges();
	veth_destroy(&veth);
	return test_end();
}
