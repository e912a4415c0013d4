/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * For tracing programs: arguments and results of the traced function as ordinary parameters, and the
 *registers behind them on ten architectures.
 *
 *	SEC("fentry/do_unlinkat")
 *	int BPF_PROG(on_unlink, int dfd, struct filename *name)
 *
 *	SEC("kprobe/do_unlinkat")
 *	int BPF_KPROBE(on_unlink, int dfd, struct filename *name)
 *
 *	SEC("ksyscall/unlinkat")
 *	int BPF_KSYSCALL(on_unlinkat, int dfd, const char *path, int flags)
 *
 * Programs that look at registers are compiled with -D__TARGET_ARCH_x86 (arm, arm64, arc, loongarch, mips,
 *powerpc, riscv, s390, sparc). Without it, the architecture of the build machine is taken.
 */
#ifndef __BPF_TRACING_H__
#define __BPF_TRACING_H__

#include "bpf_helpers.h"

/* ---- which architecture ---- */

#if defined(__TARGET_ARCH_x86)
#define bpf_target_x86
#elif defined(__TARGET_ARCH_arm)
#define bpf_target_arm
#elif defined(__TARGET_ARCH_arm64)
#define bpf_target_arm64
#elif defined(__TARGET_ARCH_arc)
#define bpf_target_arc
#elif defined(__TARGET_ARCH_loongarch)
#define bpf_target_loongarch
#elif defined(__TARGET_ARCH_mips)
#define bpf_target_mips
#elif defined(__TARGET_ARCH_powerpc)
#define bpf_target_powerpc
#elif defined(__TARGET_ARCH_riscv)
#define bpf_target_riscv
#elif defined(__TARGET_ARCH_s390)
#define bpf_target_s390
#elif defined(__TARGET_ARCH_sparc)
#define bpf_target_sparc
#elif defined(__x86_64__) || defined(__i386__)
#define bpf_target_x86
#elif defined(__aarch64__)
#define bpf_target_arm64
#elif defined(__arm__)
#define bpf_target_arm
#elif defined(__arc__)
#define bpf_target_arc
#elif defined(__loongarch__)
#define bpf_target_loongarch
#elif defined(__mips__)
#define bpf_target_mips
#elif defined(__powerpc__)
#define bpf_target_powerpc
#elif defined(__riscv)
#define bpf_target_riscv
#elif defined(__s390__)
#define bpf_target_s390
#elif defined(__sparc__)
#define bpf_target_sparc
#else
#define ___bpf_target_unknown
#endif

/* What register macros become without an architecture: an error where one is used, none otherwise. */
#ifndef __BPF_TARGET_MISSING
#define __BPF_TARGET_MISSING "GCC error \"Must specify a BPF target arch via __TARGET_ARCH_xxx\""
#endif

/*
 * ---- registers ----
 *
 * Members of the architecture's struct pt_regs (seen through the type that __PT_REGS_CAST() names): arguments
 * of functions and of system calls by number, return address, frame and stack pointer, result, program
 * counter. What an architecture does not pass in a register is __unsupported__, a member that no struct has.
 */

#if defined(bpf_target_x86)

/* As vmlinux.h and the kernel name them; linux/ptrace.h for user space has other names. */
#if defined(__KERNEL__) || defined(__VMLINUX_H__)
#define __PT_PARM1_REG         di
#define __PT_PARM2_REG         si
#define __PT_PARM3_REG         dx
#define __PT_PARM4_REG         cx
#define __PT_PARM5_REG         r8
#define __PT_PARM6_REG         r9
#define __PT_PARM7_REG         __unsupported__
#define __PT_PARM8_REG         __unsupported__
#define __PT_PARM1_SYSCALL_REG __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG r10
#define __PT_PARM5_SYSCALL_REG __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG __unsupported__
#define __PT_RET_REG           sp
#define __PT_FP_REG            bp
#define __PT_RC_REG            ax
#define __PT_SP_REG            sp
#define __PT_IP_REG            ip
#elif defined(__i386__)
#define __PT_PARM1_REG         eax
#define __PT_PARM2_REG         edx
#define __PT_PARM3_REG         ecx
#define __PT_PARM4_REG         __unsupported__
#define __PT_PARM5_REG         __unsupported__
#define __PT_PARM6_REG         __unsupported__
#define __PT_PARM7_REG         __unsupported__
#define __PT_PARM8_REG         __unsupported__
#define __PT_PARM1_SYSCALL_REG ebx
#define __PT_PARM2_SYSCALL_REG ecx
#define __PT_PARM3_SYSCALL_REG edx
#define __PT_PARM4_SYSCALL_REG esi
#define __PT_PARM5_SYSCALL_REG edi
#define __PT_PARM6_SYSCALL_REG ebp
#define __PT_PARM7_SYSCALL_REG __unsupported__
#define __PT_RET_REG           esp
#define __PT_FP_REG            ebp
#define __PT_RC_REG            eax
#define __PT_SP_REG            esp
#define __PT_IP_REG            eip
#else
#define __PT_PARM1_REG         rdi
#define __PT_PARM2_REG         rsi
#define __PT_PARM3_REG         rdx
#define __PT_PARM4_REG         rcx
#define __PT_PARM5_REG         r8
#define __PT_PARM6_REG         r9
#define __PT_PARM7_REG         __unsupported__
#define __PT_PARM8_REG         __unsupported__
#define __PT_PARM1_SYSCALL_REG __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG r10
#define __PT_PARM5_SYSCALL_REG __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG __unsupported__
#define __PT_RET_REG           rsp
#define __PT_FP_REG            rbp
#define __PT_RC_REG            rax
#define __PT_SP_REG            rsp
#define __PT_IP_REG            rip
#endif

#elif defined(bpf_target_arm)

#define __PT_PARM1_REG         uregs[0]
#define __PT_PARM2_REG         uregs[1]
#define __PT_PARM3_REG         uregs[2]
#define __PT_PARM4_REG         uregs[3]
#define __PT_PARM5_REG         __unsupported__
#define __PT_PARM6_REG         __unsupported__
#define __PT_PARM7_REG         __unsupported__
#define __PT_PARM8_REG         __unsupported__
#define __PT_PARM1_SYSCALL_REG __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG uregs[4]
#define __PT_PARM6_SYSCALL_REG uregs[5]
#define __PT_PARM7_SYSCALL_REG uregs[6]
#define __PT_RET_REG           uregs[14]
#define __PT_FP_REG            uregs[11]
#define __PT_RC_REG            uregs[0]
#define __PT_SP_REG            uregs[13]
#define __PT_IP_REG            uregs[15]

#elif defined(bpf_target_arm64)

/* The first argument of a system call is overwritten by its result; the kernel keeps a copy. */
struct pt_regs___arm64 {
	unsigned long orig_x0;
} __attribute__((preserve_access_index));

#define ___bpf_syscall_parm1_type struct pt_regs___arm64
#define __PT_REGS_CAST(x)         ((const struct user_pt_regs *)(x))
#define __PT_PARM1_REG            regs[0]
#define __PT_PARM2_REG            regs[1]
#define __PT_PARM3_REG            regs[2]
#define __PT_PARM4_REG            regs[3]
#define __PT_PARM5_REG            regs[4]
#define __PT_PARM6_REG            regs[5]
#define __PT_PARM7_REG            regs[6]
#define __PT_PARM8_REG            regs[7]
#define __PT_PARM1_SYSCALL_REG    orig_x0
#define __PT_PARM2_SYSCALL_REG    __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG    __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG    __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG    __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG    __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG    __unsupported__
#define __PT_RET_REG              regs[30]
#define __PT_FP_REG               regs[29]
#define __PT_RC_REG               regs[0]
#define __PT_SP_REG               sp
#define __PT_IP_REG               pc

#elif defined(bpf_target_arc)

#define PT_REGS_SYSCALL_REGS(ctx) (ctx)
#define __PT_REGS_CAST(x)         ((const struct user_regs_struct *)(x))
#define __PT_PARM1_REG            scratch.r0
#define __PT_PARM2_REG            scratch.r1
#define __PT_PARM3_REG            scratch.r2
#define __PT_PARM4_REG            scratch.r3
#define __PT_PARM5_REG            scratch.r4
#define __PT_PARM6_REG            scratch.r5
#define __PT_PARM7_REG            scratch.r6
#define __PT_PARM8_REG            scratch.r7
#define __PT_PARM1_SYSCALL_REG    __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG    __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG    __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG    __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG    __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG    __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG    __unsupported__
#define __PT_RET_REG              scratch.blink
#define __PT_FP_REG               scratch.fp
#define __PT_RC_REG               scratch.r0
#define __PT_SP_REG               scratch.sp
#define __PT_IP_REG               scratch.ret

#elif defined(bpf_target_loongarch)

#define PT_REGS_SYSCALL_REGS(ctx) (ctx)
#define __PT_REGS_CAST(x)         ((const struct user_pt_regs *)(x))
#define __PT_PARM1_REG            regs[4]
#define __PT_PARM2_REG            regs[5]
#define __PT_PARM3_REG            regs[6]
#define __PT_PARM4_REG            regs[7]
#define __PT_PARM5_REG            regs[8]
#define __PT_PARM6_REG            regs[9]
#define __PT_PARM7_REG            regs[10]
#define __PT_PARM8_REG            regs[11]
#define __PT_PARM1_SYSCALL_REG    __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG    __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG    __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG    __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG    __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG    __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG    __unsupported__
#define __PT_RET_REG              regs[1]
#define __PT_FP_REG               regs[22]
#define __PT_RC_REG               regs[4]
#define __PT_SP_REG               regs[3]
#define __PT_IP_REG               csr_era

#elif defined(bpf_target_mips)

#define __PT_PARM1_REG         regs[4]
#define __PT_PARM2_REG         regs[5]
#define __PT_PARM3_REG         regs[6]
#define __PT_PARM4_REG         regs[7]
#define __PT_PARM5_REG         regs[8]
#define __PT_PARM6_REG         regs[9]
#define __PT_PARM7_REG         regs[10]
#define __PT_PARM8_REG         regs[11]
#define __PT_PARM1_SYSCALL_REG __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG __unsupported__
#define __PT_RET_REG           regs[31]
#define __PT_FP_REG            regs[30]
#define __PT_RC_REG            regs[2]
#define __PT_SP_REG            regs[29]
#define __PT_IP_REG            cp0_epc

#elif defined(bpf_target_powerpc)

#define PT_REGS_SYSCALL_REGS(ctx) (ctx)
#define __PT_PARM1_REG            gpr[3]
#define __PT_PARM2_REG            gpr[4]
#define __PT_PARM3_REG            gpr[5]
#define __PT_PARM4_REG            gpr[6]
#define __PT_PARM5_REG            gpr[7]
#define __PT_PARM6_REG            gpr[8]
#define __PT_PARM7_REG            gpr[9]
#define __PT_PARM8_REG            gpr[10]
#define __PT_PARM1_SYSCALL_REG    orig_gpr3
#define __PT_PARM2_SYSCALL_REG    __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG    __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG    __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG    __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG    __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG    __PT_PARM7_REG
#define __PT_RET_REG              link
#define __PT_FP_REG               __unsupported__
#define __PT_RC_REG               gpr[3]
#define __PT_SP_REG               gpr[1]
#define __PT_IP_REG               nip

#elif defined(bpf_target_riscv)

struct pt_regs___riscv {
	unsigned long orig_a0;
} __attribute__((preserve_access_index));

#define ___bpf_syscall_parm1_type struct pt_regs___riscv
#define __PT_REGS_CAST(x)         ((const struct user_regs_struct *)(x))
#define __PT_PARM1_REG            a0
#define __PT_PARM2_REG            a1
#define __PT_PARM3_REG            a2
#define __PT_PARM4_REG            a3
#define __PT_PARM5_REG            a4
#define __PT_PARM6_REG            a5
#define __PT_PARM7_REG            a6
#define __PT_PARM8_REG            a7
#define __PT_PARM1_SYSCALL_REG    orig_a0
#define __PT_PARM2_SYSCALL_REG    __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG    __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG    __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG    __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG    __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG    __unsupported__
#define __PT_RET_REG              ra
#define __PT_FP_REG               s0
#define __PT_RC_REG               a0
#define __PT_SP_REG               sp
#define __PT_IP_REG               pc

#elif defined(bpf_target_s390)

struct pt_regs___s390 {
	unsigned long orig_gpr2;
} __attribute__((preserve_access_index));

#define ___bpf_syscall_parm1_type struct pt_regs___s390
#define __PT_REGS_CAST(x)         ((const user_pt_regs *)(x))
#define __PT_PARM1_REG            gprs[2]
#define __PT_PARM2_REG            gprs[3]
#define __PT_PARM3_REG            gprs[4]
#define __PT_PARM4_REG            gprs[5]
#define __PT_PARM5_REG            gprs[6]
#define __PT_PARM6_REG            __unsupported__
#define __PT_PARM7_REG            __unsupported__
#define __PT_PARM8_REG            __unsupported__
#define __PT_PARM1_SYSCALL_REG    orig_gpr2
#define __PT_PARM2_SYSCALL_REG    __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG    __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG    __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG    __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG    gprs[7]
#define __PT_PARM7_SYSCALL_REG    __unsupported__
#define __PT_RET_REG              gprs[14]
#define __PT_FP_REG               gprs[11]
#define __PT_RC_REG               gprs[2]
#define __PT_SP_REG               gprs[15]
#define __PT_IP_REG               psw.addr

#elif defined(bpf_target_sparc)

#define __PT_PARM1_REG         u_regs[UREG_I0]
#define __PT_PARM2_REG         u_regs[UREG_I1]
#define __PT_PARM3_REG         u_regs[UREG_I2]
#define __PT_PARM4_REG         u_regs[UREG_I3]
#define __PT_PARM5_REG         u_regs[UREG_I4]
#define __PT_PARM6_REG         u_regs[UREG_I5]
#define __PT_PARM7_REG         __unsupported__
#define __PT_PARM8_REG         __unsupported__
#define __PT_PARM1_SYSCALL_REG __PT_PARM1_REG
#define __PT_PARM2_SYSCALL_REG __PT_PARM2_REG
#define __PT_PARM3_SYSCALL_REG __PT_PARM3_REG
#define __PT_PARM4_SYSCALL_REG __PT_PARM4_REG
#define __PT_PARM5_SYSCALL_REG __PT_PARM5_REG
#define __PT_PARM6_SYSCALL_REG __PT_PARM6_REG
#define __PT_PARM7_SYSCALL_REG __unsupported__
#define __PT_RET_REG           u_regs[UREG_I7]
#define __PT_FP_REG            __unsupported__
#define __PT_RC_REG            u_regs[UREG_I0]
#define __PT_SP_REG            u_regs[UREG_FP]
#define __PT_IP_REG            ___bpf_sparc_pc
#if defined(__sparc__) && defined(__arch64__)
#define ___bpf_sparc_pc tpc
#else
#define ___bpf_sparc_pc pc
#endif

#endif

#ifndef ___bpf_target_unknown

#ifndef __PT_REGS_CAST
#define __PT_REGS_CAST(x) (x)
#endif

/* PT_REGS_X(ctx) reads a member of the context, PT_REGS_X_CORE(ctx) of any struct pt_regs, by CO-RE. */
#define ___bpf_reg(x, reg)      (__PT_REGS_CAST(x)->reg)
#define ___bpf_reg_core(x, reg) BPF_CORE_READ(__PT_REGS_CAST(x), reg)

#define PT_REGS_PARM1(x) ___bpf_reg(x, __PT_PARM1_REG)
#define PT_REGS_PARM2(x) ___bpf_reg(x, __PT_PARM2_REG)
#define PT_REGS_PARM3(x) ___bpf_reg(x, __PT_PARM3_REG)
#define PT_REGS_PARM4(x) ___bpf_reg(x, __PT_PARM4_REG)
#define PT_REGS_PARM5(x) ___bpf_reg(x, __PT_PARM5_REG)
#define PT_REGS_PARM6(x) ___bpf_reg(x, __PT_PARM6_REG)
#define PT_REGS_PARM7(x) ___bpf_reg(x, __PT_PARM7_REG)
#define PT_REGS_PARM8(x) ___bpf_reg(x, __PT_PARM8_REG)
#define PT_REGS_RET(x)   ___bpf_reg(x, __PT_RET_REG)
#define PT_REGS_FP(x)    ___bpf_reg(x, __PT_FP_REG)
#define PT_REGS_RC(x)    ___bpf_reg(x, __PT_RC_REG)
#define PT_REGS_SP(x)    ___bpf_reg(x, __PT_SP_REG)
#define PT_REGS_IP(x)    ___bpf_reg(x, __PT_IP_REG)

#define PT_REGS_PARM1_CORE(x) ___bpf_reg_core(x, __PT_PARM1_REG)
#define PT_REGS_PARM2_CORE(x) ___bpf_reg_core(x, __PT_PARM2_REG)
#define PT_REGS_PARM3_CORE(x) ___bpf_reg_core(x, __PT_PARM3_REG)
#define PT_REGS_PARM4_CORE(x) ___bpf_reg_core(x, __PT_PARM4_REG)
#define PT_REGS_PARM5_CORE(x) ___bpf_reg_core(x, __PT_PARM5_REG)
#define PT_REGS_PARM6_CORE(x) ___bpf_reg_core(x, __PT_PARM6_REG)
#define PT_REGS_PARM7_CORE(x) ___bpf_reg_core(x, __PT_PARM7_REG)
#define PT_REGS_PARM8_CORE(x) ___bpf_reg_core(x, __PT_PARM8_REG)
#define PT_REGS_RET_CORE(x)   ___bpf_reg_core(x, __PT_RET_REG)
#define PT_REGS_FP_CORE(x)    ___bpf_reg_core(x, __PT_FP_REG)
#define PT_REGS_RC_CORE(x)    ___bpf_reg_core(x, __PT_RC_REG)
#define PT_REGS_SP_CORE(x)    ___bpf_reg_core(x, __PT_SP_REG)
#define PT_REGS_IP_CORE(x)    ___bpf_reg_core(x, __PT_IP_REG)

/* Arguments of a system call, of the registers that PT_REGS_SYSCALL_REGS() gives. */
#ifdef ___bpf_syscall_parm1_type
#define PT_REGS_PARM1_SYSCALL(x) (((const ___bpf_syscall_parm1_type *)(x))->__PT_PARM1_SYSCALL_REG)
#define PT_REGS_PARM1_CORE_SYSCALL(x) \
	BPF_CORE_READ((const ___bpf_syscall_parm1_type *)(x), __PT_PARM1_SYSCALL_REG)
#else
#define PT_REGS_PARM1_SYSCALL(x)      ___bpf_reg(x, __PT_PARM1_SYSCALL_REG)
#define PT_REGS_PARM1_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM1_SYSCALL_REG)
#endif
#define PT_REGS_PARM2_SYSCALL(x) ___bpf_reg(x, __PT_PARM2_SYSCALL_REG)
#define PT_REGS_PARM3_SYSCALL(x) ___bpf_reg(x, __PT_PARM3_SYSCALL_REG)
#define PT_REGS_PARM4_SYSCALL(x) ___bpf_reg(x, __PT_PARM4_SYSCALL_REG)
#define PT_REGS_PARM5_SYSCALL(x) ___bpf_reg(x, __PT_PARM5_SYSCALL_REG)
#define PT_REGS_PARM6_SYSCALL(x) ___bpf_reg(x, __PT_PARM6_SYSCALL_REG)
#define PT_REGS_PARM7_SYSCALL(x) ___bpf_reg(x, __PT_PARM7_SYSCALL_REG)

#define PT_REGS_PARM2_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM2_SYSCALL_REG)
#define PT_REGS_PARM3_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM3_SYSCALL_REG)
#define PT_REGS_PARM4_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM4_SYSCALL_REG)
#define PT_REGS_PARM5_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM5_SYSCALL_REG)
#define PT_REGS_PARM6_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM6_SYSCALL_REG)
#define PT_REGS_PARM7_CORE_SYSCALL(x) ___bpf_reg_core(x, __PT_PARM7_SYSCALL_REG)

/* The caller's address, in a kprobe at a function's start, and in a kretprobe. */
#if defined(bpf_target_arm64) || defined(bpf_target_sparc)
#define BPF_KPROBE_READ_RET_IP(ip, ctx) ({ (ip) = PT_REGS_RET(ctx); })
#define BPF_KRETPROBE_READ_RET_IP       BPF_KPROBE_READ_RET_IP
#elif defined(bpf_target_powerpc)
#define BPF_KPROBE_READ_RET_IP(ip, ctx) ({ (ip) = (ctx)->link; })
#define BPF_KRETPROBE_READ_RET_IP       BPF_KPROBE_READ_RET_IP
#else
#define BPF_KPROBE_READ_RET_IP(ip, ctx) \
	({ bpf_probe_read_kernel(&(ip), sizeof(ip), (void *)PT_REGS_RET(ctx)); })
#define BPF_KRETPROBE_READ_RET_IP(ip, ctx) \
	({ bpf_probe_read_kernel(&(ip), sizeof(ip), (void *)(PT_REGS_FP(ctx) + sizeof(ip))); })
#endif

#else /* ___bpf_target_unknown */

#define PT_REGS_PARM1(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM2(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM3(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM4(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM5(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM6(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM7(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM8(x)                       \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_RET(x)                         \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_FP(x)                          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_RC(x)                          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_SP(x)                          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_IP(x)                          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM1_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM2_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM3_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM4_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM5_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM6_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM7_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM8_CORE(x)                  \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_RET_CORE(x)                    \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_FP_CORE(x)                     \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_RC_CORE(x)                     \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_SP_CORE(x)                     \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_IP_CORE(x)                     \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM1_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM2_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM3_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM4_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM5_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM6_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM7_SYSCALL(x)               \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM1_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM2_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM3_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM4_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM5_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM6_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define PT_REGS_PARM7_CORE_SYSCALL(x)          \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})

#define BPF_KPROBE_READ_RET_IP(ip, ctx)        \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})
#define BPF_KRETPROBE_READ_RET_IP(ip, ctx)     \
	({                                     \
		_Pragma(__BPF_TARGET_MISSING); \
		0l;                            \
	})

#endif

/* Where the arguments of a traced system call are: most architectures pass the entry function a pointer to
 * them. */
#ifndef PT_REGS_SYSCALL_REGS
#define PT_REGS_SYSCALL_REGS(ctx) ((struct pt_regs *)PT_REGS_PARM1(ctx))
#endif

/*
 * ---- programs with parameters ----
 *
 * The kernel calls name(context). It reads the values and calls ____name(context, values...), into which it
 * is inlined, and whose body is what stands behind the macro: so `ctx` is there, and every parameter has the
 * type that it was given. Values travel as pointers or words; their conversion is meant.
 */
#define ___bpf_program(name, context, values, args...)                                                    \
	name(context);                                                                                    \
	static __always_inline __typeof__(name(0)) ____##name(context, ##args);                           \
	__typeof__(name(0)) name(context)                                                                 \
	{                                                                                                 \
		_Pragma("GCC diagnostic push")                                                            \
			_Pragma("GCC diagnostic ignored \"-Wint-conversion\"") return ____##name(values); \
		_Pragma("GCC diagnostic pop")                                                             \
	}                                                                                                 \
	static __always_inline __typeof__(name(0)) ____##name(context, ##args)

/* Lists "ctx, first value, second value ..." for as many parameters as there are. */
#define ___bpf_ctx_cast0()         ctx
#define ___bpf_ctx_cast1(x)        ___bpf_ctx_cast0(), (void *)ctx[0]
#define ___bpf_ctx_cast2(x, y...)  ___bpf_ctx_cast1(y), (void *)ctx[1]
#define ___bpf_ctx_cast3(x, y...)  ___bpf_ctx_cast2(y), (void *)ctx[2]
#define ___bpf_ctx_cast4(x, y...)  ___bpf_ctx_cast3(y), (void *)ctx[3]
#define ___bpf_ctx_cast5(x, y...)  ___bpf_ctx_cast4(y), (void *)ctx[4]
#define ___bpf_ctx_cast6(x, y...)  ___bpf_ctx_cast5(y), (void *)ctx[5]
#define ___bpf_ctx_cast7(x, y...)  ___bpf_ctx_cast6(y), (void *)ctx[6]
#define ___bpf_ctx_cast8(x, y...)  ___bpf_ctx_cast7(y), (void *)ctx[7]
#define ___bpf_ctx_cast9(x, y...)  ___bpf_ctx_cast8(y), (void *)ctx[8]
#define ___bpf_ctx_cast10(x, y...) ___bpf_ctx_cast9(y), (void *)ctx[9]
#define ___bpf_ctx_cast11(x, y...) ___bpf_ctx_cast10(y), (void *)ctx[10]
#define ___bpf_ctx_cast12(x, y...) ___bpf_ctx_cast11(y), (void *)ctx[11]
#define ___bpf_ctx_cast(args...)   ___bpf_apply(___bpf_ctx_cast, ___bpf_narg(args))(args)

#define ___bpf_kprobe_args0()        ctx
#define ___bpf_kprobe_args1(x)       ___bpf_kprobe_args0(), (void *)PT_REGS_PARM1(ctx)
#define ___bpf_kprobe_args2(x, y...) ___bpf_kprobe_args1(y), (void *)PT_REGS_PARM2(ctx)
#define ___bpf_kprobe_args3(x, y...) ___bpf_kprobe_args2(y), (void *)PT_REGS_PARM3(ctx)
#define ___bpf_kprobe_args4(x, y...) ___bpf_kprobe_args3(y), (void *)PT_REGS_PARM4(ctx)
#define ___bpf_kprobe_args5(x, y...) ___bpf_kprobe_args4(y), (void *)PT_REGS_PARM5(ctx)
#define ___bpf_kprobe_args6(x, y...) ___bpf_kprobe_args5(y), (void *)PT_REGS_PARM6(ctx)
#define ___bpf_kprobe_args7(x, y...) ___bpf_kprobe_args6(y), (void *)PT_REGS_PARM7(ctx)
#define ___bpf_kprobe_args8(x, y...) ___bpf_kprobe_args7(y), (void *)PT_REGS_PARM8(ctx)
#define ___bpf_kprobe_args(args...)  ___bpf_apply(___bpf_kprobe_args, ___bpf_narg(args))(args)

#define ___bpf_kretprobe_args0()       ctx
#define ___bpf_kretprobe_args1(x)      ctx, (void *)PT_REGS_RC(ctx)
#define ___bpf_kretprobe_args(args...) ___bpf_apply(___bpf_kretprobe_args, ___bpf_narg(args))(args)

#define ___bpf_syscall_args0()        ctx
#define ___bpf_syscall_args1(x)       ___bpf_syscall_args0(), (void *)PT_REGS_PARM1_SYSCALL(regs)
#define ___bpf_syscall_args2(x, y...) ___bpf_syscall_args1(y), (void *)PT_REGS_PARM2_SYSCALL(regs)
#define ___bpf_syscall_args3(x, y...) ___bpf_syscall_args2(y), (void *)PT_REGS_PARM3_SYSCALL(regs)
#define ___bpf_syscall_args4(x, y...) ___bpf_syscall_args3(y), (void *)PT_REGS_PARM4_SYSCALL(regs)
#define ___bpf_syscall_args5(x, y...) ___bpf_syscall_args4(y), (void *)PT_REGS_PARM5_SYSCALL(regs)
#define ___bpf_syscall_args6(x, y...) ___bpf_syscall_args5(y), (void *)PT_REGS_PARM6_SYSCALL(regs)
#define ___bpf_syscall_args7(x, y...) ___bpf_syscall_args6(y), (void *)PT_REGS_PARM7_SYSCALL(regs)
#define ___bpf_syscall_args(args...)  ___bpf_apply(___bpf_syscall_args, ___bpf_narg(args))(args)

#define ___bpf_syswrap_args0()        ctx
#define ___bpf_syswrap_args1(x)       ___bpf_syswrap_args0(), (void *)PT_REGS_PARM1_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args2(x, y...) ___bpf_syswrap_args1(y), (void *)PT_REGS_PARM2_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args3(x, y...) ___bpf_syswrap_args2(y), (void *)PT_REGS_PARM3_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args4(x, y...) ___bpf_syswrap_args3(y), (void *)PT_REGS_PARM4_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args5(x, y...) ___bpf_syswrap_args4(y), (void *)PT_REGS_PARM5_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args6(x, y...) ___bpf_syswrap_args5(y), (void *)PT_REGS_PARM6_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args7(x, y...) ___bpf_syswrap_args6(y), (void *)PT_REGS_PARM7_CORE_SYSCALL(regs)
#define ___bpf_syswrap_args(args...)  ___bpf_apply(___bpf_syswrap_args, ___bpf_narg(args))(args)

/* raw_tp, tp_btf, fentry, fexit, fmod_ret, lsm, iter, struct_ops: each parameter is one word of the context.
 */
#define BPF_PROG(name, args...) ___bpf_program(name, unsigned long long *ctx, ___bpf_ctx_cast(args), ##args)

/* kprobe and uprobe: up to 8 arguments from registers, at the function's start. */
#define BPF_KPROBE(name, args...) ___bpf_program(name, struct pt_regs *ctx, ___bpf_kprobe_args(args), ##args)
#define BPF_UPROBE(name, args...) BPF_KPROBE(name, ##args)

/* kretprobe and uretprobe: nothing, or the result. */
#define BPF_KRETPROBE(name, args...) \
	___bpf_program(name, struct pt_regs *ctx, ___bpf_kretprobe_args(args), ##args)
#define BPF_URETPROBE(name, args...) BPF_KRETPROBE(name, ##args)

/*
 * ksyscall, or a kprobe on a system call's entry function: its arguments, whether or not this kernel wraps
 * them into another struct pt_regs. Pointers are the process's: bpf_probe_read_user().
 */
#define BPF_KSYSCALL(name, args...)                                                                        \
	name(struct pt_regs *ctx);                                                                         \
	extern _Bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;                                                  \
	static __always_inline __typeof__(name(0)) ____##name(struct pt_regs *ctx, ##args);                \
	__typeof__(name(0)) name(struct pt_regs *ctx)                                                      \
	{                                                                                                  \
		struct pt_regs *regs __attribute__((unused)) =                                             \
			LINUX_HAS_SYSCALL_WRAPPER ? (struct pt_regs *)PT_REGS_SYSCALL_REGS(ctx) : ctx;     \
		_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") if ( \
			LINUX_HAS_SYSCALL_WRAPPER) return ____##name(___bpf_syswrap_args(args));           \
		return ____##name(___bpf_syscall_args(args));                                              \
		_Pragma("GCC diagnostic pop")                                                              \
	}                                                                                                  \
	static __always_inline __typeof__(name(0)) ____##name(struct pt_regs *ctx, ##args)
#define BPF_KPROBE_SYSCALL BPF_KSYSCALL

/*
 * ---- BPF_PROG2: parameters that may be structs ----
 *
 *	SEC("fentry/function")
 *	int BPF_PROG2(traced, struct two_words, pair, int, number)
 *
 * Type and name are two arguments, so that the size of each is known: a struct of up to 8 bytes takes one
 *word of the context, one of up to 16 two. Up to 12 parameters.
 */
#ifndef ___bpf_nth2
#define ___bpf_nth2(_, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, \
	_20, _21, _22, _23, _24, N, ...)                                                                     \
	N
#endif
/* The number of pairs. */
#ifndef ___bpf_narg2
#define ___bpf_narg2(...)                                                                                  \
	___bpf_nth2(_, ##__VA_ARGS__, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, \
		2, 1, 1, 0)
#endif

#define ___bpf_word_cnt(t) (sizeof(t) > 8 ? 2 : 1)

/* The value of type t that begins at word n of the context. Small ones are the low bytes of their word. */
#define ___bpf_words_as(t, n)                                           \
	({                                                              \
		union {                                                 \
			unsigned char one;                              \
			unsigned short two;                             \
			unsigned int four;                              \
			unsigned long long words[2];                    \
			__typeof__(t) value;                            \
		} ___union;                                             \
		_Static_assert(sizeof(t) <= 16, "more than two words"); \
		if (sizeof(t) == 1)                                     \
			___union.one = (unsigned char)ctx[n];           \
		else if (sizeof(t) == 2)                                \
			___union.two = (unsigned short)ctx[n];          \
		else if (sizeof(t) == 4)                                \
			___union.four = (unsigned int)ctx[n];           \
		else                                                    \
			___union.words[0] = ctx[n];                     \
		if (sizeof(t) > 8)                                      \
			___union.words[1] = ctx[(n) + 1];               \
		___union.value;                                         \
	})

/* ", t1 x1, t2 x2 ...", and ", value of x1, value of x2 ...", the first of which is at word n. */
#define ___bpf_ctx_decl0()
#define ___bpf_ctx_decl1(t, x)           , t x
#define ___bpf_ctx_decl2(t, x, more...)  , t x ___bpf_ctx_decl1(more)
#define ___bpf_ctx_decl3(t, x, more...)  , t x ___bpf_ctx_decl2(more)
#define ___bpf_ctx_decl4(t, x, more...)  , t x ___bpf_ctx_decl3(more)
#define ___bpf_ctx_decl5(t, x, more...)  , t x ___bpf_ctx_decl4(more)
#define ___bpf_ctx_decl6(t, x, more...)  , t x ___bpf_ctx_decl5(more)
#define ___bpf_ctx_decl7(t, x, more...)  , t x ___bpf_ctx_decl6(more)
#define ___bpf_ctx_decl8(t, x, more...)  , t x ___bpf_ctx_decl7(more)
#define ___bpf_ctx_decl9(t, x, more...)  , t x ___bpf_ctx_decl8(more)
#define ___bpf_ctx_decl10(t, x, more...) , t x ___bpf_ctx_decl9(more)
#define ___bpf_ctx_decl11(t, x, more...) , t x ___bpf_ctx_decl10(more)
#define ___bpf_ctx_decl12(t, x, more...) , t x ___bpf_ctx_decl11(more)
#define ___bpf_ctx_decl(args...)         ___bpf_apply(___bpf_ctx_decl, ___bpf_narg2(args))(args)

#define ___bpf_ctx_arg0(n, args...)
#define ___bpf_ctx_arg1(n, t, x) , ___bpf_words_as(t, n)
#define ___bpf_ctx_arg2(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg1((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg3(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg2((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg4(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg3((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg5(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg4((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg6(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg5((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg7(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg6((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg8(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg7((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg9(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg8((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg10(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg9((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg11(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg10((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg12(n, t, x, more...) \
	, ___bpf_words_as(t, n) ___bpf_ctx_arg11((n) + ___bpf_word_cnt(t), more)
#define ___bpf_ctx_arg(args...) ___bpf_apply(___bpf_ctx_arg, ___bpf_narg2(args))(0, ##args)

#define BPF_PROG2(name, args...)                                \
	name(unsigned long long *ctx);                          \
	static __always_inline __typeof__(name(0)) ____##name(  \
		unsigned long long *ctx ___bpf_ctx_decl(args)); \
	__typeof__(name(0)) name(unsigned long long *ctx)       \
	{                                                       \
		return ____##name(ctx ___bpf_ctx_arg(args));    \
	}                                                       \
	static __always_inline __typeof__(name(0)) ____##name(unsigned long long *ctx ___bpf_ctx_decl(args))

#endif /* __BPF_TRACING_H__ */
