// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Fills a ring buffer with records of one size, as many as it takes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

const volatile unsigned int record_bytes = 16;
unsigned char contents[256] = { 1 };
unsigned long written;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 262144);
} records SEC(".maps");

static long write_one(unsigned int i, void *ctx)
{
	*(unsigned long *)contents = i;
	if (bpf_ringbuf_output(&records, contents, record_bytes, BPF_RB_NO_WAKEUP))
		return 1;
	written++;
	return 0;
}

SEC("syscall") int fill(void *ctx)
{
	written = 0;
	bpf_loop(1 << 22, write_one, 0, 0);
	return 0;
}
