// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Security hooks: what the program answers is what the caller gets; for everybody, and for one cgroup. */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/cgroup.h"
#include "tests/harness/hook.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

#define OBJECT "kernel_hooks"

static void ask_for_group(void)
{
	getpgid(getpid());
}

static void open_a_file(void)
{
	close(open("/proc/self/status", O_RDONLY | O_CLOEXEC));
}

static void open_a_socket(void)
{
	close(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static void skip_where_refused(void)
{
	struct hook hook;

	hook_open(&hook, OBJECT, "on_lsm");
	if (bpf_object__load(hook.object) == -EPERM)
		test_skip("this kernel refuses LSM programs (EPERM)");
	bpf_object__close(hook.object);
}

/* Programs attach where "bpf" is none of the active modules, and never run (Debian's 5.10). */
static bool runs(void)
{
	char list[256] = "";
	FILE *file;

	mount("securityfs", "/sys/kernel/security", "securityfs", 0, NULL);
	file = fopen("/sys/kernel/security/lsm", "re");
	REQUIRE(file && fgets(list, sizeof(list), file));
	fclose(file);
	return strstr(list, "bpf");
}

static void test_everybody(void)
{
	struct bpf_link *link;
	struct hook hook;

	hook_open(&hook, OBJECT, "on_lsm");
	*(int *)object_variable(hook.object, "answer") = 1;
	REQUIRE(bpf_object__load(hook.object) == 0);
	link = bpf_program__attach(hook.program);
	REQUIRE(link);
	if (!runs()) {
		printf("bpf is none of the active security modules\n");
		CHECK_INT(bpf_link__destroy(link), 0);
		bpf_object__close(hook.object);
		return;
	}
	CHECK(getpgid(getpid()) < 0 && errno == EXDEV);
	hook_check(&hook, link, ask_for_group, 1);
	CHECK(getpgid(getpid()) == getpgrp());
	if (test_kernel_below(6, 1))
		return;
	hook_load(&hook, OBJECT, "on_lsm_sleepable");
	hook_check(&hook, bpf_program__attach_lsm(hook.program), open_a_file, 1);
}

static void test_one_cgroup(void)
{
	struct bpf_link *link;
	struct cgroup cgroup;
	struct hook hook;
	int fd;

	if (test_kernel_below(6, 0) || !cgroup_enter(&cgroup))
		return;
	hook_load(&hook, OBJECT, "on_lsm_cgroup");
	CHECK(!bpf_program__attach(hook.program));
	CHECK_INT(errno, EOPNOTSUPP);
	link = bpf_program__attach_cgroup(hook.program, cgroup.fd);
	REQUIRE(link);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CHECK(fd < 0 && errno == EPERM);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CHECK(fd >= 0);
	close(fd);
	hook_check(&hook, link, open_a_socket, 1);
	cgroup_leave(&cgroup);
}

int main(void)
{
	test_begin();
	test_needs_root();
	skip_where_refused();
	REQUIRE(private_mounts());
	test_everybody();
	test_one_cgroup();
	return test_end();
}
