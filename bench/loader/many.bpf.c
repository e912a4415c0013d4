// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* As many small programs as PROGRAMS says: E6(a) is 64 of them, "E6(a) E3(b) E0(c)" 73. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "kernel_types.h"

char LICENSE[] SEC("license") = "GPL";

unsigned long count;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} totals SEC(".maps");

#define E0(x)                                                                   \
	SEC("raw_tp/sys_enter") int on_##x(struct bpf_raw_tracepoint_args *ctx) \
	{                                                                       \
		struct task_struct *task = (void *)bpf_get_current_task();      \
		__u32 key = (__u32)BPF_CORE_READ(task, pid);                    \
		__u64 *total = bpf_map_lookup_elem(&totals, &key), one = 1;     \
                                                                                \
		count++;                                                        \
		if (total)                                                      \
			*total += BPF_CORE_READ(task, mm, total_vm);            \
		else                                                            \
			bpf_map_update_elem(&totals, &key, &one, BPF_ANY);      \
		return 0;                                                       \
	}
#define E1(x)  E0(x##0) E0(x##1)
#define E2(x)  E1(x##0) E1(x##1)
#define E3(x)  E2(x##0) E2(x##1)
#define E4(x)  E3(x##0) E3(x##1)
#define E5(x)  E4(x##0) E4(x##1)
#define E6(x)  E5(x##0) E5(x##1)
#define E7(x)  E6(x##0) E6(x##1)
#define E8(x)  E7(x##0) E7(x##1)
#define E9(x)  E8(x##0) E8(x##1)
#define E10(x) E9(x##0) E9(x##1)
#define E11(x) E10(x##0) E10(x##1)

PROGRAMS
