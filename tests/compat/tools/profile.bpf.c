// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Where a process spends its time: samples by the software clock, counted by process. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <linux/bpf_perf_event.h>

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, int);
	__type(value, __u64);
} samples SEC(".maps");

SEC("perf_event") int sample(struct bpf_perf_event_data *ctx)
{
	int process = bpf_get_current_pid_tgid() >> 32;
	__u64 one = 1, *count = bpf_map_lookup_elem(&samples, &process);

	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&samples, &process, &one, BPF_ANY);
	return 0;
}

char license_text[] SEC("license") = "GPL";
