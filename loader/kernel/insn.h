/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The few instructions that programs assembled here are made of. */
#ifndef LOADER_KERNEL_INSN_H
#define LOADER_KERNEL_INSN_H

#include <linux/bpf.h>

#define INSN(op, dst, src, offset, immediate) \
	((struct bpf_insn){                   \
		.code = (op), .dst_reg = (dst), .src_reg = (src), .off = (offset), .imm = (immediate) })

#define INSN_MOV_IMM(dst, value)    INSN(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value)
#define INSN_MOV_REG(dst, src)      INSN(BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0)
#define INSN_CALL_HELPER(number)    INSN(BPF_JMP | BPF_CALL, 0, 0, 0, number)
#define INSN_CALL_PROGRAM(distance) INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, distance)
#define INSN_EXIT()                 INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

#endif
