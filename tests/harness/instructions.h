/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BPF instructions for the few small programs that tests write by hand (instruction set: RFC 9669). */
#ifndef TESTS_HARNESS_INSTRUCTIONS_H
#define TESTS_HARNESS_INSTRUCTIONS_H

#include <linux/bpf.h>

#define I_MOV_REG(dst, src)                { .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = (dst), .src_reg = (src) }
#define I_MOV(dst, value)                  { .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = (dst), .imm = (value) }
#define I_ADD(dst, value)                  { .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = (dst), .imm = (value) }
#define I_STORE64(dst, offset, value) \
	{ .code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = (dst), .off = (offset), .imm = (value) }
#define I_STORE_REG64(dst, offset, src) \
	{ .code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = (dst), .src_reg = (src), .off = (offset) }
#define I_LOAD32(dst, src, offset) \
	{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = (dst), .src_reg = (src), .off = (offset) }
#define I_MAP(dst, fd) \
	{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = (dst), .src_reg = BPF_PSEUDO_MAP_FD, .imm = (fd) }, { 0 }
#define I_MOV64(dst, value) \
	{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = (dst), .imm = (int)(value) }, { .imm = (int)((__u64)(value) >> 32) }
#define I_JUMP_IF_ZERO(reg, offset) { .code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = (reg), .off = (offset) }
#define I_CALL(helper)              { .code = BPF_JMP | BPF_CALL, .imm = (helper) }
#define I_EXIT                      { .code = BPF_JMP | BPF_EXIT }

#endif
