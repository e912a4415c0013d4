// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* check: what this kernel has, and what this process may do. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tools/check.h"

#ifndef SO_PREFER_BUSY_POLL
#define SO_PREFER_BUSY_POLL 69
#endif

enum {
	OLDEST_MAJOR = 5,
	OLDEST_MINOR = 10,
	POOL_BYTES = 4 << 20, /* about what a port of one queue takes */
};

static bool has_capability(int number)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	return !syscall(SYS_capget, &header, data) && (data[number / 32].effective & 1u << number % 32);
}

static void kernel_version(int *major, int *minor)
{
	struct utsname name;

	*major = *minor = 0;
	if (!uname(&name))
		sscanf(name.release, "%d.%d", major, minor);
}

static bool kernel_is(int major, int minor)
{
	int this_major, this_minor;

	kernel_version(&this_major, &this_minor);
	return this_major > major || (this_major == major && this_minor >= minor);
}

/* Whether a program that the kernel takes is compiled: 1, 0; -1 when none can be loaded. */
static int trial_is_compiled(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "xskctl_trial", "GPL", insns, 2, NULL), compiled = -1;
	struct bpf_prog_info info = { 0 };
	__u32 bytes = sizeof(info);

	if (fd < 0)
		return -1;
	if (!bpf_prog_get_info_by_fd(fd, &info, &bytes))
		compiled = info.jited_prog_len > 0;
	close(fd);
	return compiled;
}

static int read_jit_setting(void)
{
	FILE *file = fopen("/proc/sys/net/core/bpf_jit_enable", "re");
	int value = -1;

	if (file && fscanf(file, "%d", &value) != 1)
		value = -1;
	if (file)
		fclose(file);
	return value;
}

/* The setting is shown in the first network namespace only; a program tells everywhere. */
static void check_jit(struct checking *checking)
{
	int compiled = trial_is_compiled();

	if (compiled < 0)
		compiled = read_jit_setting();
	if (compiled > 0) {
		found(checking, "JIT", ANSWER_YES, "programs run as machine code");
	} else if (compiled == 0) {
		found(checking, "JIT", ANSWER_NO, "programs are interpreted, several times slower");
		remedy(checking, "sysctl -w net.core.bpf_jit_enable=1");
	} else {
		found(checking, "JIT", ANSWER_UNKNOWN, "no program could be loaded to see");
	}
}

static void check_socket(struct checking *checking)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), one = 1;

	if (fd < 0 && errno == EAFNOSUPPORT) {
		found(checking, "AF_XDP", ANSWER_NEED, "this kernel has none (CONFIG_XDP_SOCKETS)");
	} else if (fd < 0 && errno == EPERM) {
		found(checking, "AF_XDP", ANSWER_NEED, "a socket can't be opened without CAP_NET_RAW");
		remedy(checking, "run as root, or: setcap cap_net_raw,cap_net_admin,cap_bpf+ep PROGRAM");
	} else if (fd < 0) {
		found(checking, "AF_XDP", ANSWER_NEED, "a socket can't be opened: %s", strerror(errno));
	} else {
		found(checking, "AF_XDP", ANSWER_YES, "sockets can be opened");
		if (setsockopt(fd, SOL_SOCKET, SO_PREFER_BUSY_POLL, &one, sizeof(one)))
			found(checking, "busy polling", ANSWER_NO,
				"this kernel has no preferred busy polling (5.11 has)");
		else
			found(checking, "busy polling", ANSWER_YES,
				".busy_poll: the thread drives the NIC itself");
		close(fd);
	}
}

/* Each a probe: loads or makes the smallest of its kind, which goes at once. */
static void check_programs(struct checking *checking)
{
	int program = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, NULL);
	int map = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_XSKMAP, NULL);
	const char *privilege = "run as root, or: setcap cap_net_raw,cap_net_admin,cap_bpf+ep PROGRAM";

	if (program > 0 && map > 0) {
		found(checking, "BPF", ANSWER_YES, "a trial XDP program could be loaded, and an XSKMAP made");
		return;
	}
	found(checking, "BPF", ANSWER_NEED, "%s could not be %s",
		program > 0 ? "an XSKMAP" : "a trial XDP program", program > 0 ? "made" : "loaded");
	if (!has_capability(CAP_SYS_ADMIN) && !(has_capability(CAP_BPF) && has_capability(CAP_NET_ADMIN)))
		remedy(checking, "%s", privilege);
	else
		remedy(checking, "a kernel with CONFIG_BPF_SYSCALL and CONFIG_XDP_SOCKETS");
}

void check_kernel(struct checking *checking)
{
	struct utsname name;

	if (uname(&name))
		snprintf(name.release, sizeof(name.release), "?");
	if (kernel_is(OLDEST_MAJOR, OLDEST_MINOR))
		found(checking, "kernel", ANSWER_YES,
			"%s; multi-buffer %s, metadata %s, larger send budget %s", name.release,
			kernel_is(6, 6) ? "yes" : "from 6.6", kernel_is(6, 8) ? "yes" : "from 6.8",
			kernel_is(6, 17) ? "yes" : "from 6.17");
	else
		found(checking, "kernel", ANSWER_NEED, "%s is older than %d.%d", name.release, OLDEST_MAJOR,
			OLDEST_MINOR);
	check_socket(checking);
	check_programs(checking);
	check_jit(checking);
}

/* UMEM counts against the user's limit without CAP_IPC_LOCK; BPF objects did before 5.11. */
static void check_memlock(struct checking *checking)
{
	struct rlimit limit = { 0 };

	getrlimit(RLIMIT_MEMLOCK, &limit);
	if (has_capability(CAP_IPC_LOCK)) {
		found(checking, "locked memory", ANSWER_YES, "not limited (CAP_IPC_LOCK)");
	} else if (limit.rlim_cur == RLIM_INFINITY) {
		found(checking, "locked memory", ANSWER_YES, "not limited (ulimit -l)");
	} else {
		found(checking, "locked memory", limit.rlim_cur >= POOL_BYTES ? ANSWER_YES : ANSWER_NO,
			"%" PRIu64
			" KiB for all frames%s of this user; a port with one queue takes about %d KiB",
			(uint64_t)limit.rlim_cur / 1024, kernel_is(5, 11) ? "" : ", programs and maps",
			POOL_BYTES / 1024);
		remedy(checking,
			"ulimit -l unlimited   (LimitMEMLOCK=infinity in a systemd unit), or CAP_IPC_LOCK");
	}
}

void check_privileges(struct checking *checking)
{
	static const struct {
		int number;
		const char *name, *purpose;
	} capabilities[] = {
		{ CAP_NET_RAW, "net_raw", "open the sockets" },
		{ CAP_NET_ADMIN, "net_admin", "attach the program" },
		{ CAP_BPF, "bpf", "load the program" },
	};

	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
		char name[32];
		bool there = has_capability(capabilities[i].number) ||
			     (capabilities[i].number == CAP_BPF && has_capability(CAP_SYS_ADMIN));

		snprintf(name, sizeof(name), "cap_%s", capabilities[i].name);
		found(checking, name, there ? ANSWER_YES : ANSWER_NEED, "to %s", capabilities[i].purpose);
		if (!there)
			remedy(checking,
				"run as root, or: setcap cap_net_raw,cap_net_admin,cap_bpf+ep PROGRAM");
	}
	found(checking, "cap_sys_admin", has_capability(CAP_SYS_ADMIN) ? ANSWER_YES : ANSWER_NO,
		"to join a program that another process attached, and to enter network namespaces");
	if (!has_capability(CAP_SYS_ADMIN))
		remedy(checking, "run as root; a program alone on its interface does without");
	check_memlock(checking);
}
