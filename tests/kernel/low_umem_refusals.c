// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xsk_umem__create*: what is not allowed is refused with its errno and a line with the rule and the figures; a size of 0
 * is the default; the flags reach the kernel. */
#include <bpf/libbpf.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"

#define AREA (4096 * 1024)

static char said[1024];
static char *area;

static int remember(enum libbpf_print_level level, const char *format, va_list args)
{
	return vsnprintf(said, sizeof(said), format, args);
}

static int try(void *memory, uint64_t bytes, const struct xsk_umem_config *config)
{
	struct xsk_ring_prod fill;
	struct xsk_ring_cons comp;
	struct xsk_umem *umem = NULL;
	int code = xsk_umem__create(&umem, memory, bytes, &fill, &comp, config);

	CHECK(code ? !umem && errno == -code : umem != NULL);
	xsk_umem__delete(umem);
	return code;
}

static int try_config(struct xsk_umem_config config)
{
	return try(area, AREA / 4, &config);
}

static void refused(void)
{
	void *read_only = mmap(NULL, 65536, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK_INT(try(area + 1, 65536, NULL), -EINVAL);
	CHECK_TEXT(said, "aligned to a page");
	CHECK_INT(try(area, 65536 + 5, NULL), -EINVAL);
	CHECK_TEXT(said, "register UMEM of 65541 bytes: must be a multiple of the frame's 4096");
	CHECK_INT(try(area, 0, NULL), -EINVAL);
	CHECK_INT(try(NULL, 65536, NULL), -EFAULT);
	CHECK_INT(try(read_only, 65536, NULL), -EFAULT);
	CHECK_TEXT(said, "can't pin it");
	munmap(read_only, 65536);
	CHECK_INT(try_config((struct xsk_umem_config){ .frame_size = 1024 }), -EINVAL);
	CHECK_TEXT(said, "frames of 1024 bytes: the kernel takes 2048 to 4096");
	CHECK_INT(try_config((struct xsk_umem_config){ .frame_size = 8192 }), -EINVAL);
	CHECK_INT(try_config((struct xsk_umem_config){ .frame_size = 3000 }), -EINVAL);
	CHECK_TEXT(said, "power of two, or XDP_UMEM_UNALIGNED_CHUNK_FLAG");
	CHECK_INT(
		try_config((struct xsk_umem_config){ .frame_size = 2048, .frame_headroom = 1800 }), -EINVAL);
	CHECK_TEXT(said, "headroom 1800: at most 1344");
	CHECK_INT(try_config((struct xsk_umem_config){ .flags = 1u << 30 }), -EINVAL);
	CHECK_TEXT(said, "flags 0x40000000");
	CHECK_INT(try_config((struct xsk_umem_config){ .fill_size = 48 }), -EINVAL);
	CHECK_TEXT(said, "fill ring of 48 slots: must be a power of two");
	CHECK_INT(try_config((struct xsk_umem_config){ .comp_size = 3 }), -EINVAL);
	CHECK_TEXT(said, "completion ring of 3 slots");
	CHECK_INT(mapped_rings(), 0);
}

/* 3000 bytes are allowed only with the flag: it arrived. (A struct that is too short loses it.) */
static void accepted(void)
{
	CHECK_INT(try_config((struct xsk_umem_config){ .frame_size = 2048, .frame_headroom = 1344 }), 0);
	CHECK_INT(try_config((struct xsk_umem_config){
			  .frame_size = 3000, .flags = XDP_UMEM_UNALIGNED_CHUNK_FLAG }),
		0);
}

static void defaults(void)
{
	struct xsk_ring_prod fill;
	struct xsk_ring_cons comp;
	DECLARE_LIBXDP_OPTS(xsk_umem_opts, opts, .size = AREA, .comp_size = 64);
	struct xsk_umem *umem = xsk_umem__create_opts(area, &fill, &comp, &opts);

	REQUIRE(umem);
	CHECK_INT(fill.size, XSK_RING_PROD__DEFAULT_NUM_DESCS);
	CHECK_INT(comp.size, 64);
	CHECK_INT(xsk_prod_nb_free(&fill, 1), XSK_RING_PROD__DEFAULT_NUM_DESCS);
	CHECK_INT(xsk_umem__delete(umem), 0);

	/* Size only: 4096 is the default frame, which divides this and not half of it. */
	CHECK_INT(try(area, 4096 * 3, NULL), 0);
	CHECK_INT(try(area, 4096 * 3 - 2048, NULL), -EINVAL);

	opts.sz = 4;
	CHECK(xsk_umem__create_opts(area, &fill, &comp, &opts) == NULL);
	CHECK_INT(errno, EINVAL);
	opts.sz = sizeof(opts);
	CHECK(xsk_umem__create_opts(area, NULL, &comp, &opts) == NULL);
	CHECK_INT(errno, EFAULT);
	CHECK(xsk_umem__create_opts(area, &fill, &comp, NULL) == NULL);
	CHECK_INT(errno, EINVAL);
	CHECK_INT(xsk_umem__fd(NULL), -EINVAL);
	CHECK_INT(xsk_socket__fd(NULL), -EINVAL);
}

static void adopted(void)
{
	struct xsk_ring_prod fill;
	struct xsk_ring_cons comp;
	struct xsk_umem *umem, *again;
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);

	REQUIRE(xsk_umem__create_with_fd(&umem, fd, area, 65536, &fill, &comp, NULL) == 0);
	CHECK_INT(xsk_umem__fd(umem), fd);
	CHECK_INT(xsk_umem__create_with_fd(&again, fd, area, 65536, &fill, &comp, NULL), -EBUSY);
	CHECK_TEXT(said, "has one already");
	CHECK_INT(xsk_umem__delete(umem), 0);
	CHECK_INT(xsk_umem__create_with_fd(&again, 0x7fffff, area, 65536, &fill, &comp, NULL), -EBADF);
}

/* Without CAP_IPC_LOCK the limit holds. */
static void over_limit(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct raw_only[2] = { { .effective = 1u << CAP_NET_RAW,
		.permitted = 1u << CAP_NET_RAW } };
	struct rlimit limit = { 65536, 65536 };
	int status;
	pid_t child = fork();

	REQUIRE(child >= 0);
	if (!child) {
		REQUIRE(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
		REQUIRE(syscall(SYS_capset, &header, raw_only) == 0);
		CHECK_INT(try(area, AREA, NULL), -ENOBUFS);
		CHECK_TEXT(said, "register UMEM of 4194304 bytes: RLIMIT_MEMLOCK is 65536 bytes");
		_exit(test_has_failed());
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
}

int main(void)
{
	test_begin();
	test_needs_root();
	area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(area != MAP_FAILED);
	libbpf_set_print(remember);
	refused();
	accepted();
	defaults();
	adopted();
	over_limit();
	return test_end();
}
