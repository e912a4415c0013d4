/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BPF instructions by name, written into a program one after the other. */
#ifndef BENCH_ASSEMBLE_H
#define BENCH_ASSEMBLE_H

#include <linux/bpf.h>
#include <stdint.h>

enum { ASSEMBLY_INSTRUCTIONS = 256 };

/* Too long a program is cut short, and the verifier refuses it. */
struct assembly {
	struct bpf_insn insns[ASSEMBLY_INSTRUCTIONS];
	uint32_t count;
};

/* Appends, and returns where: a jump is aimed later by assemble_land(). */
static inline uint32_t assemble(
	struct assembly *a, uint8_t code, uint8_t dst, uint8_t src, int16_t off, int32_t imm)
{
	uint32_t at = a->count;

	if (at < ASSEMBLY_INSTRUCTIONS)
		a->insns[a->count++] = (struct bpf_insn){
			.code = code, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm
		};
	return at;
}

/* The jump at @at goes to the next instruction. */
static inline void assemble_land(struct assembly *a, uint32_t at)
{
	if (at < ASSEMBLY_INSTRUCTIONS)
		a->insns[at].off = (int16_t)(a->count - at - 1);
}

static inline void assemble_move(struct assembly *a, uint8_t dst, uint8_t src)
{
	assemble(a, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

static inline void assemble_set(struct assembly *a, uint8_t dst, int32_t value)
{
	assemble(a, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value);
}

/* @op: BPF_ADD and so on, 64 bits. */
static inline void assemble_op(struct assembly *a, uint8_t op, uint8_t dst, uint8_t src)
{
	assemble(a, BPF_ALU64 | op | BPF_X, dst, src, 0, 0);
}

static inline void assemble_op_value(struct assembly *a, uint8_t op, uint8_t dst, int32_t value)
{
	assemble(a, BPF_ALU64 | op | BPF_K, dst, 0, 0, value);
}

/* @size: BPF_B, BPF_H, BPF_W, BPF_DW. */
static inline void assemble_load(struct assembly *a, uint8_t size, uint8_t dst, uint8_t src, int16_t off)
{
	assemble(a, BPF_LDX | BPF_MEM | size, dst, src, off, 0);
}

static inline void assemble_store(struct assembly *a, uint8_t size, uint8_t dst, int16_t off, uint8_t src)
{
	assemble(a, BPF_STX | BPF_MEM | size, dst, src, off, 0);
}

static inline void assemble_big_endian(struct assembly *a, uint8_t dst, int32_t bits)
{
	assemble(a, BPF_ALU | BPF_END | BPF_TO_BE, dst, 0, 0, bits);
}

static inline void assemble_call(struct assembly *a, enum bpf_func_id function)
{
	assemble(a, BPF_JMP | BPF_CALL, 0, 0, 0, (int32_t)function);
}

static inline void assemble_exit(struct assembly *a)
{
	assemble(a, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* A 64-bit constant, or (pseudo BPF_PSEUDO_MAP_VALUE) the address of a map's first value; two slots. */
static inline void assemble_wide(struct assembly *a, uint8_t dst, uint8_t pseudo, uint64_t value)
{
	assemble(a, BPF_LD | BPF_IMM | BPF_DW, dst, pseudo, 0, (int32_t)(uint32_t)value);
	assemble(a, 0, 0, 0, 0, (int32_t)(value >> 32));
}

#endif
