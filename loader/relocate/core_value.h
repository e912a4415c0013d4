/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What a relocation is worth in one BTF, and putting it into an instruction. */
#ifndef LOADER_RELOCATE_CORE_VALUE_H
#define LOADER_RELOCATE_CORE_VALUE_H

#include <linux/bpf.h>

#include "loader/relocate/core_spec.h"

struct core_value {
	uint64_t value;
	bool is_missing; /* no such field, type or enumerator, and the kind needs one: the instruction is
			    poisoned */
	bool is_checked; /* the local value must be what the compiler put into the instruction */
	/* Offsets of plain fields: what is loaded or stored there. 0 elsewhere. */
	uint32_t access_bytes;
	uint32_t access_type_id;
};

/*
 * @spec NULL: no candidate matched. -EINVAL for a size, sign or shift of an array element; -E2BIG for a
 * bitfield wider than 8 bytes; each with a line.
 */
int core_value_of(enum bpf_core_relo_kind kind, const struct core_spec *spec, struct core_value *value,
	struct xsk_error *err);

/*
 * The call that stands for an instruction which must not run; @base + @number says why. The verifier names it
 * in its complaint ("invalid func unknown#..."), which the loader turns into a sentence.
 */
enum {
	POISON_CORE = 195896080,   /* 0xbad2310 */
	POISON_MAP = 2001000000,   /* + map index: bpf_map__set_autocreate(map, false) */
	POISON_KFUNC = 2002000000, /* + extern index: weak and not in this kernel */
};
void poison_instruction(struct bpf_insn *instruction, int32_t function);

/*
 * Puts @target in the place of @local. @instruction points at one, or at both halves of an ldimm64, of which
 * @left instructions are there. 0; -EINVAL: the instruction does not hold the local value, or is of no kind
 * that can be patched; -ERANGE: the value does not fit. The line says so. *@is_poisoned: it must not run.
 */
int core_patch(struct bpf_insn *instruction, uint32_t left, const struct core_spec *local_spec,
	const struct core_value *local, const struct core_spec *target_spec, const struct core_value *target,
	bool *is_poisoned, struct xsk_error *err);

static inline bool is_ldimm64(const struct bpf_insn *instruction)
{
	return instruction->code == (BPF_LD | BPF_IMM | BPF_DW);
}

#endif
