// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Every macro of bpf_tracing.h, for whatever architecture it is compiled. run_prog and run_prog2 are run. */
#include "header_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define CHECK(condition) failures += !(condition)

int failures;
long sink;

SEC("raw_tp")
int BPF_PROG(run_prog, int a, void *b, unsigned char c, struct task_struct *d)
{
	failures = 0;
	CHECK(ctx && a == -1 && b == (void *)2 && c == 3 && d == (void *)4);
	return failures;
}

SEC("raw_tp")
int BPF_PROG(run_none)
{
	return ctx != NULL;
}

#ifdef __clang__ /* bpf-gcc 12 does not like so many, though inlined */
SEC("raw_tp")
int BPF_PROG(run_twelve, int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l)
{
	sink = a + b + c + d + e + f;
	return sink + g + h + i + j + k + l;
}
#endif

#ifdef __clang__
SEC("raw_tp")
int BPF_PROG2(run_prog2, signed char, a, struct two_words, b, int, c, struct two_shorts, d)
{
	failures = 0;
	CHECK(ctx && a == -1 && b.a == 2 && b.b == 3 && c == 4 && d.x == 5 && d.y == 6);
	return failures;
}
#endif

SEC("raw_tp")
int BPF_PROG2(run_prog2_none)
{
	return ctx != NULL;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_two, int a, const char *b)
{
	sink = a + (long)b;
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_none)
{
	unsigned long ip = 0;

	BPF_KPROBE_READ_RET_IP(ip, ctx);
	sink = ip;
	return 0;
}

SEC("kretprobe")
int BPF_KRETPROBE(kretprobe_result, int result)
{
	unsigned long ip = 0;

#if !defined(__TARGET_ARCH_powerpc) && !defined(__TARGET_ARCH_sparc)
	BPF_KRETPROBE_READ_RET_IP(ip, ctx);
#endif
	sink = result + ip;
	return 0;
}

SEC("kretprobe")
int BPF_KRETPROBE(kretprobe_none)
{
	return 0;
}

SEC("uprobe")
int BPF_UPROBE(uprobe_one, long a)
{
	sink = a;
	return 0;
}

SEC("uretprobe")
int BPF_URETPROBE(uretprobe_result, long result)
{
	sink = result;
	return 0;
}

SEC("ksyscall/openat")
int BPF_KSYSCALL(ksyscall_three, int dfd, const char *path, int flags)
{
	sink = dfd + (long)path + flags;
	return 0;
}

SEC("ksyscall/getpid")
int BPF_KPROBE_SYSCALL(ksyscall_none)
{
	return 0;
}

#if !defined(__TARGET_ARCH_powerpc) && !defined(__TARGET_ARCH_sparc)
#define FRAME(ctx) (PT_REGS_FP(ctx) + PT_REGS_FP_CORE(ctx))
#else
#define FRAME(ctx) 0
#endif

SEC("kprobe")
int registers(struct pt_regs *ctx)
{
	struct pt_regs *regs = (void *)PT_REGS_SYSCALL_REGS(ctx);

	sink = PT_REGS_PARM1(ctx) + PT_REGS_PARM2(ctx) + PT_REGS_PARM3(ctx) + PT_REGS_PARM4(ctx);
	sink += PT_REGS_PARM1_CORE(ctx) + PT_REGS_PARM2_CORE(ctx) + PT_REGS_PARM3_CORE(ctx) + PT_REGS_PARM4_CORE(ctx);
	sink += PT_REGS_RC(ctx) + PT_REGS_SP(ctx) + PT_REGS_IP(ctx) + PT_REGS_RET(ctx) + FRAME(ctx);
	sink += PT_REGS_RC_CORE(ctx) + PT_REGS_SP_CORE(ctx) + PT_REGS_IP_CORE(ctx) + PT_REGS_RET_CORE(ctx);
	sink += PT_REGS_PARM1_SYSCALL(ctx) + PT_REGS_PARM2_SYSCALL(ctx) + PT_REGS_PARM3_SYSCALL(ctx);
	sink += PT_REGS_PARM4_SYSCALL(ctx) + PT_REGS_PARM5_SYSCALL(ctx) + PT_REGS_PARM6_SYSCALL(ctx);
	sink += PT_REGS_PARM1_CORE_SYSCALL(regs) + PT_REGS_PARM2_CORE_SYSCALL(regs) + PT_REGS_PARM3_CORE_SYSCALL(regs);
	sink += PT_REGS_PARM4_CORE_SYSCALL(regs) + PT_REGS_PARM5_CORE_SYSCALL(regs) + PT_REGS_PARM6_CORE_SYSCALL(regs);
#if !defined(__TARGET_ARCH_arm)
	sink += PT_REGS_PARM5(ctx) + PT_REGS_PARM5_CORE(ctx);
#if !defined(__TARGET_ARCH_s390)
	sink += PT_REGS_PARM6(ctx) + PT_REGS_PARM6_CORE(ctx);
#if !defined(__TARGET_ARCH_x86) && !defined(__TARGET_ARCH_sparc)
	sink += PT_REGS_PARM7(ctx) + PT_REGS_PARM8(ctx) + PT_REGS_PARM7_CORE(ctx) + PT_REGS_PARM8_CORE(ctx);
#endif
#endif
#endif
#if defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_powerpc)
	sink += PT_REGS_PARM7_SYSCALL(ctx) + PT_REGS_PARM7_CORE_SYSCALL(regs);
#endif
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
