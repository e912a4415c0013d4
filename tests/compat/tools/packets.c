// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <net/if.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "packets.skel.h"

int main(void)
{
	struct packets_bpf *tool = packets_bpf__open_and_load();
	int cpus = libbpf_num_possible_cpus(), listener;
	__u32 protocol = IPPROTO_UDP, program = 0;
	__u64 sum = 0, *values;

	tool_begin();
	TOOL_NEED(tool && cpus > 0);
	values = calloc((size_t)cpus, sizeof(*values));
	tool->links.count = bpf_program__attach_xdp(tool->progs.count, (int)if_nametoindex("lo"));
	TOOL_NEED(values && tool->links.count);
	TOOL_NEED(!bpf_xdp_query_id((int)if_nametoindex("lo"), 0, &program));
	listener = tool_listen(TOOL_PORT);
	tool_send(25, TOOL_PORT);
	packets_bpf__detach(tool);
	tool_send(5, TOOL_PORT);
	TOOL_NEED(!bpf_map__lookup_elem(
		tool->maps.packets, &protocol, sizeof(protocol), values, (size_t)cpus * sizeof(*values), 0));
	for (int i = 0; i < cpus; i++)
		sum += values[i];
	printf("attached %d, %llu UDP packets\n", program != 0, (unsigned long long)sum);
	close(listener);
	free(values);
	packets_bpf__destroy(tool);
	return 0;
}
