// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Values into instructions: immediates, offsets, 64-bit loads; and the width of a load or store with them. */
#include <inttypes.h>

#include "base/error.h"
#include "loader/relocate/core_value.h"

void poison_instruction(struct bpf_insn *instruction, int32_t function)
{
	*instruction = (struct bpf_insn){ .code = BPF_JMP | BPF_CALL, .imm = function };
}

static int width_of(uint32_t bytes)
{
	switch (bytes) {
	case 1:
		return BPF_B;
	case 2:
		return BPF_H;
	case 4:
		return BPF_W;
	case 8:
		return BPF_DW;
	default:
		return -1;
	}
}

/*
 * A field that is wider or narrower in the kernel may still be accessed, with its width there, where no bit
 * of meaning is lost: pointers, and integers without a sign (of which the upper part is zero).
 */
static bool width_may_change(const struct core_spec *local_spec, const struct core_value *local,
	const struct core_spec *target_spec, const struct core_value *target)
{
	const struct btf_type *one = btf_type_at(local_spec->btf, local->access_type_id);
	const struct btf_type *other = btf_type_at(target_spec->btf, target->access_type_id);

	if (!one || !other)
		return false;
	if (btf_is_ptr(one) && btf_is_ptr(other))
		return true;
	return btf_is_int(one) && btf_is_int(other) && btf_int_encoding(one) != BTF_INT_SIGNED &&
	       btf_int_encoding(other) != BTF_INT_SIGNED;
}

static int patch_memory(struct bpf_insn *instruction, const struct core_value *local,
	const struct core_value *target, struct xsk_error *err)
{
	int width;

	if (local->is_checked && instruction->off != (int16_t)local->value)
		return error_set(err, -EINVAL, "the instruction has offset %d where the type has %" PRIu64,
			instruction->off, local->value);
	if (target->value > INT16_MAX)
		return error_set(err, -ERANGE, "offset %" PRIu64 " is beyond what an instruction holds",
			target->value);
	instruction->off = (int16_t)target->value;
	if (local->access_bytes == target->access_bytes)
		return 0;
	if (width_of(local->access_bytes) != BPF_SIZE(instruction->code))
		return error_set(err, -EINVAL, "the instruction does not access %u bytes, as the field has",
			local->access_bytes);
	width = width_of(target->access_bytes);
	if (width < 0)
		return error_set(err, -EINVAL, "no instruction accesses %u bytes, as the kernel's field has",
			target->access_bytes);
	instruction->code = (uint8_t)(BPF_MODE(instruction->code) | width | BPF_CLASS(instruction->code));
	return 0;
}

static int patch_immediate(struct bpf_insn *instruction, const struct core_value *local,
	const struct core_value *target, struct xsk_error *err)
{
	if (BPF_SRC(instruction->code) != BPF_K)
		return error_set(err, -EINVAL, "the instruction has no immediate");
	if (local->is_checked && (uint32_t)instruction->imm != (uint32_t)local->value)
		return error_set(err, -EINVAL, "the instruction has %d where the type gives %" PRIu64,
			instruction->imm, local->value);
	instruction->imm = (int32_t)target->value;
	return 0;
}

static int patch_ldimm64(struct bpf_insn *instruction, const struct core_value *local,
	const struct core_value *target, struct xsk_error *err)
{
	uint64_t present = (uint32_t)instruction[0].imm | (uint64_t)(uint32_t)instruction[1].imm << 32;

	if (instruction[0].src_reg || instruction[0].off || instruction[1].code || instruction[1].dst_reg ||
		instruction[1].src_reg || instruction[1].off)
		return error_set(err, -EINVAL, "the 64-bit load has a meaning of its own already");
	if (local->is_checked && present != local->value)
		return error_set(err, -EINVAL,
			"the instruction has %" PRIu64 " where the type gives %" PRIu64, present,
			local->value);
	instruction[0].imm = (int32_t)target->value;
	instruction[1].imm = (int32_t)(target->value >> 32);
	return 0;
}

static bool accesses_memory(const struct bpf_insn *instruction)
{
	uint8_t class = BPF_CLASS(instruction->code);

	return class == BPF_LDX || class == BPF_ST || class == BPF_STX;
}

int core_patch(struct bpf_insn *instruction, uint32_t left, const struct core_spec *local_spec,
	const struct core_value *local, const struct core_spec *target_spec, const struct core_value *target,
	bool *is_poisoned, struct xsk_error *err)
{
	bool is_wide = is_ldimm64(instruction);

	if (is_wide && left < 2)
		return error_set(err, -EINVAL, "a 64-bit load without its second half");
	*is_poisoned = target->is_missing ||
		       (accesses_memory(instruction) && target->access_bytes && local->access_bytes &&
			       local->access_bytes != target->access_bytes &&
			       !width_may_change(local_spec, local, target_spec, target));
	if (*is_poisoned) {
		poison_instruction(&instruction[0], POISON_CORE);
		if (is_wide)
			poison_instruction(&instruction[1], POISON_CORE);
		return 0;
	}
	if (is_wide)
		return patch_ldimm64(instruction, local, target, err);
	if (accesses_memory(instruction))
		return patch_memory(instruction, local, target, err);
	if (BPF_CLASS(instruction->code) == BPF_ALU || BPF_CLASS(instruction->code) == BPF_ALU64)
		return patch_immediate(instruction, local, target, err);
	return error_set(err, -EINVAL, "an instruction of code 0x%02x cannot hold it", instruction->code);
}
