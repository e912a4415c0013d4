// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A function of a program: arguments at entry, results at return, joined by thread in a hash. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, long);
} running SEC(".maps");

__u64 calls, matched, sum, backwards, since;

SEC("uprobe") int BPF_UPROBE(entered, long argument)
{
	__u64 thread = bpf_get_current_pid_tgid();

	since = bpf_ktime_get_ns();
	__sync_fetch_and_add(&calls, 1);
	bpf_map_update_elem(&running, &thread, &argument, BPF_ANY);
	return 0;
}

SEC("uretprobe") int BPF_URETPROBE(returned, long result)
{
	__u64 thread = bpf_get_current_pid_tgid();
	long *argument = bpf_map_lookup_elem(&running, &thread);

	if (!argument)
		return 0;
	matched += *argument * *argument == result;
	sum += result;
	backwards += bpf_ktime_get_ns() < since;
	bpf_map_delete_elem(&running, &thread);
	return 0;
}

char license_text[] SEC("license") = "GPL";
