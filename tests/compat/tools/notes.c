// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <sys/sdt.h>
#include <bpf/libbpf.h>
#include "notes.skel.h"

struct note {
	__u64 cookie;
	long first, second;
};

static int on_event(void *context, void *data, size_t bytes)
{
	const struct note *note = data;

	(void)context;
	printf("%zu bytes, cookie %llx: %ld %ld\n", bytes, (unsigned long long)note->cookie, note->first,
		note->second);
	return 0;
}

int main(void)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = 0xc00c1e);
	struct notes_bpf *tool = notes_bpf__open_and_load();
	struct ring_buffer *ring;

	tool_begin();
	TOOL_NEED(tool);
	tool->links.noted = bpf_program__attach_usdt(
		tool->progs.noted, getpid(), "/proc/self/exe", "xsk_tool", "note", &opts);
	TOOL_NEED(tool->links.noted);
	ring = ring_buffer__new(bpf_map__fd(tool->maps.events), on_event, NULL, NULL);
	TOOL_NEED(ring);
	for (volatile long i = 1; i <= 5; i++)
		DTRACE_PROBE2(xsk_tool, note, i, -i * 1000);
	tool_stop();
	do
		ring_buffer__poll(ring, 50);
	while (tool_runs());
	ring_buffer__consume(ring);
	ring_buffer__free(ring);
	notes_bpf__destroy(tool);
	return 0;
}
