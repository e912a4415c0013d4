// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Two instructions and a link. */
#include "bench/sink.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "bench/assemble.h"
#include "bench/fail.h"

int sink_open(struct sink *sink, const char *ifname, struct xsk_error *err)
{
	struct assembly assembly = { .count = 0 };
	int ifindex = (int)if_nametoindex(ifname);

	*sink = (struct sink)SINK_NONE;
	if (!ifindex)
		return fail(err, -ENODEV, "sink: no interface %s", ifname);
	assemble_set(&assembly, 0, XDP_DROP);
	assemble_exit(&assembly);
	sink->program_fd = bpf_prog_load(
		BPF_PROG_TYPE_XDP, "xsk_sink", "Dual BSD/GPL", assembly.insns, assembly.count, NULL);
	if (sink->program_fd < 0)
		return fail(err, sink->program_fd, "load the sink's program: %s%s",
			strerror(-sink->program_fd),
			sink->program_fd == -EPERM ? " (needs CAP_BPF and CAP_NET_ADMIN: run as root)" : "");
	sink->link_fd = bpf_link_create(sink->program_fd, ifindex, BPF_XDP, NULL);
	if (sink->link_fd < 0) {
		int error = sink->link_fd;

		sink_close(sink);
		return fail(err, error, "attach the sink to %s: %s", ifname, strerror(-error));
	}
	return 0;
}

void sink_close(struct sink *sink)
{
	if (sink->link_fd >= 0)
		close(sink->link_fd);
	if (sink->program_fd >= 0)
		close(sink->program_fd);
	*sink = (struct sink)SINK_NONE;
}
