// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Twelve programs on classic tracepoints, each with a link of its own. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define ON(event)                                         \
	SEC("tp/sched/" #event) int on_##event(void *ctx) \
	{                                                 \
		return 0;                                 \
	}

ON(sched_switch)
ON(sched_waking)
ON(sched_wakeup)
ON(sched_wakeup_new)
ON(sched_migrate_task)
ON(sched_process_fork)
ON(sched_process_exec)
ON(sched_process_exit)
ON(sched_process_free)
ON(sched_process_wait)
ON(sched_wait_task)
ON(sched_pi_setprio)
