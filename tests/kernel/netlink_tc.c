// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* clsact and bpf filters, both directions: created, named, queried, replaced, deleted, flushed, and
 * effective. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/traffic_control.h"
#include "tests/harness/program.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#define INGRESS TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)
#define EGRESS  TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)

static int ok, shot;

static int udp_socket(const char *address)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(7000) };
	struct timeval wait = { .tv_usec = 200000 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, address, &here.sin_addr);
	REQUIRE(fd >= 0 && bind(fd, (struct sockaddr *)&here, sizeof(here)) == 0);
	REQUIRE(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == 0);
	return fd;
}

static bool arrives(int from, int to, const char *address)
{
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons(7000) };
	char byte = 'x';

	inet_pton(AF_INET, address, &there.sin_addr);
	sendto(from, &byte, 1, 0, (struct sockaddr *)&there, sizeof(there));
	return recv(to, &byte, 1, 0) == 1;
}

static void has_its_effect(const struct veth *veth)
{
	struct tc_filter in = { veth->near_ifindex, INGRESS, 0, 0, shot, 5, "verdict", false };
	struct tc_filter out = { veth->near_ifindex, EGRESS, 0, 0, shot, 5, "verdict", false };
	int near, far;

	veth_command("ip addr add 10.9.0.1/24 dev near; ip neigh replace 10.9.0.2 lladdr 02:00:00:00:00:02 "
		     "dev near; "
		     "ip link set near address 02:00:00:00:00:01");
	near = udp_socket("10.9.0.1");
	veth_enter_far(veth);
	veth_command("ip addr add 10.9.0.2/24 dev far; ip neigh replace 10.9.0.1 lladdr 02:00:00:00:00:01 "
		     "dev far; "
		     "ip link set far address 02:00:00:00:00:02");
	far = udp_socket("10.9.0.2");
	veth_enter_near(veth);
	CHECK(arrives(near, far, "10.9.0.2"));
	CHECK(arrives(far, near, "10.9.0.1"));
	CHECK_INT(tc_filter_create(&in, NULL), 0);
	CHECK(arrives(near, far, "10.9.0.2"));
	CHECK(!arrives(far, near, "10.9.0.1"));
	CHECK_INT(tc_filter_create(&out, NULL), 0);
	CHECK(!arrives(near, far, "10.9.0.2"));
	CHECK_INT(tc_filter_delete(&in, NULL), 0);
	CHECK(!arrives(near, far, "10.9.0.2"));
	CHECK(arrives(far, near, "10.9.0.1"));
	CHECK_INT(tc_filter_delete(&out, NULL), 0);
	close(near);
	close(far);
}

static void queries_and_replaces(const struct veth *veth, uint32_t parent)
{
	struct tc_filter filter = { veth->near_ifindex, parent, 0, 0, ok, program_id(ok), "verdict", false };
	struct tc_filter found = { veth->near_ifindex, parent, .handle = 7, .priority = 9 };
	struct xsk_error err;

	CHECK_INT(tc_filter_create(&filter, &err), 0);
	CHECK_INT(err.code, 0);
	CHECK_INT(filter.handle, 1);
	CHECK_INT(filter.priority, 49152);
	CHECK_INT(filter.program_id, program_id(ok));
	veth_command("tc filter show dev near %s | grep -q 'verdict:\\[%u\\] direct-action'",
		parent == INGRESS ? "ingress" : "egress", program_id(ok));

	CHECK_INT(tc_filter_query(&found, &err), -ENOENT);
	CHECK(err.code == -ENOENT && err.text[0] == '\0');
	filter.handle = 7;
	filter.priority = 9;
	CHECK_INT(tc_filter_create(&filter, &err), 0);
	CHECK_INT(tc_filter_query(&found, &err), 0);
	CHECK_INT(found.program_id, program_id(ok));

	filter.program_fd = shot;
	CHECK_INT(tc_filter_create(&filter, &err), -EEXIST);
	CHECK(err.code == -EEXIST && err.text[0] == '\0');
	filter.replace = true;
	CHECK_INT(tc_filter_create(&filter, &err), 0);
	CHECK_INT(tc_filter_query(&found, &err), 0);
	CHECK_INT(found.program_id, program_id(shot));

	CHECK_INT(tc_filter_delete(&found, &err), 0);
	CHECK_INT(tc_filter_query(&found, &err), -ENOENT);
	CHECK_INT(tc_filter_delete(&found, &err), -ENOENT);
}

static void flushes_one_direction(const struct veth *veth)
{
	struct tc_filter in = { veth->near_ifindex, INGRESS, 7, 9, ok, 1, "verdict", false };
	struct tc_filter out = { veth->near_ifindex, EGRESS, 7, 9, ok, 1, "verdict", false };

	CHECK_INT(tc_filter_create(&in, NULL), 0);
	CHECK_INT(tc_filter_create(&out, NULL), 0);
	CHECK_INT(tc_filter_flush(veth->near_ifindex, INGRESS, NULL), 0);
	CHECK_INT(tc_filter_query(&in, NULL), -EINVAL);
	CHECK_INT(tc_filter_query(&out, NULL), 0);
	CHECK_INT(tc_filter_flush(veth->near_ifindex, EGRESS, NULL), 0);
	CHECK_INT(tc_filter_query(&out, NULL), -EINVAL);
}

static void refuses_what_cannot_be(const struct veth *veth)
{
	struct tc_filter filter = { veth->near_ifindex, INGRESS, 7, 9, ok, 1, "verdict", false };
	struct tc_qdisc unknown = { veth->near_ifindex, "nonsense", TC_H_ROOT, 0x10000 };
	struct xsk_error err;
	int xdp = program_load(BPF_PROG_TYPE_XDP, XDP_PASS, 0);

	CHECK_INT(tc_clsact_create(7777, &err), -ENODEV);
	CHECK_TEXT(err.text, "interface 7777");
	CHECK_INT(tc_qdisc_create(&unknown, &err), -ENOENT);
	filter.priority = 65536;
	CHECK_INT(tc_filter_create(&filter, &err), -EINVAL);
	CHECK_TEXT(err.text, "65536");
	filter.priority = 0;
	CHECK_INT(tc_filter_query(&filter, &err), -EINVAL);
	CHECK_INT(tc_filter_delete(&filter, &err), -EINVAL);
	filter.program_fd = xdp;
	CHECK_INT(tc_filter_create(&filter, &err), -EINVAL);
	CHECK_TEXT(err.text, "near");
	filter.program_fd = 900;
	CHECK_INT(tc_filter_create(&filter, &err), -EBADF);
	CHECK_INT(tc_clsact_delete(veth->near_ifindex, NULL), 0);
	filter.program_fd = ok;
	CHECK_INT(tc_filter_create(&filter, &err), -EINVAL);
	CHECK_TEXT(err.text, "Parent Qdisc doesn't exist");
	close(xdp);
}

int main(void)
{
	struct xsk_error err;
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	ok = program_load(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_OK, 0);
	shot = program_load(BPF_PROG_TYPE_SCHED_CLS, TC_ACT_SHOT, 0);
	CHECK_INT(tc_clsact_delete(veth.near_ifindex, &err), -ENOENT);
	CHECK(err.code == -ENOENT && err.text[0] == '\0');
	CHECK_INT(tc_clsact_create(veth.near_ifindex, &err), 0);
	CHECK_INT(tc_clsact_create(veth.near_ifindex, &err), -EEXIST);
	CHECK(err.code == -EEXIST && err.text[0] == '\0');
	has_its_effect(&veth);
	queries_and_replaces(&veth, INGRESS);
	queries_and_replaces(&veth, EGRESS);
	tc_filter_flush(veth.near_ifindex, INGRESS, NULL);
	tc_filter_flush(veth.near_ifindex, EGRESS, NULL);
	flushes_one_direction(&veth);
	refuses_what_cannot_be(&veth);
	close(ok);
	close(shot);
	veth_destroy(&veth);
	return test_end();
}
