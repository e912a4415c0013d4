// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A scheduler of BPF: it schedules as long as its link is there. */
#include <bpf/libbpf.h>
#include <string.h>
#include <unistd.h>
#include <xsk/object.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/test.h"

/* A line of /sys/kernel/sched_ext; "" where it is not. */
static const char *state(const char *name, char line[64])
{
	char path[64];
	FILE *file;

	line[0] = '\0';
	snprintf(path, sizeof(path), "/sys/kernel/sched_ext/%s", name);
	file = fopen(path, "re");
	if (!file || !fgets(line, 64, file))
		line[0] = '\0';
	if (file)
		fclose(file);
	return line;
}

static bool is_state(const char *wanted)
{
	char line[64];

	for (int i = 0; i < 500; i++) {
		if (test_text_has(state("state", line), wanted))
			return true;
		usleep(10000);
	}
	return false;
}

int main(void)
{
	struct bpf_object *object;
	struct bpf_link *link;
	volatile int *selections;
	char line[64];
	int before;

	test_begin();
	test_needs_root();
	if (access("/sys/kernel/sched_ext", F_OK))
		test_skip("a kernel without sched_ext");
	object = object_open("scheduler");
	if (bpf_object__load(object)) {
		test_failed(__FILE__, __LINE__, "%s", xsk_object__error(object)->text);
		return 1;
	}
	selections = object_variable(object, "selections");
	usleep(100000);
	CHECK(is_state("disabled"));
	CHECK_INT(*selections, 0);
	link = bpf_map__attach_struct_ops(object_map(object, "scheduler"));
	if (!link) {
		test_failed(__FILE__, __LINE__, "%s", xsk_object__error(object)->text);
		return 1;
	}
	CHECK(is_state("enabled"));
	CHECK_TEXT(state("root/ops", line), "xsk_test");
	for (int i = 0; i < 20; i++)
		usleep(10000);
	CHECK(*selections > 0);
	CHECK_INT(bpf_link__destroy(link), 0);
	CHECK(is_state("disabled"));
	before = *selections;
	usleep(100000);
	CHECK_INT(*selections, before);
	bpf_object__close(object);
	return test_end();
}
