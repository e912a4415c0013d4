// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A process without privilege, in a user namespace of its own, uses BPF by a token: root configures a bpffs that
 * the process opened in its namespace, and delegates to it. Everything else stays refused.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loader/kernel/capabilities.h"
#include "loader/kernel/insn.h"
#include "loader/kernel/uapi.h"
#include "loader/kernel/version.h"
#include "tests/harness/test.h"

static void send_fd(int channel, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	REQUIRE(sendmsg(channel, &message, 0) == 1);
}

static int receive_fd(int channel)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	int fd = -1;

	if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

static void delegate(int bpffs)
{
	REQUIRE(!syscall(SYS_fsconfig, bpffs, FSCONFIG_SET_STRING, "delegate_cmds", "any", 0));
	REQUIRE(!syscall(SYS_fsconfig, bpffs, FSCONFIG_SET_STRING, "delegate_maps", "any", 0));
	REQUIRE(!syscall(SYS_fsconfig, bpffs, FSCONFIG_SET_STRING, "delegate_progs", "any", 0));
	REQUIRE(!syscall(SYS_fsconfig, bpffs, FSCONFIG_SET_STRING, "delegate_attachs", "any", 0));
	REQUIRE(!syscall(SYS_fsconfig, bpffs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
}

static int load(int token)
{
	const struct bpf_insn insns[] = { INSN_MOV_IMM(0, 2), INSN_EXIT() };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = token > 0 ? UAPI_BPF_F_TOKEN_FD : 0,
		.token_fd = token > 0 ? (__u32)token : 0);

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "by_token", "GPL", insns, 2, &opts);
}

/* In the user namespace, as nobody. */
static void use_token(int token)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = UAPI_BPF_F_TOKEN_FD, .token_fd = (__u32)token);
	int map = bpf_map_create(BPF_MAP_TYPE_HASH, "by_token", 4, 4, 1, &opts), program = load(token);

	CHECK(map > 2);
	CHECK(program > 2);
	close(map);
	close(program);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_LPM_TRIE, "without", 8, 8, 1, NULL), -EPERM);
	CHECK_INT(load(0), -EPERM);
	CHECK_INT(capability_ask(CAPABILITY_BTF_ENUM64, 0), CAPABILITY_UNKNOWN);
	CHECK_INT(capability_ask(CAPABILITY_BTF_ENUM64, token), CAPABILITY_YES);
	CHECK_INT(capability_ask(CAPABILITY_ARG_CTX, token), CAPABILITY_YES);
}

/* Where the root is no mount point. */
static bool is_in_chroot(void)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char line[4096], point[1024];
	bool found = false;

	REQUIRE(mounts);
	while (!found && fgets(line, sizeof(line), mounts))
		found = sscanf(line, "%*s %*s %*s %*s %1023s", point) == 1 && !strcmp(point, "/");
	fclose(mounts);
	return !found;
}

static int child(int channel)
{
	int bpffs, mounted, root, token;
	char byte;

	REQUIRE(!setresgid(65534, 65534, 65534) && !setresuid(65534, 65534, 65534));
	REQUIRE(!unshare(CLONE_NEWUSER | CLONE_NEWNS));
	bpffs = (int)syscall(SYS_fsopen, "bpf", 0);
	REQUIRE(bpffs >= 0);
	send_fd(channel, bpffs);
	REQUIRE(read(channel, &byte, 1) == 1);
	mounted = (int)syscall(SYS_fsmount, bpffs, FSMOUNT_CLOEXEC, 0);
	REQUIRE(mounted >= 0);
	root = openat(mounted, ".", O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	REQUIRE(root >= 0);
	token = bpf_token_create(root, NULL);
	CHECK(token > 2);
	if (token > 2)
		use_token(token);
	return test_has_failed();
}

int main(void)
{
	int channel[2], bpffs, status;
	pid_t pid;

	test_begin();
	test_needs_root();
	libbpf_set_print(NULL);
	if (kernel_version() < KERNEL_RELEASE(6, 9, 0)) {
		CHECK_INT(bpf_token_create(-1, NULL), -EINVAL);
		CHECK_INT(capability_ask(CAPABILITY_TOKEN, 0), CAPABILITY_NO);
		return test_end();
	}
	CHECK_INT(bpf_token_create(-1, NULL), -EBADF);
	if (is_in_chroot())
		test_skip("no user namespace can be made in a chroot");
	REQUIRE(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel));
	pid = fork();
	if (!pid) {
		close(channel[0]);
		_exit(child(channel[1]));
	}
	close(channel[1]);
	bpffs = receive_fd(channel[0]);
	REQUIRE(bpffs >= 0);
	delegate(bpffs);
	REQUIRE(write(channel[0], "", 1) == 1);
	REQUIRE(waitpid(pid, &status, 0) == pid);
	CHECK_INT(status, 0);
	close(bpffs);
	close(channel[0]);
	return test_end();
}
