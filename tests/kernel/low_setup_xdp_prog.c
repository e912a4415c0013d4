// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xsk_setup_xdp_prog: the program outlives its process, sockets that find it join it and do not remove it,
 * sockets without a program are entered into its map, whose entries go with them; bpf_xdp_detach ends it. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/wait.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

/* Is there a socket at the key? Only an update that must not replace can tell. */
static bool entry_is_empty(int map_fd, uint32_t key)
{
	struct low_socket probe = { 0 };
	int fd, code;

	low_umem(&probe);
	fd = xsk_umem__fd(probe.umem);
	code = bpf_map_update_elem(map_fd, &key, &fd, BPF_NOEXIST);
	if (!code)
		bpf_map_delete_elem(map_fd, &key);
	low_close(&probe);
	return code == 0;
}

static void in_a_child(int ifindex)
{
	pid_t child = fork();
	int status;

	REQUIRE(child >= 0);
	if (!child)
		_exit(xsk_setup_xdp_prog(ifindex, NULL) ? 1 : 0);
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
}

int main(void)
{
	struct low_socket near = { 0 }, other = { 0 }, far = { 0 };
	struct veth veth;
	uint32_t program;
	const __u32 zero = 0;
	int map_fd = -1;

	test_begin();
	veth_create(&veth, 2, 0);
	CHECK_INT(xsk_setup_xdp_prog(4711, &map_fd), -ENODEV);
	CHECK_INT(map_fd, -1);
	in_a_child(veth.near_ifindex);
	program = attached_program(veth.near_ifindex);
	CHECK(program > 0);

	/* Again: the same program, and its map for us. */
	CHECK_INT(xsk_setup_xdp_prog(veth.near_ifindex, &map_fd), 0);
	CHECK_INT(attached_program(veth.near_ifindex), program);
	REQUIRE(low_open(&near, "near", 0, &low_inhibit_config) == 0);
	low_fill(&near.fill, 0, 32);
	CHECK(entry_is_empty(map_fd, 0));
	CHECK_INT(xsk_socket__update_xskmap(near.xsk, map_fd), 0);
	CHECK(!entry_is_empty(map_fd, 0));
	veth_enter_far(&veth);
	REQUIRE(low_open(&far, "far", 0, &low_inhibit_config) == 0);
	CHECK_INT(low_send(&far, 8), 8);
	CHECK_INT(low_receive(near.xsk, &near.rx, 8, 1000), 8);

	/* The entry goes with the socket, although the UMEM's descriptor stays open. */
	veth_enter_near(&veth);
	xsk_socket__delete(near.xsk);
	near.xsk = NULL;
	CHECK(entry_is_empty(map_fd, 0));
	CHECK_INT(xsk_socket__update_xskmap(NULL, map_fd), -EINVAL);

	/* Unless somebody else's socket has taken its place, of a UMEM that knows nothing of it. */
	CHECK_INT(low_open(&near, "near", 0, &low_inhibit_config), 0);
	CHECK_INT(xsk_socket__update_xskmap(near.xsk, map_fd), 0);
	CHECK_INT(xsk_socket__update_xskmap(far.xsk, map_fd), 0);
	xsk_socket__delete(near.xsk);
	near.xsk = NULL;
	CHECK(!entry_is_empty(map_fd, 0));
	CHECK_INT(bpf_map_delete_elem(map_fd, &zero), 0);

	/* A socket with the default program joins it, and leaves it. */
	CHECK_INT(low_open(&near, "near", 0, &low_config), 0);
	CHECK_INT(low_open(&other, "near", 1, &low_config), 0);
	CHECK_INT(attached_program(veth.near_ifindex), program);
	CHECK_INT(low_send(&far, 8), 8);
	CHECK_INT(low_receive(near.xsk, &near.rx, 8, 1000), 8);
	CHECK(!entry_is_empty(map_fd, 1));
	CHECK_INT(xsk_socket__update_xskmap(other.xsk, veth.near_ns), -EINVAL);
	low_close(&near);
	low_close(&other);
	CHECK(entry_is_empty(map_fd, 1));
	usleep(50000);
	CHECK_INT(attached_program(veth.near_ifindex), program);

	close(map_fd);
	CHECK_INT(bpf_xdp_detach(veth.near_ifindex, 0, NULL), 0);
	CHECK(program_goes(program));
	low_close(&far);
	CHECK_INT(mapped_rings(), 0);
	veth_destroy(&veth);
	return test_end();
}
