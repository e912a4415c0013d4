// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * CO-RE over two BTFs made from the bytes, of which the second is as a rule a variant of the first, and a
 * program whose instructions are as a rule those that a compiler would have written. What may be patched is
 * patched, the rest stays, and twice gives the same.
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/index.h"
#include "loader/relocate/core_relocation.h"
#include "loader/relocate/core_value.h"
#include "tests/fuzz/btf_from_bytes.h"

#define MUST(condition)                                                                 \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

enum { RECORDS = 24, SLOTS = 3, INSTRUCTIONS = RECORDS * SLOTS };

/* Each record has three instructions of its own; the third must never change. */
struct scene {
	struct btf *local, *target, *target_split;
	struct core_relocation records[RECORDS];
	uint32_t record_count;
	char access[RECORDS][40];
	struct bpf_insn instructions[INSTRUCTIONS];
};

static const struct bpf_insn guard = { .code = BPF_JMP | BPF_JA, .off = 0x1234, .imm = 0x5678 };

/* A way into a type; now and then it leads nowhere. */
static void make_access(
	struct input *in, const struct btf *btf, uint32_t id, enum bpf_core_relo_kind kind, char *text)
{
	size_t used = (size_t)sprintf(text, "%u", core_is_type(kind) ? 0 : input_next(in) % 3);

	for (int depth = 0; core_is_field(kind) && depth < 6; depth++) {
		const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &id);
		uint32_t index = input_next(in);

		if (!type || index >= 250)
			break;
		if (btf_is_composite(type) && btf_vlen(type)) {
			index %= btf_vlen(type);
			id = btf_members(type)[index].type;
		} else if (btf_is_array(type)) {
			index %= btf_array(type)->nelems + 1;
			id = btf_array(type)->type;
		} else if (index < 245) {
			break;
		}
		used += (size_t)sprintf(text + used, ":%u", index);
	}
}

/* What the compiler would have put there, or something else. */
static void make_instruction(struct input *in, const struct btf *btf, const struct core_relocation *record,
	struct bpf_insn *instruction)
{
	static const uint8_t widths[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
	struct core_spec spec;
	struct core_value value = { 0 };
	unsigned int choice = input_next(in);

	if (core_spec_parse(&spec, btf, record, NULL) || core_value_of(record->kind, &spec, &value, NULL) ||
		choice >= 240)
		value.value = choice;
	instruction[1] = instruction[2] = guard;
	switch (choice % 5) {
	case 0:
		*instruction = (struct bpf_insn){
			.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 1, .imm = (int32_t)value.value
		};
		break;
	case 1:
		instruction[0] = (struct bpf_insn){
			.code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 2, .imm = (int32_t)value.value
		};
		instruction[1] = (struct bpf_insn){ .imm = (int32_t)(value.value >> 32) };
		break;
	default: {
		uint8_t width = widths[choice / 5 % 4];

		for (uint32_t i = 0; i < 4; i++)
			if (value.access_bytes == 1u << i && choice < 200)
				width = widths[i];
		*instruction = (struct bpf_insn){ .code = (uint8_t)(BPF_MEM | width |
								    (choice % 5 == 2          ? BPF_LDX
									    : choice % 5 == 3 ? BPF_STX
											      : BPF_ST)),
			.dst_reg = 3,
			.off = (int16_t)value.value };
		break;
	}
	}
}

static void make_records(struct scene *scene, struct input *in)
{
	while (in->left && scene->record_count < RECORDS) {
		uint32_t i = scene->record_count++;
		struct core_relocation *record = &scene->records[i];

		record->instruction = i * SLOTS;
		record->kind = (enum bpf_core_relo_kind)(input_next(in) % 13);
		record->type_id = (input_next(in) | input_next(in) << 8) % btf__type_cnt(scene->local);
		record->access = scene->access[i];
		make_access(in, scene->local, record->type_id, record->kind, scene->access[i]);
		make_instruction(in, scene->local, record, &scene->instructions[record->instruction]);
	}
}

/* Candidates of each distinct root; of the base and of what is split from it. */
static void find_candidates(const struct scene *scene, struct core_table *table, struct btf_candidates *found)
{
	table->entries = calloc(btf__type_cnt(scene->local), sizeof(*table->entries));
	MUST(table->entries);
	for (uint32_t id = 1; id < btf__type_cnt(scene->local); id++) {
		const struct btf_type *type = btf__type_by_id(scene->local, id);
		struct btf_wish wish = { .name = btf_name_of(scene->local, type), .flavours = true };
		uint32_t first = found[id].count;

		if (!*wish.name || btf_kind(type) >= BTF_KINDS)
			continue;
		wish.kinds = btf_is_any_enum(type) ? KIND_BIT(BTF_KIND_ENUM) | KIND_BIT(BTF_KIND_ENUM64)
						   : KIND_BIT(btf_kind(type));
		MUST(!btf_find(scene->target, &wish, 1, &found[id], NULL));
		if (scene->target_split)
			MUST(!btf_find(scene->target_split, &wish, 1, &found[id], NULL));
		MUST(first == 0);
		table->entries[table->count++] = (struct core_candidates){
			.type_id = id, .count = found[id].count, .list = found[id].list
		};
	}
}

static int run(const struct scene *scene, struct bpf_insn *instructions, struct xsk_object_error *err)
{
	struct program_spec program = { .name = "fuzz",
		.section_name = "xdp",
		.instructions = scene->instructions,
		.instruction_count = scene->record_count * SLOTS,
		.core = scene->records,
		.core_count = scene->record_count };
	struct object_spec object = { .name = "fuzz", .btf = scene->local };
	struct btf_candidates *found = calloc(btf__type_cnt(scene->local), sizeof(*found));
	struct core_table table = { 0 };
	int result;

	MUST(found);
	find_candidates(scene, &table, found);
	memcpy(instructions, scene->instructions, sizeof(scene->instructions));
	result = core_relocate(&object, &program, &table, instructions, err);
	for (uint32_t id = 0; id < btf__type_cnt(scene->local); id++)
		btf_candidates_free(&found[id]);
	free(found);
	free(table.entries);
	return result;
}

static bool is_poison(const struct bpf_insn *instruction)
{
	return instruction->code == (BPF_JMP | BPF_CALL) && instruction->imm == POISON_CORE &&
	       !instruction->off && !instruction->dst_reg && !instruction->src_reg;
}

static bool is_equal(const struct bpf_insn *one, const struct bpf_insn *other)
{
	return !memcmp(one, other, sizeof(*one));
}

static void check_patched(const struct bpf_insn *before, const struct bpf_insn *after)
{
	bool is_wide = is_ldimm64(before);

	MUST(is_equal(&after[2], &before[2]));
	MUST(is_wide || is_equal(&after[1], &before[1]));
	if (is_poison(after)) {
		MUST(!is_wide || is_poison(&after[1]));
		return;
	}
	MUST(after->dst_reg == before->dst_reg && after->src_reg == before->src_reg);
	if (BPF_CLASS(before->code) >= BPF_LDX && BPF_CLASS(before->code) <= BPF_STX) {
		MUST(BPF_CLASS(after->code) == BPF_CLASS(before->code) &&
			BPF_MODE(after->code) == BPF_MODE(before->code) && after->imm == before->imm);
	} else {
		MUST(after->code == before->code && after->off == before->off);
	}
	if (is_wide)
		MUST(!after[1].code && !after[1].off && !after[1].dst_reg && !after[1].src_reg);
}

static void relocate(struct scene *scene)
{
	static struct bpf_insn once[INSTRUCTIONS], twice[INSTRUCTIONS];
	struct xsk_object_error err, again;
	int result = run(scene, once, &err);

	MUST(run(scene, twice, &again) == result);
	MUST(!memcmp(once, twice, sizeof(once)));
	for (uint32_t i = 0; i < scene->record_count; i++)
		check_patched(&scene->instructions[i * SLOTS], &once[i * SLOTS]);
	if (result) {
		MUST(result < 0 && *err.text && *err.relocation && !strcmp(err.text, again.text));
		return;
	}
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct input in = { data, size };
	unsigned int how = input_next(&in);
	struct scene scene = { .local = btf_from_bytes(&in, NULL, 1 + input_next(&in) % 40) };

	libbpf_set_print(NULL);
	if (!scene.local)
		return 0;
	scene.target =
		how % 4 ? btf_variant(&in, scene.local) : btf_from_bytes(&in, NULL, 1 + input_next(&in) % 40);
	if (scene.target && how % 8 >= 6)
		scene.target_split = btf_from_bytes(&in, scene.target, 12);
	if (scene.target) {
		make_records(&scene, &in);
		relocate(&scene);
	}
	btf__free(scene.target_split);
	btf__free(scene.target);
	btf__free(scene.local);
	return 0;
}
