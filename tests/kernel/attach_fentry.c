// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Tracing by trampoline: entry, exit, changed results, sessions, and a function of a module. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/hook.h"
#include "tests/harness/test.h"

#define OBJECT "kernel_hooks"

static long answer;

static void call_getpgid(void)
{
	answer = syscall(SYS_getpgid, getpid());
}

static int64_t value_of(const struct hook *hook, const char *name)
{
	return *(volatile int64_t *)object_variable(hook->object, name);
}

/* Some kernels take no tracing program from anybody. */
static void skip_where_refused(void)
{
	struct hook hook;

	hook_open(&hook, OBJECT, "on_fentry");
	if (bpf_object__load(hook.object) == -EPERM)
		test_skip("this kernel refuses tracing programs (EPERM)");
	bpf_object__close(hook.object);
}

static void test_by_name(void)
{
	struct bpf_link *link;
	struct hook hook;

	hook_load(&hook, OBJECT, "on_fentry");
	hook_check(&hook, bpf_program__attach(hook.program), call_getpgid, 1);
	hook_load(&hook, OBJECT, "on_fexit");
	link = bpf_program__attach_trace(hook.program);
	call_getpgid();
	CHECK_INT(value_of(&hook, "result"), getpgrp());
	hook_check(&hook, link, call_getpgid, 1);

	/* The target by a setter, in place of the section's. */
	hook_open(&hook, OBJECT, "on_fentry");
	CHECK_INT(bpf_program__set_attach_target(hook.program, 0, "__x64_sys_getsid"), 0);
	REQUIRE(bpf_object__load(hook.object) == 0);
	link = bpf_program__attach(hook.program);
	call_getpgid();
	CHECK_INT(*hook.count, 0);
	syscall(SYS_getsid, 0);
	CHECK_INT(*hook.count, 1);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(bpf_program__set_attach_target(hook.program, 0, "__x64_sys_getsid"), -EINVAL);
	bpf_object__close(hook.object);

	hook_open(&hook, OBJECT, "on_fentry");
	CHECK_INT(bpf_program__set_attach_target(hook.program, 0, "no_such_function"), -ESRCH);
	CHECK_TEXT(xsk_object__error(hook.object)->text, "no_such_function");
	bpf_object__close(hook.object);
}

/* What the program returns is what the caller gets, and the function is not called. */
static void test_changed_result(void)
{
	struct bpf_link *link;
	struct hook hook;

	hook_open(&hook, OBJECT, "on_fmod_ret");
	*(int *)object_variable(hook.object, "answer") = 1;
	REQUIRE(bpf_object__load(hook.object) == 0);
	link = bpf_program__attach(hook.program);
	call_getpgid();
	CHECK_INT(answer, -1);
	CHECK_INT(errno, EXDEV);
	hook_check(&hook, link, call_getpgid, 1);
	CHECK_INT(answer, getpgrp());
}

static void test_newer(void)
{
	LIBBPF_OPTS(bpf_trace_opts, opts, .cookie = 1234);
	struct bpf_link *link;
	struct hook hook;

	if (!test_kernel_below(6, 1)) { /* 5.19 */
		hook_load(&hook, OBJECT, "on_fentry_cookie");
		link = bpf_program__attach_trace_opts(hook.program, &opts);
		call_getpgid();
		CHECK_INT(value_of(&hook, "cookie"), 1234);
		hook_check(&hook, link, call_getpgid, 1);
	}
	if (!test_kernel_below(7, 0)) {
		hook_load(&hook, OBJECT, "on_fentry_sleepable");
		hook_check(&hook, bpf_program__attach(hook.program), call_getpgid, 1);
		hook_load(&hook, OBJECT, "on_fsession");
		hook_check(&hook, bpf_program__attach(hook.program), call_getpgid, 2);
	} else {
		hook_load_refused(OBJECT, "on_fentry_sleepable", -EINVAL);
		hook_load_refused(OBJECT, "on_fsession", -EINVAL);
	}
}

int main(void)
{
	test_begin();
	test_needs_root();
	skip_where_refused();
	test_by_name();
	test_changed_result();
	test_newer();
	return test_end();
}
