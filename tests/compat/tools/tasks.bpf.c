// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The threads of a process, as text: an iterator. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct {
	int tgid;
	int pid;
	char comm[16];
} __attribute__((preserve_access_index));

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
	__u64 seq_num;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));

const volatile int process = 0;

SEC("iter/task") int dump(struct bpf_iter__task *ctx)
{
	static const char format[] = "%s %s\n";
	struct task_struct *task = ctx->task;
	char name[16], which[8] = "thread";
	__u64 values[2] = { (__u64)(long)which, (__u64)(long)name };

	if (!task || task->tgid != process)
		return 0;
	if (task->pid == task->tgid)
		__builtin_memcpy(which, "leader", 7);
	bpf_core_read_str(name, sizeof(name), &task->comm);
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), values, sizeof(values));
	return 0;
}

char license_text[] SEC("license") = "GPL";
