// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Without a capability, or over the limit on locked memory: a line that names it, and nothing left behind. */
#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

/* Keeps root's user id and only these capabilities; needs no libcap. */
static void keep_only(uint64_t capabilities)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	for (int half = 0; half < 2; half++) {
		data[half].permitted = (uint32_t)(capabilities >> (32 * half));
		data[half].effective = data[half].permitted;
		data[half].inheritable = 0;
	}
	REQUIRE(syscall(SYS_capset, &header, data) == 0);
}

#define CAPABILITY(name) (1ull << (name))
static const uint64_t documented = CAPABILITY(CAP_NET_RAW) | CAPABILITY(CAP_NET_ADMIN) | CAPABILITY(CAP_BPF);

/* In a child, whose exit status is its failures. */
static void in_child(void (*work)(void))
{
	pid_t child = fork();
	int status;

	if (!child) {
		work();
		exit(test_has_failed());
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
}

static void refused(const struct xsk_port_opts *opts, int code, const char *part)
{
	struct xsk_port *port;
	struct xsk_error err;

	CHECK_INT(xsk_port__open(&port, "near", opts, &err), code);
	CHECK_TEXT(err.text, part);
	CHECK_TEXT(err.text, "near");
	if (err.code != code)
		fprintf(stderr, "%s\n", err.text);
}

static void without_net_raw(void)
{
	keep_only(documented & ~CAPABILITY(CAP_NET_RAW));
	refused(NULL, -EPERM, "CAP_NET_RAW");
}

static void without_bpf(void)
{
	keep_only(documented & ~CAPABILITY(CAP_BPF));
	refused(NULL, -EPERM, "CAP_BPF");
}

static void without_net_admin(void)
{
	keep_only(documented & ~CAPABILITY(CAP_NET_ADMIN));
	refused(NULL, -EPERM, "CAP_NET_ADMIN");
}

static void with_the_documented_ones(void)
{
	struct xsk_port *port;
	struct xsk_error err;

	keep_only(documented | CAPABILITY(CAP_IPC_LOCK));
	if (!CHECK(xsk_port__open(&port, "near", NULL, &err) == 0))
		fprintf(stderr, "%s\n", err.text);
	else
		xsk_port__close(port);
}

static void over_the_memory_limit(void)
{
	struct rlimit limit = { 1 << 20, 1 << 20 };
	struct xsk_port *port;
	struct xsk_error err;

	REQUIRE(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
	keep_only(documented);
	/* 4096 frames of 2048 bytes. */
	refused(&(struct xsk_port_opts){ .pool_opts = &(struct xsk_pool_opts){ .frames = 4096 } }, -ENOBUFS,
		"RLIMIT_MEMLOCK");
	refused(&(struct xsk_port_opts){ .pool_opts = &(struct xsk_pool_opts){ .frames = 4096 } }, -ENOBUFS,
		"8388608");
	/* What the limit allows goes. */
	if (!CHECK(xsk_port__open(&port, "near",
			   &(struct xsk_port_opts){ .pool_opts = &(struct xsk_pool_opts){ .frames = 256 } },
			   &err) == 0))
		fprintf(stderr, "%s\n", err.text);
	else
		xsk_port__close(port);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 1, 0);
	in_child(without_net_raw);
	in_child(without_bpf);
	in_child(without_net_admin);
	in_child(with_the_documented_ones);
	in_child(over_the_memory_limit);
	veth_command("! ip link show near | grep -q xdp");
	veth_destroy(&veth);
	return test_end();
}
