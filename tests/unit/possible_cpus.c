// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Lists of CPUs as the kernel writes them, and as it does not; the machine's own count. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "loader/kernel/cpus.h"
#include "tests/harness/test.h"

static void lists(void)
{
	bool cpus[12] = { false };

	CHECK_INT(cpus_parse("0\n", NULL, 0), 1);
	CHECK_INT(cpus_parse("0-127\n", NULL, 0), 128);
	CHECK_INT(cpus_parse("0-3,8-11", cpus, 12), 8);
	for (int i = 0; i < 12; i++)
		CHECK_INT(cpus[i], i < 4 || i >= 8);
	memset(cpus, 0, sizeof(cpus));
	CHECK_INT(cpus_parse("1,10-20\n", cpus, 11), 12);
	CHECK(cpus[1] && cpus[10] && !cpus[0] && !cpus[9] && !cpus[11]);
	CHECK_INT(cpus_parse("1048575", NULL, 0), 1);
}

static void refused(void)
{
	static const char *const bad[] = { "", "\n", "x", "0-", "-1", "3-1", "0,", "0,,2", "0-1-2", "1,1",
		"2,1", "0-3,2-5", "0 1", "0\n1", "1048576", "0-99999999999999999999", "0-3x", " 0", "0,\n" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (cpus_parse(bad[i], NULL, 0) != -EINVAL)
			test_failed(__FILE__, __LINE__, "accepted: \"%s\"", bad[i]);
	CHECK_INT(cpus_read("/nonexistent/possible", NULL, 0), -ENOENT);
}

int main(void)
{
	test_begin();
	lists();
	refused();
	CHECK(libbpf_num_possible_cpus() >= sysconf(_SC_NPROCESSORS_ONLN));
	CHECK_INT(libbpf_num_possible_cpus(), cpus_read("/sys/devices/system/cpu/possible", NULL, 0));
	return test_end();
}
