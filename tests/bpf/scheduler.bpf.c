// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The smallest scheduler: tasks stay on their processor, and wait in the global queue. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct task_struct;

struct sched_ext_ops {
	char name[128];
	unsigned int timeout_ms;
	int (*select_cpu)(struct task_struct *task, int previous, unsigned long long flags);
};

int selections;

SEC("struct_ops") int BPF_PROG(keep_cpu, struct task_struct *task, int previous, unsigned long long flags)
{
	__sync_fetch_and_add(&selections, 1);
	return previous;
}

SEC(".struct_ops.link")
struct sched_ext_ops scheduler = {
	.name = "xsk_test",
	.timeout_ms = 5000,
	.select_cpu = (void *)keep_cpu,
};
