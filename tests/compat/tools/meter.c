// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <bpf/libbpf.h>
#include "meter.skel.h"

/* A cgroup of our own, below a mount of our own; the process goes in. */
static int enter_group(char path[64])
{
	char procs[96];
	FILE *file;

	TOOL_NEED(!mount("cgroup2", "/mnt", "cgroup2", 0, NULL));
	snprintf(path, 64, "/mnt/xsk-meter-%d", getpid());
	TOOL_NEED(!mkdir(path, 0755));
	snprintf(procs, sizeof(procs), "%s/cgroup.procs", path);
	file = fopen(procs, "we");
	TOOL_NEED(file && fprintf(file, "0") == 1 && !fclose(file));
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void leave_group(const char *path)
{
	FILE *file = fopen("/mnt/cgroup.procs", "we");

	TOOL_NEED(file && fprintf(file, "0") == 1 && !fclose(file));
	TOOL_NEED(!rmdir(path));
}

int main(void)
{
	struct meter_bpf *tool = meter_bpf__open_and_load();
	char path[64];
	int group, listener;

	tool_begin();
	TOOL_NEED(tool);
	group = enter_group(path);
	tool->links.meter = bpf_program__attach_cgroup(tool->progs.meter, group);
	TOOL_NEED(tool->links.meter);
	listener = tool_listen(TOOL_PORT);
	tool_send(6, TOOL_PORT);
	meter_bpf__detach(tool);
	tool_send(6, TOOL_PORT);
	printf("%llu packets, %llu bytes\n", (unsigned long long)tool->bss->packets,
		(unsigned long long)tool->bss->bytes);
	close(listener);
	close(group);
	meter_bpf__destroy(tool);
	leave_group(path);
	return 0;
}
