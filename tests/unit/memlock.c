// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * RLIMIT_MEMLOCK is raised where the kernel charges BPF to it (before 5.11), once it has said EPERM, and
 * then the command is tried again; nowhere else. Each case in a process of its own: what was found out about
 * the kernel stays.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/bpf_double.h"

static const char *release;
static int raised, refusals;
static struct rlimit limit;

int uname(struct utsname *name)
{
	memset(name, 0, sizeof(*name));
	snprintf(name->release, sizeof(name->release), "%s", release);
	return 0;
}

int setrlimit(__rlimit_resource_t resource, const struct rlimit *wanted)
{
	CHECK_INT(resource, RLIMIT_MEMLOCK);
	limit = *wanted;
	raised++;
	return 0;
}

static int answer(int nth, int command, void *attr)
{
	return nth < refusals ? -EPERM : 42;
}

static void create(const char *kernel, int eperms, int result, int calls, int raises)
{
	release = kernel;
	refusals = eperms;
	raised = 0;
	bpf_double_reset(answer);
	CHECK_INT(bpf_map_create(BPF_MAP_TYPE_ARRAY, "map", 4, 4, 1, NULL), result);
	CHECK_INT(bpf_call_count, calls);
	CHECK_INT(raised, raises);
}

static void before_5_11(void)
{
	create("5.10.0", 0, 42, 1, 0);
	create("5.10.0", 1, 42, 2, 1);
	CHECK(limit.rlim_cur == RLIM_INFINITY && limit.rlim_max == RLIM_INFINITY);
	/* Once is enough; what is still refused has another reason. */
	create("5.10.0", 9, -EPERM, 2, 0);
}

static void since_5_11(void)
{
	create("5.11.0", 1, -EPERM, 1, 0);
}

static void own_limit(void)
{
	CHECK_INT(libbpf_set_memlock_rlim(1 << 20), 0);
	create("5.10.0", 1, 42, 2, 1);
	CHECK_INT((long long)limit.rlim_cur, 1 << 20);
	CHECK_INT(libbpf_set_memlock_rlim(1 << 21), -EBUSY);
}

static void no_limit_wanted(void)
{
	CHECK_INT(libbpf_set_memlock_rlim(0), 0);
	create("5.10.0", 1, -EPERM, 1, 0);
}

static void alone(void (*test)(void))
{
	int status;
	pid_t child = fork();

	REQUIRE(child >= 0);
	if (!child) {
		test();
		_exit(test_has_failed());
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
}

int main(void)
{
	test_begin();
	if (!access("/proc/version_signature", F_OK))
		test_skip("this kernel has its version elsewhere too");
	alone(before_5_11);
	alone(since_5_11);
	alone(own_limit);
	alone(no_limit_wanted);
	return test_end();
}
