// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <net/if.h>
#include <bpf/libbpf.h>
#include "marks.skel.h"

int main(void)
{
	struct marks_bpf *tool = marks_bpf__open();
	int listener, loopback;

	tool_begin();
	TOOL_NEED(tool);
	loopback = (int)if_nametoindex("lo");
	tool->rodata->port = TOOL_PORT;
	TOOL_NEED(!marks_bpf__load(tool));
	tool->links.mark = bpf_program__attach_tcx(tool->progs.mark, loopback, NULL);
	tool->links.arrive = bpf_program__attach_tcx(tool->progs.arrive, loopback, NULL);
	TOOL_NEED(tool->links.mark && tool->links.arrive);
	listener = tool_listen(TOOL_PORT);
	tool_send(7, TOOL_PORT);
	tool_send(4, TOOL_PORT + 1);
	marks_bpf__detach(tool);
	tool_send(3, TOOL_PORT);
	printf("%llu marked, %llu arrived\n", (unsigned long long)tool->bss->marked,
		(unsigned long long)tool->bss->arrived);
	close(listener);
	marks_bpf__destroy(tool);
	return 0;
}
