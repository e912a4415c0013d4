// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xdp/xsk.h with few capabilities: CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF open a program of one's own, also
 * for several UMEMs of the process; one of another process is not shared without CAP_SYS_ADMIN; what is
 * missing is named. */
#include <bpf/libbpf.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tests/harness/low_socket.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"

#define CAP(number) (1ull << (number))
#define ENOUGH      (CAP(CAP_NET_RAW) | CAP(CAP_NET_ADMIN) | CAP(CAP_BPF))

static struct veth veth;
static char said[1024];

static int remember(enum libbpf_print_level level, const char *format, va_list args)
{
	return vsnprintf(said, sizeof(said), format, args);
}

static void keep_only(uint64_t capabilities)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	for (int i = 0; i < 2; i++)
		data[i].effective = data[i].permitted = (__u32)(capabilities >> (32 * i));
	REQUIRE(syscall(SYS_capset, &header, data) == 0);
}

/*
 * Runs @work in a child that has these capabilities and no more; but for CAP_IPC_LOCK, without which the memory of
 * all UMEMs of the user counts against a limit that is not this test's matter.
 */
static void with(uint64_t capabilities, void (*work)(void))
{
	int status;
	pid_t child = fork();

	REQUIRE(child >= 0);
	if (!child) {
		keep_only(capabilities | CAP(CAP_IPC_LOCK));
		libbpf_set_print(remember);
		work();
		_exit(test_has_failed());
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	CHECK(interface_clears(veth.near_ifindex));
}

static void own_program(void)
{
	struct low_socket first = { 0 }, second = { 0 };
	uint32_t program;

	CHECK_INT(LOW_AGAIN(low_open(&first, "near", 0, &low_config)), 0);
	program = attached_program(veth.near_ifindex);
	CHECK(program > 0);
	CHECK_INT(LOW_AGAIN(low_open(&second, "near", 1, &low_config)), 0);
	CHECK_INT(attached_program(veth.near_ifindex), program);
	low_close(&first);
	CHECK_INT(attached_program(veth.near_ifindex), program);
	low_close(&second);
}

static void no_net_raw(void)
{
	struct xsk_umem *umem;
	struct xsk_ring_prod fill;
	struct xsk_ring_cons comp;
	static char area[65536] __attribute__((aligned(4096)));

	CHECK_INT(xsk_umem__create(&umem, area, sizeof(area), &fill, &comp, &low_umem_config), -EPERM);
	CHECK_TEXT(said, "CAP_NET_RAW");
}

static void no_bpf(void)
{
	struct low_socket low = { 0 };

	CHECK_INT(low_open(&low, "near", 0, &low_config), -EPERM);
	CHECK_TEXT(said, "CAP_BPF");
	CHECK_INT(LOW_AGAIN(low_open(&low, "near", 0, &low_inhibit_config)), 0);
	low_close(&low);
}

static void no_net_admin(void)
{
	struct low_socket low = { 0 };

	CHECK_INT(low_open(&low, "near", 0, &low_config), -EPERM);
	CHECK_TEXT(said, "CAP_NET_ADMIN");
	low_close(&low);
}

static void of_another_process(void)
{
	struct low_socket low = { 0 };

	CHECK_INT(low_open(&low, "near", 1, &low_config), -EPERM);
	CHECK_TEXT(said, "needs CAP_SYS_ADMIN");
	CHECK_TEXT(said, "bpftool prog show id ");
	CHECK_INT(mapped_rings(), 2);
	low_close(&low);
}

/* The holder is another process than the one with the few capabilities, and not its ancestor: no descriptors
 * of it are inherited. */
static void next_to_another(void)
{
	struct low_socket low = { 0 };
	int ready[2], end[2], status;
	pid_t holder;
	char byte;

	REQUIRE(pipe(ready) == 0 && pipe(end) == 0);
	holder = fork();
	REQUIRE(holder >= 0);
	if (!holder) {
		close(end[1]);
		REQUIRE(LOW_AGAIN(low_open(&low, "near", 0, &low_config)) == 0);
		REQUIRE(write(ready[1], "y", 1) == 1);
		_exit(read(end[0], &byte, 1) != 0);
	}
	REQUIRE(read(ready[0], &byte, 1) == 1);
	if (!fork()) {
		close(end[1]);
		keep_only(ENOUGH | CAP(CAP_IPC_LOCK));
		libbpf_set_print(remember);
		of_another_process();
		_exit(test_has_failed());
	}
	REQUIRE(wait(&status) != holder);
	CHECK_INT(status, 0);
	close(end[1]);
	REQUIRE(waitpid(holder, &status, 0) == holder);
	CHECK_INT(status, 0);
	close(end[0]);
	close(ready[0]);
	close(ready[1]);
	CHECK(interface_clears(veth.near_ifindex));
}

int main(void)
{
	test_begin();
	veth_create(&veth, 2, 0);
	with(ENOUGH, own_program);
	with(ENOUGH & ~CAP(CAP_NET_RAW), no_net_raw);
	with(ENOUGH & ~CAP(CAP_BPF), no_bpf);
	with(ENOUGH & ~CAP(CAP_NET_ADMIN), no_net_admin);
	next_to_another();
	veth_destroy(&veth);
	return test_end();
}
