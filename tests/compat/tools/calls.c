// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <bpf/libbpf.h>
#include "calls.skel.h"

long tool_square(long value);

__attribute__((noinline, visibility("default"))) long tool_square(long value)
{
	__asm__ volatile("");
	return value * value;
}

int main(void)
{
	LIBBPF_OPTS(bpf_uprobe_opts, entry, .func_name = "tool_square");
	LIBBPF_OPTS(bpf_uprobe_opts, leave, .func_name = "tool_square", .retprobe = true);
	struct calls_bpf *tool = calls_bpf__open_and_load();

	tool_begin();
	TOOL_NEED(tool);
	tool->links.entered =
		bpf_program__attach_uprobe_opts(tool->progs.entered, 0, "/proc/self/exe", 0, &entry);
	tool->links.returned =
		bpf_program__attach_uprobe_opts(tool->progs.returned, getpid(), "/proc/self/exe", 0, &leave);
	TOOL_NEED(tool->links.entered && tool->links.returned);
	for (long i = 1; i <= 10; i++)
		tool_square(i);
	calls_bpf__detach(tool);
	tool_square(11);
	printf("%llu calls, %llu matched, sum %llu, %llu backwards\n", (unsigned long long)tool->bss->calls,
		(unsigned long long)tool->bss->matched, (unsigned long long)tool->bss->sum,
		(unsigned long long)tool->bss->backwards);
	calls_bpf__destroy(tool);
	return 0;
}
