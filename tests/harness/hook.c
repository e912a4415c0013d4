// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One program on one hook: load, attach, see it run, see it stop. */
#include "tests/harness/hook.h"

#include <string.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/test.h"

void hook_open(struct hook *hook, const char *object, const char *program)
{
	hook->object = object_open(object);
	hook->program = object_program(hook->object, program);
	object_load_only(hook->object, program, NULL);
	hook->count = object_variable(hook->object, "count");
	*(int *)object_variable(hook->object, "own_pid") = getpid();
}

void hook_load(struct hook *hook, const char *object, const char *program)
{
	hook_open(hook, object, program);
	if (bpf_object__load(hook->object)) {
		test_failed(__FILE__, __LINE__, "%s", xsk_object__error(hook->object)->text);
		exit(1);
	}
}

void hook_load_refused(const char *object, const char *program, int code)
{
	struct hook hook;

	hook_open(&hook, object, program);
	CHECK_INT(bpf_object__load(hook.object), code);
	CHECK_TEXT(xsk_object__error(hook.object)->text, program);
	bpf_object__close(hook.object);
}

void hook_check(struct hook *hook, struct bpf_link *link, void (*trigger)(void), uint64_t times)
{
	const char *name = bpf_program__name(hook->program);
	uint64_t before = *hook->count, ran;

	if (!link) {
		test_failed(__FILE__, __LINE__, "%s: %s", name, xsk_object__error(hook->object)->text);
		bpf_object__close(hook->object);
		return;
	}
	trigger();
	ran = *hook->count - before;
	if (times ? ran != times : !ran)
		test_failed(__FILE__, __LINE__, "%s ran %llu times, not %llu", name, (unsigned long long)ran,
			(unsigned long long)times);
	CHECK_INT(bpf_link__destroy(link), 0);
	before = *hook->count;
	trigger();
	if (*hook->count != before)
		test_failed(__FILE__, __LINE__, "%s runs after its link is gone", name);
	bpf_object__close(hook->object);
}
