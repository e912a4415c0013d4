// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <fcntl.h>
#include <bpf/libbpf.h>
#include "opens.skel.h"

static void trigger(void)
{
	static const char *const names[] = { "/", "/proc/self/status", "/proc/self/status",
		"/xsk-there-is-no-such-file-of-a-length-above-thirty-two" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		int fd = open(names[i], O_RDONLY | O_CLOEXEC);

		if (fd >= 0)
			close(fd);
	}
}

int main(void)
{
	struct opens_bpf *tool = opens_bpf__open();

	tool_begin();
	TOOL_NEED(tool);
	tool->rodata->process = getpid();
	TOOL_NEED(!opens_bpf__load(tool) && !opens_bpf__attach(tool));
	memset(tool->bss->lengths, 0, sizeof(tool->bss->lengths)); /* what attaching opened */
	trigger();
	opens_bpf__detach(tool);
	for (int i = 0; i < 8; i++)
		printf("%3d..%3d %llu\n", 16 * i, 16 * i + 15, (unsigned long long)tool->bss->lengths[i]);
	opens_bpf__destroy(tool);
	return 0;
}
