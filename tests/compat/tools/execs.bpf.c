// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Who starts programs: a tracepoint, the parent by CO-RE, a perf buffer. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct {
	struct task_struct *real_parent;
	int tgid;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} events SEC(".maps");

const volatile int parent = 0;

struct event {
	char name[16];
};

SEC("tracepoint/sched/sched_process_exec") int started(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct event event = {};

	if (BPF_CORE_READ(task, real_parent, tgid) != parent)
		return 0;
	bpf_get_current_comm(event.name, sizeof(event.name));
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
	return 0;
}

char license_text[] SEC("license") = "GPL";
