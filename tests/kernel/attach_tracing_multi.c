// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Tracing programs at many functions by one link: by pattern, and by BTF ids. */
#include <bpf/btf.h>
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/hook.h"
#include "tests/harness/test.h"

#define OBJECT "kernel_hooks"

static void call_both(void)
{
	syscall(SYS_getsid, 0);
	syscall(SYS_getsockopt, -1, 0, 0, NULL, NULL);
}

static void test_ids(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	__u32 ids[1];
	LIBBPF_OPTS(bpf_tracing_multi_opts, opts, .ids = ids, .cnt = 1);
	struct hook hook;

	REQUIRE(btf);
	ids[0] = (__u32)btf__find_by_name_kind(btf, "__x64_sys_getsid", BTF_KIND_FUNC);
	btf__free(btf);
	hook_load(&hook, OBJECT, "on_fentry_multi");
	hook_check(&hook, bpf_program__attach_tracing_multi(hook.program, NULL, &opts), call_both, 1);
	hook_load(&hook, OBJECT, "on_fentry_multi");
	CHECK(!bpf_program__attach_tracing_multi(hook.program, "no_such_function*", NULL));
	CHECK_INT(errno, EINVAL);
	CHECK(!bpf_program__attach_tracing_multi(hook.program, "no_such_module:x*", NULL));
	CHECK(errno > 0);
	CHECK(!bpf_program__attach_tracing_multi(hook.program, NULL, NULL));
	CHECK_INT(errno, EINVAL);
	bpf_object__close(hook.object);
}

int main(void)
{
	struct hook hook;

	test_begin();
	test_needs_root();
	if (test_kernel_below(7, 2))
		test_skip("a kernel before 7.2");
	hook_load(&hook, OBJECT, "on_fentry_multi");
	hook_check(&hook, bpf_program__attach(hook.program), call_both, 2);
	hook_load(&hook, OBJECT, "on_fexit_multi");
	hook_check(&hook, bpf_program__attach(hook.program), call_both, 2);
	hook_load(&hook, OBJECT, "on_fsession_multi");
	hook_check(&hook, bpf_program__attach(hook.program), call_both, 4);
	test_ids();
	return test_end();
}
