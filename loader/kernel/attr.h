/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What bpf(2) takes: one struct a command, as Linux 7.3 has them. The system's linux/bpf.h (Debian 12: 6.1)
 * knows fewer fields; an older kernel takes the longer struct as long as the fields it lacks are zero
 * (kernel/bpf/syscall.c, bpf_check_uarg_tail_zero()). A test compares every field with the kernel's BTF.
 */
#ifndef LOADER_KERNEL_ATTR_H
#define LOADER_KERNEL_ATTR_H

#include <linux/bpf.h>

/* Fields are aligned as the kernel aligns them, on 32-bit machines too; padding is named. */
typedef __aligned_u64 attr_pointer;

struct attr_map_create {
	__u32 map_type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	__u32 map_flags;
	__u32 inner_map_fd;
	__u32 numa_node;
	char map_name[BPF_OBJ_NAME_LEN];
	__u32 map_ifindex;
	__u32 btf_fd;
	__u32 btf_key_type_id;
	__u32 btf_value_type_id;
	__u32 btf_vmlinux_value_type_id;
	__aligned_u64 map_extra;     /* 5.16 */
	__s32 value_type_btf_obj_fd; /* 6.9 */
	__s32 map_token_fd;          /* 6.9 */
	attr_pointer excl_prog_hash; /* 6.18 */
	__u32 excl_prog_hash_size;
	__u32 padding;
};

struct attr_map_elem {
	__u32 map_fd;
	__u32 padding;
	attr_pointer key;
	attr_pointer value; /* or next_key */
	__aligned_u64 flags;
};

struct attr_map_batch {
	attr_pointer in_batch;
	attr_pointer out_batch;
	attr_pointer keys;
	attr_pointer values;
	__u32 count;
	__u32 map_fd;
	__aligned_u64 elem_flags;
	__aligned_u64 flags;
};

struct attr_prog_load {
	__u32 prog_type;
	__u32 insn_cnt;
	attr_pointer insns;
	attr_pointer license;
	__u32 log_level;
	__u32 log_size;
	attr_pointer log_buf;
	__u32 kern_version;
	__u32 prog_flags;
	char prog_name[BPF_OBJ_NAME_LEN];
	__u32 prog_ifindex;
	__u32 expected_attach_type;
	__u32 prog_btf_fd;
	__u32 func_info_rec_size;
	attr_pointer func_info;
	__u32 func_info_cnt;
	__u32 line_info_rec_size;
	attr_pointer line_info;
	__u32 line_info_cnt;
	__u32 attach_btf_id;
	__u32 attach_prog_fd; /* or attach_btf_obj_fd */
	__u32 core_relo_cnt;
	attr_pointer fd_array;
	attr_pointer core_relos;
	__u32 core_relo_rec_size;
	__u32 log_true_size;    /* out, 6.4 */
	__s32 prog_token_fd;    /* 6.9 */
	__u32 fd_array_cnt;     /* 6.14 */
	attr_pointer signature; /* 6.18 */
	__u32 signature_size;
	__s32 keyring_id;
};

struct attr_obj {
	attr_pointer pathname;
	__u32 bpf_fd;
	__u32 file_flags;
	__s32 path_fd; /* 6.5 */
	__u32 padding;
};

struct attr_prog_attach {
	__u32 target_fd; /* or target_ifindex */
	__u32 attach_bpf_fd;
	__u32 attach_type;
	__u32 attach_flags;
	__u32 replace_bpf_fd;
	__u32 relative_fd; /* or relative_id, 6.6 */
	__aligned_u64 expected_revision;
};

struct attr_test_run {
	__u32 prog_fd;
	__u32 retval;
	__u32 data_size_in;
	__u32 data_size_out;
	attr_pointer data_in;
	attr_pointer data_out;
	__u32 repeat;
	__u32 duration;
	__u32 ctx_size_in;
	__u32 ctx_size_out;
	attr_pointer ctx_in;
	attr_pointer ctx_out;
	__u32 flags;
	__u32 cpu;
	__u32 batch_size; /* 5.18 */
	__u32 padding;
};

struct attr_id {
	__u32 id; /* start_id, prog_id, map_id, btf_id or link_id */
	__u32 next_id;
	__u32 open_flags;
	__s32 fd_by_id_token_fd; /* 6.17 */
};

struct attr_info {
	__u32 bpf_fd;
	__u32 info_len;
	attr_pointer info;
};

struct attr_prog_query {
	__u32 target_fd; /* or target_ifindex */
	__u32 attach_type;
	__u32 query_flags;
	__u32 attach_flags;
	attr_pointer prog_ids;
	__u32 count;
	__u32 padding;
	attr_pointer prog_attach_flags; /* 6.1 */
	attr_pointer link_ids;          /* 6.6 */
	attr_pointer link_attach_flags;
	__aligned_u64 revision;
};

struct attr_raw_tracepoint {
	attr_pointer name;
	__u32 prog_fd;
	__u32 padding;
	__aligned_u64 cookie; /* 6.10 */
};

struct attr_btf_load {
	attr_pointer btf;
	attr_pointer btf_log_buf;
	__u32 btf_size;
	__u32 btf_log_size;
	__u32 btf_log_level;
	__u32 btf_log_true_size; /* out, 6.4 */
	__u32 btf_flags;         /* 6.9 */
	__s32 btf_token_fd;
};

struct attr_task_fd_query {
	__u32 pid;
	__u32 fd;
	__u32 flags;
	__u32 buf_len;
	attr_pointer buf;
	__u32 prog_id;
	__u32 fd_type;
	__aligned_u64 probe_offset;
	__aligned_u64 probe_addr;
};

/* Links of tcx, netkit and cgroups say next to which other they go. */
struct attr_link_position {
	__u32 relative_fd; /* or relative_id */
	__u32 padding;
	__aligned_u64 expected_revision;
};

struct attr_link_create {
	__u32 prog_fd;   /* or map_fd (struct_ops) */
	__u32 target_fd; /* or target_ifindex */
	__u32 attach_type;
	__u32 flags;
	union {
		__u32 target_btf_id;
		struct {
			attr_pointer iter_info;
			__u32 iter_info_len;
			__u32 padding;
		} iter;
		struct {
			__aligned_u64 bpf_cookie;
		} perf_event; /* 5.15 */
		struct {
			__u32 flags;
			__u32 cnt;
			attr_pointer syms;
			attr_pointer addrs;
			attr_pointer cookies;
		} kprobe_multi; /* 5.18 */
		struct {
			__u32 target_btf_id;
			__u32 padding;
			__aligned_u64 cookie;
		} tracing; /* 5.19 */
		struct {
			__u32 pf;
			__u32 hooknum;
			__s32 priority;
			__u32 flags;
		} netfilter;                      /* 6.4 */
		struct attr_link_position tcx;    /* 6.6 */
		struct attr_link_position netkit; /* 6.7 */
		struct attr_link_position cgroup; /* 6.17 */
		struct {
			attr_pointer path;
			attr_pointer offsets;
			attr_pointer ref_ctr_offsets;
			attr_pointer cookies;
			__u32 cnt;
			__u32 flags;
			__u32 pid;
			__u32 path_fd; /* 7.2 */
		} uprobe_multi;        /* 6.6 */
		struct {
			attr_pointer ids;
			attr_pointer cookies;
			__u32 cnt;
			__u32 padding;
		} tracing_multi; /* 7.2 */
	};
};

struct attr_link_update {
	__u32 link_fd;
	__u32 new_prog_fd; /* or new_map_fd */
	__u32 flags;
	__u32 old_prog_fd; /* or old_map_fd */
};

struct attr_link_detach {
	__u32 link_fd;
};

struct attr_enable_stats {
	__u32 type;
};

struct attr_iter_create {
	__u32 link_fd;
	__u32 flags;
};

struct attr_prog_bind_map {
	__u32 prog_fd;
	__u32 map_fd;
	__u32 flags;
};

struct attr_token_create {
	__u32 flags;
	__u32 bpffs_fd;
};

struct attr_prog_stream_read {
	attr_pointer stream_buf;
	__u32 stream_buf_len;
	__u32 stream_id;
	__u32 prog_fd;
	__u32 padding;
};

struct attr_prog_assoc_struct_ops {
	__u32 map_fd;
	__u32 prog_fd;
	__u32 flags;
};

/* Fourth argument of the system call, 7.0: a log for commands that have none of their own. */
struct attr_common {
	attr_pointer log_buf;
	__u32 log_size;
	__u32 log_level;
	__u32 log_true_size; /* out */
	__u32 padding;
};

static inline attr_pointer attr_address(const void *pointer)
{
	return (attr_pointer)(unsigned long)pointer;
}

#endif
