// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h's other create functions under injection: on a descriptor handed over, and *_opts. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fault/subject.h"
#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#define AREA_BYTES (LOW_FRAMES * LOW_FRAME_BYTES)

static struct veth veth;
static struct low_socket low;

/* A try that fails may have given the socket a UMEM for good: each has a new one. */
static int create_with_fd(void *context)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	int result;

	if (fd < 0)
		return -errno;
	result = xsk_umem__create_with_fd(
		&low.umem, fd, low.area, AREA_BYTES, &low.fill, &low.comp, &low_umem_config);
	if (result < 0)
		close(fd);
	return result;
}

static int create_umem_opts(void *context)
{
	struct xsk_umem_opts opts = { .sz = sizeof(opts),
		.size = AREA_BYTES,
		.fill_size = LOW_SLOTS,
		.comp_size = LOW_SLOTS,
		.frame_size = LOW_FRAME_BYTES };

	low.umem = xsk_umem__create_opts(low.area, &low.fill, &low.comp, &opts);
	return low.umem ? 0 : -errno;
}

static void delete_umem(void *context)
{
	CHECK_INT(xsk_umem__delete(low.umem), 0);
	low.umem = NULL;
}

static int create_socket_opts(void *context)
{
	struct xsk_socket_opts opts = {
		.sz = sizeof(opts), .rx = &low.rx, .tx = &low.tx, .rx_size = LOW_SLOTS, .tx_size = LOW_SLOTS
	};

	low.xsk = xsk_socket__create_opts("near", 0, low.umem, &opts);
	return low.xsk ? 0 : -errno;
}

static void delete_socket(void *context)
{
	xsk_socket__delete(low.xsk);
	low.xsk = NULL;
}

static bool interface_is_clear(void *context)
{
	return CHECK(interface_clears(veth.near_ifindex));
}

int main(void)
{
	static const char *const answers[] = { WITHOUT_IN_NETLINK, NULL };

	test_begin();
	veth_create(&veth, 1, 0);
	libbpf_set_print(NULL);
	low.area = mmap(NULL, AREA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(low.area != MAP_FAILED);
	subject_inject(&(struct subject){ "xsk_umem__create_with_fd", create_with_fd, delete_umem });
	subject_inject(&(struct subject){ "xsk_umem__create_opts", create_umem_opts, delete_umem });
	REQUIRE(create_umem_opts(NULL) == 0);
	subject_inject(&(struct subject){ "xsk_socket__create_opts", create_socket_opts, delete_socket,
		interface_is_clear, NULL, answers });
	low_close(&low);
	veth_destroy(&veth);
	return test_end();
}
