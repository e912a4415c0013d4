/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Two sets of ten types of the kernel, with the fields that the benchmark's programs read: the second
 * holds no name of the first. Layouts are ours; CO-RE finds the kernel's.
 */
#ifndef BENCH_LOADER_KERNEL_TYPES_H
#define BENCH_LOADER_KERNEL_TYPES_H

#define CORE __attribute__((preserve_access_index))

/* The first set. */
struct mm_struct {
	unsigned long total_vm, start_code, end_code;
} CORE;
struct super_block {
	unsigned int s_dev;
	unsigned long s_flags, s_magic;
} CORE;
struct inode {
	unsigned long i_ino;
	long long i_size;
	struct super_block *i_sb;
} CORE;
struct dentry {
	struct inode *d_inode;
	struct dentry *d_parent;
	unsigned int d_flags;
} CORE;
struct file {
	struct inode *f_inode;
	unsigned int f_flags, f_mode;
} CORE;
struct cred {
	unsigned int securebits;
	void *user;
} CORE;
struct net_device {
	int ifindex;
	unsigned int mtu, flags;
} CORE;
struct sock {
	unsigned short sk_type, sk_protocol;
	int sk_sndbuf;
} CORE;
struct sk_buff {
	unsigned int len, data_len;
	struct net_device *dev;
	struct sock *sk;
} CORE;
struct task_struct {
	int pid, tgid;
	struct task_struct *real_parent;
	struct mm_struct *mm;
	const struct cred *cred;
} CORE;

/* The second. */
struct signal_struct {
	int nr_threads;
	unsigned long nvcsw, nivcsw;
} CORE;
struct nsproxy {
	void *uts_ns, *ipc_ns, *net_ns;
} CORE;
struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
	int mnt_flags;
} CORE;
struct files_struct {
	int next_fd;
	void *fdt;
	unsigned char resize_in_progress;
} CORE;
struct socket {
	short type;
	unsigned long flags;
	struct sock *sk;
} CORE;
struct request {
	unsigned int cmd_flags, __data_len;
	int tag;
} CORE;
struct bio {
	unsigned int bi_opf;
	unsigned short bi_flags, bi_ioprio;
} CORE;
struct css_set {
	int nr_tasks;
	void *dfl_cgrp;
	unsigned char dead;
} CORE;
struct cgroup {
	unsigned long flags;
	int level, max_depth;
} CORE;
struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_pgoff;
} CORE;

#endif
