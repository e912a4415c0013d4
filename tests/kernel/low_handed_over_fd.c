// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h: a privileged process makes an AF_XDP socket, enters it into the XSKMAP and hands it over; a
 * process without any privilege adopts it, binds it, receives and sends, and opens its socket again. */
#include <bpf/bpf.h>
#include <grp.h>
#include <linux/if_xdp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

static void give(int channel, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 'x';
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	*header = (struct cmsghdr){
		.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))
	};
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	REQUIRE(sendmsg(channel, &message, 0) == 1);
}

static int take(int channel)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	int fd = -1;

	REQUIRE(recvmsg(channel, &message, MSG_CMSG_CLOEXEC) == 1);
	REQUIRE(CMSG_FIRSTHDR(&message));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

static void say(int channel)
{
	REQUIRE(write(channel, "y", 1) == 1);
}

static void hear(int channel)
{
	char byte;

	REQUIRE(read(channel, &byte, 1) == 1);
}

/* A UMEM of 64 KiB fits the memory limit that everybody has. */
static void adopt(struct low_socket *low, int fd)
{
	struct xsk_umem *refused;

	memset(low, 0, sizeof(*low));
	low->area = mmap(NULL, LOW_FRAMES * LOW_FRAME_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(low->area != MAP_FAILED);
	CHECK_INT(xsk_umem__create(&refused, low->area, 65536, &low->fill, &low->comp, &low_umem_config),
		-EPERM);
	REQUIRE(xsk_umem__create_with_fd(
			&low->umem, fd, low->area, 65536, &low->fill, &low->comp, &low_umem_config) == 0);
	CHECK_INT(xsk_umem__fd(low->umem), fd);
}

static int unprivileged(int channel)
{
	int fd = take(channel);
	struct rlimit limit = { 65536, 65536 };
	struct low_socket low;

	REQUIRE(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
	REQUIRE(setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
		setresuid(65534, 65534, 65534) == 0);
	adopt(&low, fd);
	CHECK_INT(low_open(&low, "near", 0, &low_config), -EPERM);
	CHECK_INT(low_open(&low, "near", 0, &low_inhibit_config), 0);
	low_fill(&low.fill, 0, 16);
	say(channel);
	CHECK_INT(low_receive(low.xsk, &low.rx, 10, 2000), 10);

	/* Made again without a new socket: the UMEM's own serves. */
	xsk_socket__delete(low.xsk);
	CHECK_INT(low_open(&low, "near", 0, &low_inhibit_config), 0);
	say(channel);
	/* The six frames that are left in the fill ring. */
	CHECK_INT(low_receive(low.xsk, &low.rx, 6, 2000), 6);
	low_close(&low);
	return test_has_failed();
}

int main(void)
{
	const uint32_t key = 0;
	struct low_socket far = { 0 };
	struct veth veth;
	int channel[2], map_fd = -1, fd, status;
	pid_t child;

	test_begin();
	veth_create(&veth, 1, 0);
	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) == 0);
	child = fork();
	REQUIRE(child >= 0);
	if (!child)
		_exit(unprivileged(channel[1]));
	close(channel[1]);
	REQUIRE(xsk_setup_xdp_prog(veth.near_ifindex, &map_fd) == 0);
	fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	REQUIRE(fd >= 0);
	REQUIRE(bpf_map_update_elem(map_fd, &key, &fd, BPF_ANY) == 0);
	give(channel[0], fd);
	close(fd);
	veth_enter_far(&veth);
	REQUIRE(low_open(&far, "far", 0, &low_inhibit_config) == 0);

	hear(channel[0]);
	CHECK_INT(low_send(&far, 10), 10);
	hear(channel[0]);
	CHECK_INT(low_send(&far, 6), 6);
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	low_close(&far);
	close(map_fd);
	close(channel[0]);
	veth_destroy(&veth);
	return test_end();
}
