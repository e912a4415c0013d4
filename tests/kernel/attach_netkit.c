// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * netkit: a program on what the primary device sends, one on what its peer sends, in an order that is asked
 * for.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xsk/object.h>

#include "loader/kernel/uapi.h"
#include "tests/harness/bpf_object.h"
#include "tests/harness/hook.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#define OBJECT "kernel_hooks"

static void send_to(const char *address)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = inet_addr(address)
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	CHECK_INT(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	close(fd);
}

static void send_from_primary(void)
{
	send_to("192.0.2.9");
}

static void send_from_peer(void)
{
	send_to("198.51.100.9");
}

/* Of two on one hook the one that is put before runs first; it decides by itself here, so both run. */
static void test_order(int ifindex)
{
	LIBBPF_OPTS(bpf_netkit_opts, opts, .flags = UAPI_BPF_F_BEFORE);
	LIBBPF_OPTS(bpf_prog_query_opts, query);
	__u32 ids[4] = { 0 };
	struct bpf_link *one, *other;
	struct bpf_prog_info info = { 0 };
	__u32 info_bytes = sizeof(info);
	struct hook first, second;

	hook_load(&first, OBJECT, "on_netkit_primary");
	hook_load(&second, OBJECT, "on_netkit_primary");
	one = bpf_program__attach_netkit(first.program, ifindex, NULL);
	opts.relative_fd = (__u32)bpf_program__fd(first.program);
	other = bpf_program__attach_netkit(second.program, ifindex, &opts);
	REQUIRE(one && other);
	query.prog_ids = ids;
	query.prog_cnt = 4;
	CHECK_INT(bpf_prog_query_opts(ifindex, (enum bpf_attach_type)UAPI_BPF_NETKIT_PRIMARY, &query), 0);
	CHECK_INT(query.prog_cnt, 2);
	CHECK_INT(bpf_prog_get_info_by_fd(bpf_program__fd(second.program), &info, &info_bytes), 0);
	CHECK_INT(ids[0], info.id);
	send_from_primary();
	CHECK_INT(*first.count, 1);
	CHECK_INT(*second.count, 1);
	opts.relative_id = 1;
	CHECK(!bpf_program__attach_netkit(second.program, ifindex, &opts));
	CHECK_INT(errno, EINVAL);
	CHECK_TEXT(xsk_object__error(second.object)->text, "give one of the two");
	CHECK_INT(bpf_link__destroy(one), 0);
	CHECK_INT(bpf_link__destroy(other), 0);
	bpf_object__close(first.object);
	bpf_object__close(second.object);
}

int main(void)
{
	struct veth veth;
	struct hook hook;
	int ifindex;

	test_begin();
	veth_create(&veth, 1, 0);
	if (system("ip link add name first type netkit 2>/dev/null"))
		test_skip("this kernel has no netkit");
	ifindex = (int)if_nametoindex("first");
	REQUIRE(ifindex > 0);
	veth_command("ip link set nk0 name second; ip link set first up; ip link set second up; "
		     "ip addr add 192.0.2.1/24 dev first; ip addr add 198.51.100.1/24 dev second");
	hook_load(&hook, OBJECT, "on_netkit_primary");
	hook_check(&hook, bpf_program__attach_netkit(hook.program, ifindex, NULL), send_from_primary, 1);
	hook_load(&hook, OBJECT, "on_netkit_peer");
	hook_check(&hook, bpf_program__attach_netkit(hook.program, ifindex, NULL), send_from_peer, 1);
	test_order(ifindex);
	hook_load(&hook, OBJECT, "on_netkit_primary");
	CHECK(!bpf_program__attach_netkit(hook.program, 0, NULL));
	CHECK_INT(errno, EINVAL);
	CHECK(!bpf_program__attach_netkit(hook.program, veth.near_ifindex, NULL));
	CHECK(errno > 0);
	bpf_object__close(hook.object);
	veth_destroy(&veth);
	return test_end();
}
