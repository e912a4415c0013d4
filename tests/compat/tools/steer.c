// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <fcntl.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "steer.skel.h"

int main(void)
{
	struct steer_bpf *tool = steer_bpf__open();
	int listener, net, zero = 0, arrived = 0;
	char bytes[TOOL_BYTES];
	__u64 value;

	tool_begin();
	TOOL_NEED(tool);
	tool->rodata->first_port = 9000;
	TOOL_NEED(!steer_bpf__load(tool));
	listener = tool_listen(TOOL_PORT);
	value = (__u64)listener;
	TOOL_NEED(!bpf_map__update_elem(
		tool->maps.target, &zero, sizeof(zero), &value, sizeof(value), BPF_ANY));
	net = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	tool->links.steer = bpf_program__attach_netns(tool->progs.steer, net);
	TOOL_NEED(net >= 0 && tool->links.steer);
	for (uint16_t i = 0; i < 100; i += 10)
		tool_send(1, (uint16_t)(9000 + i));
	tool_send(1, 9100);
	steer_bpf__detach(tool);
	tool_send(1, 9000);
	while (recv(listener, bytes, sizeof(bytes), MSG_DONTWAIT) == TOOL_BYTES)
		arrived++;
	printf("%llu steered, %d arrived\n", (unsigned long long)tool->bss->steered, arrived);
	close(net);
	close(listener);
	steer_bpf__destroy(tool);
	return 0;
}
