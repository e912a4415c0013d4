// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <bpf/libbpf.h>
#include "execs.skel.h"

static void on_event(void *context, int cpu, void *data, __u32 bytes)
{
	(void)context, (void)cpu, (void)bytes;
	printf("started %.16s\n", (const char *)data);
}

static void on_loss(void *context, int cpu, __u64 count)
{
	(void)context, (void)cpu;
	printf("lost %llu\n", (unsigned long long)count);
}

int main(void)
{
	struct execs_bpf *tool = execs_bpf__open();
	struct perf_buffer *buffer;

	tool_begin();
	TOOL_NEED(tool);
	tool->rodata->parent = getpid();
	TOOL_NEED(!execs_bpf__load(tool) && !execs_bpf__attach(tool));
	buffer = perf_buffer__new(bpf_map__fd(tool->maps.events), 4, on_event, on_loss, NULL, NULL);
	TOOL_NEED(buffer);
	for (int i = 0; i < 3; i++)
		tool_run_child();
	tool_stop();
	do
		perf_buffer__poll(buffer, 50);
	while (tool_runs());
	perf_buffer__consume(buffer);
	perf_buffer__free(buffer);
	execs_bpf__destroy(tool);
	return 0;
}
