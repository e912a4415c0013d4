// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Drains a user ring buffer whenever it is run, and keeps what each sample held. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

enum { KEPT = 64, SAMPLE_BYTES = 256 };

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} samples SEC(".maps");

/* A drain ends after so many; 0: when the ring is empty. */
unsigned int limit;

unsigned int count;
int wrong_length;
unsigned char kept[KEPT][SAMPLE_BYTES];

/* A sample begins with its length, which must be that of the ring. */
static long on_sample(struct bpf_dynptr *sample, void *context)
{
	unsigned int bytes = 0;
	unsigned char byte;

	if (count >= KEPT || bpf_dynptr_read(&bytes, sizeof(bytes), sample, 0, 0) || bytes > SAMPLE_BYTES)
		return 1;
	if (bpf_dynptr_read(kept[count & (KEPT - 1)], bytes, sample, 0, 0) ||
		!bpf_dynptr_read(&byte, sizeof(byte), sample, bytes, 0))
		wrong_length = 1;
	count++;
	return count == limit;
}

SEC("raw_tp") int drain(void *ctx)
{
	return bpf_user_ringbuf_drain(&samples, on_sample, NULL, 0);
}
