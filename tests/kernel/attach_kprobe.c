// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Kernel functions: entry, return, system calls, by link, ioctl and tracefs; many by one link; sessions. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/hook.h"
#include "tests/harness/private_mounts.h"
#include "tests/harness/test.h"

#define OBJECT "kernel_hooks"
#define PMU    "/sys/bus/event_source/devices/kprobe"

static void call_getpgid(void)
{
	CHECK(syscall(SYS_getpgid, getpid()) == getpgrp());
}

/* Two functions of "gets*". */
static void call_both(void)
{
	syscall(SYS_getsid, 0);
	syscall(SYS_getsockopt, -1, 0, 0, NULL, NULL);
}

static int64_t value_of(const struct hook *hook, const char *name)
{
	return *(volatile int64_t *)object_variable(hook->object, name);
}

/* Lines of kprobe_events: probes that somebody left. */
static int count_events(void)
{
	FILE *file = fopen("/sys/kernel/tracing/kprobe_events", "re");
	int count = 0, byte;

	REQUIRE(file);
	while ((byte = fgetc(file)) != EOF)
		count += byte == '\n';
	fclose(file);
	return count;
}

/* The ways to attach one, and that each leaves nothing. */
static void test_modes(void)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts);
	const struct {
		enum probe_attach_mode mode;
		int events;
	} modes[] = { { PROBE_ATTACH_MODE_DEFAULT, 0 }, { PROBE_ATTACH_MODE_PERF, 0 },
		{ PROBE_ATTACH_MODE_LEGACY, 1 }, { PROBE_ATTACH_MODE_LINK, 0 } };
	int before = count_events();
	struct hook hook;

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct bpf_link *link;

		hook_load(&hook, OBJECT, "on_kprobe");
		opts.attach_mode = modes[i].mode;
		link = bpf_program__attach_kprobe_opts(hook.program, "__x64_sys_getpgid", &opts);
		if (opts.attach_mode == PROBE_ATTACH_MODE_LINK && test_kernel_below(5, 15)) {
			CHECK(!link && errno == EOPNOTSUPP);
			bpf_object__close(hook.object);
			continue;
		}
		CHECK_INT(count_events() - before, modes[i].events);
		hook_check(&hook, link, call_getpgid, 1);
		CHECK_INT(count_events(), before);
	}
}

static void test_one(void)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .bpf_cookie = 4711);
	struct bpf_link *link;
	struct hook hook;

	hook_load(&hook, OBJECT, "on_kprobe");
	hook_check(&hook, bpf_program__attach(hook.program), call_getpgid, 1);
	hook_load(&hook, OBJECT, "on_kretprobe");
	link = bpf_program__attach(hook.program);
	call_getpgid();
	CHECK_INT(value_of(&hook, "result"), getpgrp());
	hook_check(&hook, link, call_getpgid, 1);
	hook_load(&hook, OBJECT, "on_ksyscall");
	link = bpf_program__attach(hook.program);
	call_getpgid();
	CHECK_INT(value_of(&hook, "result"), getpid());
	hook_check(&hook, link, call_getpgid, 1);
	hook_load(&hook, OBJECT, "on_kretsyscall");
	link = bpf_program__attach(hook.program);
	call_getpgid();
	CHECK_INT(value_of(&hook, "result"), getpgrp());
	hook_check(&hook, link, call_getpgid, 1);
	if (test_kernel_below(5, 15))
		return;
	hook_load(&hook, OBJECT, "on_kprobe_cookie");
	link = bpf_program__attach_kprobe_opts(hook.program, "__x64_sys_getpgid", &opts);
	call_getpgid();
	CHECK_INT(value_of(&hook, "cookie"), 4711);
	hook_check(&hook, link, call_getpgid, 1);
}

static void test_many(void)
{
	const char *names[] = { "__x64_sys_getsid", "__x64_sys_getsockopt" };
	const __u64 cookies[] = { 7, 7 };
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = names, .cookies = cookies, .cnt = 2);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, unique, .unique_match = true);
	struct bpf_link *link;
	struct hook hook;

	hook_load(&hook, OBJECT, "on_kprobe_multi");
	hook_check(&hook, bpf_program__attach(hook.program), call_both, 2);
	hook_load(&hook, OBJECT, "on_kretprobe_multi");
	hook_check(&hook, bpf_program__attach(hook.program), call_both, 2);
	hook_load(&hook, OBJECT, "on_kprobe_multi");
	link = bpf_program__attach_kprobe_multi_opts(hook.program, NULL, &opts);
	call_both();
	CHECK_INT(value_of(&hook, "cookie"), 7);
	hook_check(&hook, link, call_both, 2);
	hook_load(&hook, OBJECT, "on_kprobe_multi");
	CHECK(!bpf_program__attach_kprobe_multi_opts(hook.program, "__x64_sys_gets*", &unique));
	CHECK_INT(errno, EINVAL);
	hook_check(&hook, bpf_program__attach_kprobe_multi_opts(hook.program, "__x64_sys_getsid", &unique),
		call_both, 1);
}

/* Answering 0 at the call asks for the return too. */
static void test_session(void)
{
	for (int answer = 0; answer < 2; answer++) {
		struct hook hook;

		hook_open(&hook, OBJECT, "on_kprobe_session");
		*(int *)object_variable(hook.object, "answer") = answer;
		REQUIRE(bpf_object__load(hook.object) == 0);
		hook_check(&hook, bpf_program__attach(hook.program), call_getpgid, answer ? 1 : 2);
	}
}

int main(void)
{
	struct hook hook;

	test_begin();
	test_needs_root();
	if (access(PMU, F_OK))
		test_skip("a kernel without kprobes");
	REQUIRE(private_mounts());
	REQUIRE(mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL) == 0 || errno == EBUSY);
	test_one();
	test_modes();
	hook_load(&hook, OBJECT, "on_kprobe");
	CHECK(!bpf_program__attach_kprobe(hook.program, false, "no_such_function"));
	CHECK_INT(errno, ENOENT);
	CHECK_TEXT(xsk_object__error(hook.object)->text, "no such function");
	bpf_object__close(hook.object);
	if (!test_kernel_below(6, 12)) /* 6.1 has CONFIG_FPROBE off */
		test_many();
	if (!test_kernel_below(6, 10))
		test_session();
	return test_end();
}
