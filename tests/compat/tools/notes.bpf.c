// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A program's own trace points (USDT): arguments and cookie into a ring buffer. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct note {
	__u64 cookie;
	long first, second;
};

SEC("usdt") int BPF_USDT(noted, long first, long second)
{
	struct note *note = bpf_ringbuf_reserve(&events, sizeof(*note), 0);

	if (!note)
		return 0;
	note->cookie = bpf_usdt_cookie(ctx);
	note->first = first;
	note->second = second;
	bpf_ringbuf_submit(note, 0);
	return 0;
}

char license_text[] SEC("license") = "GPL";
