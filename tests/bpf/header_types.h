/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What these programs need of a vmlinux.h, in a few lines. */
#ifndef TESTS_BPF_HEADER_TYPES_H
#define TESTS_BPF_HEADER_TYPES_H

#define __VMLINUX_H__

#include <linux/bpf.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
#endif

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	char comm[16];
	unsigned int in_execve : 1;
	unsigned int in_iowait : 1;
};

struct task_struct___other_kernel {
	int no_such_field;
};

struct list_head {
	struct list_head *next, *prev;
};

struct list_head___wrong {
	int next;
};

struct new_utsname {
	char sysname[65];
	char nodename[65];
};

/* Bit-fields of one, two and eight bytes. */
struct iphdr {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	__u8 ihl : 4, version : 4;
#else
	__u8 version : 4, ihl : 4;
#endif
	__u8 tos;
};

struct tcphdr {
	__be16 source, dest;
	__be32 seq, ack_seq;
	__u16 res1 : 4, doff : 4, fin : 1, syn : 1;
};

struct perf_event_attr {
	__u32 type, size;
	__u64 config, sample_period, sample_type, read_format;
	__u64 disabled : 1, inherit : 1, pinned_to_watermark : 13, precise_ip : 2;
};

struct no_such_struct {
	int field;
};

struct bpf_iter_num {
	unsigned long long opaque[1];
} __attribute__((aligned(8)));

struct pt_regs {
#if defined(__TARGET_ARCH_x86)
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
#elif defined(__TARGET_ARCH_arm)
	unsigned long uregs[18];
#elif defined(__TARGET_ARCH_mips)
	unsigned long regs[32], cp0_epc;
#elif defined(__TARGET_ARCH_powerpc)
	unsigned long gpr[32], nip, msr, orig_gpr3, ctr, link;
#elif defined(__TARGET_ARCH_sparc)
	unsigned long u_regs[16];
	unsigned int psr, pc;
#define UREG_I0 8
#define UREG_I1 9
#define UREG_I2 10
#define UREG_I3 11
#define UREG_I4 12
#define UREG_I5 13
#define UREG_FP 14
#define UREG_I7 15
#else
	unsigned long words[32];
#endif
};

#if defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	unsigned long long regs[31], sp, pc, pstate;
};
#elif defined(__TARGET_ARCH_loongarch)
struct user_pt_regs {
	unsigned long regs[32], orig_a0, csr_era;
};
#elif defined(__TARGET_ARCH_s390)
typedef struct {
	unsigned long args[1];
	struct {
		unsigned long mask, addr;
	} psw;
	unsigned long gprs[16];
} user_pt_regs;
#elif defined(__TARGET_ARCH_riscv)
struct user_regs_struct {
	unsigned long pc, ra, sp, gp, tp, t0, t1, t2, s0, s1, a0, a1, a2, a3, a4, a5, a6, a7;
};
#elif defined(__TARGET_ARCH_arc)
struct user_regs_struct {
	struct {
		unsigned long bta, lp_start, lp_end, lp_count, status32, ret, blink, fp, gp, r12, r11, r10, r9, r8, r7,
			r6, r5, r4, r3, r2, r1, r0, sp;
	} scratch;
};
#endif

#ifdef __clang__
#pragma clang attribute pop
#endif

struct two_words {
	long a, b;
};

struct two_shorts {
	short x, y;
};

enum here_only {
	NOT_IN_THE_KERNEL = 1,
};

enum bpf_map_type___kernel {
	BPF_MAP_TYPE_ARRAY___kernel = 99,
};

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
};

extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, __u32 len__sz)
	__attribute__((weak, section(".ksyms")));

#endif
