// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Six programs on fields of 3 or 10 types (CORE_TYPES), or of 10 others (CORE_OTHERS): a tracing tool's
 * shape.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "kernel_types.h"

char LICENSE[] SEC("license") = "GPL";

const volatile int wanted;
unsigned long seen, sum;
int mode = 1;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
} totals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");

#define READ(type, ...)      BPF_CORE_READ((struct type *)from, __VA_ARGS__)
#define READ3(type, a, b, c) (READ(type, a) + READ(type, b) + READ(type, c))

#ifdef CORE_OTHERS
#define FIRST  READ3(signal_struct, nr_threads, nvcsw, nivcsw)
#define SECOND ((long)READ(nsproxy, uts_ns) + (long)READ(nsproxy, ipc_ns) + (long)READ(nsproxy, net_ns))
#define THIRD  READ3(vm_area_struct, vm_start, vm_end, vm_pgoff)
#define FOURTH (READ3(request, cmd_flags, __data_len, tag) + READ3(bio, bi_opf, bi_flags, bi_ioprio))
#define FIFTH \
	((long)READ(css_set, dfl_cgrp) + READ(css_set, nr_tasks) + READ3(cgroup, flags, level, max_depth))
#define SIXTH                                                                                       \
	((long)READ(vfsmount, mnt_root) + READ(vfsmount, mnt_flags) + READ(files_struct, next_fd) + \
		READ(socket, type) + READ(socket, flags))
#else
#define FIRST  (READ(task_struct, pid) + READ(task_struct, tgid) + READ(task_struct, real_parent, pid))
#define SECOND READ3(mm_struct, total_vm, start_code, end_code)
#define THIRD  READ3(file, f_flags, f_mode, f_inode)
#if CORE_TYPES == 3
#undef THIRD
#define THIRD  READ3(sk_buff, len, data_len, len)
#define FOURTH (READ(task_struct, tgid) + READ(sk_buff, data_len))
#define FIFTH  (READ(mm_struct, end_code) + READ(sk_buff, len))
#define SIXTH  (READ(task_struct, pid) + READ(task_struct, tgid))
#else
#define FOURTH (READ(inode, i_ino) + READ(inode, i_size) + READ3(super_block, s_dev, s_flags, s_magic))
#define FIFTH                                                                                     \
	(READ(dentry, d_flags) + (long)READ(dentry, d_parent, d_inode) + READ(cred, securebits) + \
		(long)READ(cred, user))
#define SIXTH                                                                          \
	(READ3(sk_buff, len, data_len, len) + READ3(net_device, ifindex, mtu, flags) + \
		READ3(sock, sk_type, sk_protocol, sk_sndbuf))
#endif
#endif

static __noinline void note(__u64 key, __u64 value)
{
	__u64 *record, *total = bpf_map_lookup_elem(&totals, &key);

	if (total)
		__sync_fetch_and_add(total, value);
	else
		bpf_map_update_elem(&totals, &key, &value, BPF_ANY);
	record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	if (!record)
		return;
	*record = value;
	bpf_ringbuf_submit(record, 0);
}

#define PROGRAM(name, value)                                                                   \
	SEC("raw_tp/sys_enter") int name(struct bpf_raw_tracepoint_args *ctx)                  \
	{                                                                                      \
		const void *from = (const void *)ctx->args[1];                                 \
                                                                                               \
		if (wanted && (bpf_get_current_pid_tgid() >> 32) != (unsigned int)wanted)      \
			return 0;                                                              \
		seen++;                                                                        \
		sum += (unsigned long)(value);                                                 \
		note(bpf_get_current_pid_tgid(), (unsigned long)(value) + (unsigned int)mode); \
		return 0;                                                                      \
	}

PROGRAM(on_first, FIRST)
PROGRAM(on_second, SECOND)
PROGRAM(on_third, THIRD)
PROGRAM(on_fourth, FOURTH)
PROGRAM(on_fifth, FIFTH)
PROGRAM(on_sixth, SIXTH)
