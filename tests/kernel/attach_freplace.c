// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A function of a loaded program, exchanged for one of another object, and back. */
#include <bpf/bpf.h>
#include <errno.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/hook.h"
#include "tests/harness/test.h"

#define OBJECT "kernel_hooks"

static unsigned int run(const struct hook *hook)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));

	REQUIRE(bpf_prog_test_run_opts(bpf_program__fd(hook->program), &opts) == 0);
	return opts.retval;
}

int main(void)
{
	struct hook target, second, replacement;
	struct bpf_link *link;
	int code;

	test_begin();
	test_needs_root();
	hook_load(&target, OBJECT, "replace_here");
	hook_open(&replacement, OBJECT, "on_freplace");
	/* The function is named by the section. */
	CHECK_INT(bpf_program__set_attach_target(replacement.program, bpf_program__fd(target.program), NULL),
		0);
	code = bpf_object__load(replacement.object);
	if (code == -EPERM)
		test_skip("this kernel refuses extension programs (EPERM)");
	REQUIRE(code == 0);
	CHECK_INT(run(&target), XDP_PASS);
	link = bpf_program__attach(replacement.program);
	REQUIRE(link);
	CHECK_INT(run(&target), XDP_DROP);
	CHECK_INT(*replacement.count, 1);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(run(&target), XDP_PASS);

	/* Loaded for one program, it goes into another of the same shape too. */
	hook_load(&second, OBJECT, "replace_here");
	link = bpf_program__attach_freplace(
		replacement.program, bpf_program__fd(second.program), "replaceable");
	REQUIRE(link);
	CHECK_INT(run(&second), XDP_DROP);
	CHECK_INT(run(&target), XDP_PASS);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK_INT(run(&second), XDP_PASS);

	CHECK(!bpf_program__attach_freplace(replacement.program, bpf_program__fd(second.program), "absent"));
	CHECK_INT(errno, ENOENT);
	CHECK_TEXT(xsk_object__error(replacement.object)->text, "absent");
	CHECK(!bpf_program__attach_freplace(target.program, bpf_program__fd(second.program), "replaceable"));
	CHECK_INT(errno, EINVAL);
	CHECK_TEXT(xsk_object__error(target.object)->text, "SEC(\"freplace\")");
	bpf_object__close(replacement.object);
	bpf_object__close(second.object);
	bpf_object__close(target.object);
	return test_end();
}
