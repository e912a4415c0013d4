// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <time.h>
#include <bpf/libbpf.h>
#include "profile.skel.h"

static void work_for(double seconds)
{
	clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);

	while (clock() < end)
		;
}

int main(void)
{
	struct perf_event_attr clock = { .type = PERF_TYPE_SOFTWARE,
		.size = sizeof(clock),
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.sample_period = 1000000 };
	struct profile_bpf *tool = profile_bpf__open_and_load();
	int fd, process = getpid();
	__u64 count = 0;

	tool_begin();
	TOOL_NEED(tool);
	fd = (int)syscall(SYS_perf_event_open, &clock, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	TOOL_NEED(fd >= 0);
	tool->links.sample = bpf_program__attach_perf_event(tool->progs.sample, fd);
	TOOL_NEED(tool->links.sample);
	work_for(0.2);
	TOOL_NEED(!bpf_map__lookup_elem(
		tool->maps.samples, &process, sizeof(process), &count, sizeof(count), 0));
	printf("sampled: %s\n", count >= 20 ? "about once a millisecond" : "too seldom");
	profile_bpf__destroy(tool);
	return 0;
}
