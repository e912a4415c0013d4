// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* How long are the names of opened files: a tracepoint of a system call, a histogram in .bss. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct entered {
	__u64 common;
	__u64 number;
	__u64 directory;
	const char *name;
};

const volatile int process = 0;
__u64 lengths[8];

SEC("tp/syscalls/sys_enter_openat") int opened(struct entered *ctx)
{
	char name[128];
	long bytes;

	if (bpf_get_current_pid_tgid() >> 32 != process)
		return 0;
	bytes = bpf_probe_read_user_str(name, sizeof(name), ctx->name);
	if (bytes > 0)
		__sync_fetch_and_add(&lengths[(bytes - 1) / 16 & 7], 1);
	return 0;
}

char license_text[] SEC("license") = "GPL";
