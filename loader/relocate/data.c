// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Maps, variables, kernel symbols and kernel functions into instructions; descriptors become slots. */
#include "loader/relocate/core_value.h"
#include "loader/relocate/relocated.h"

/* One relocation in its place in the whole. */
struct site {
	const struct bpf_object *object;
	const struct relocation_view *view;
	struct relocated_program *relocated;
	const struct relocation_spec *relocation;
	struct bpf_insn *instruction;
	uint32_t index; /* of the instruction in the whole */
};

static void add_slot(const struct site *site, enum slot_kind kind, uint32_t index)
{
	site->relocated->slots[site->relocated->slot_count++] =
		(struct descriptor_slot){ site->index, kind, index };
}

static void poison_both(struct bpf_insn *instruction, int32_t function)
{
	poison_instruction(&instruction[0], function);
	poison_instruction(&instruction[1], function);
}

/* Address of a map (value false), or of a byte in its value. */
static void refer_to_map(const struct site *site, uint32_t map, bool value, uint64_t offset)
{
	struct bpf_insn *instruction = site->instruction;

	if (!site->object->maps[map].autocreate) {
		poison_both(instruction, POISON_MAP + (int32_t)map);
		return;
	}
	instruction[0].src_reg = value ? BPF_PSEUDO_MAP_VALUE : BPF_PSEUDO_MAP_FD;
	instruction[0].imm = 0;
	instruction[1].imm = (int32_t)offset;
	add_slot(site, SLOT_MAP, map);
}

static void refer_to_data(const struct site *site)
{
	uint32_t map = site->relocation->target;
	/* The addend stands in the instruction. */
	uint64_t offset = site->relocation->offset + (uint64_t)(int64_t)site->instruction[0].imm;

	if (map == site->object->spec->arena_map)
		offset += site->view->arena_data_offset;
	refer_to_map(site, map, true, offset);
}

static void refer_to_extern(const struct site *site)
{
	const struct extern_spec *spec = &site->object->spec->externs[site->relocation->target];
	const struct extern_value *value = &site->view->externs[site->relocation->target];
	struct bpf_insn *instruction = site->instruction;

	if (spec->kind == EXTERN_KCONFIG) {
		refer_to_map(site, site->object->spec->kconfig_map, true, spec->offset);
		return;
	}
	instruction[0].src_reg = 0;
	instruction[0].imm = 0;
	instruction[1].imm = 0;
	if (!value->is_found)
		return;
	if (spec->kind == EXTERN_KSYM_UNTYPED) {
		instruction[0].imm = (int32_t)value->address;
		instruction[1].imm = (int32_t)(value->address >> 32);
		return;
	}
	instruction[0].src_reg = BPF_PSEUDO_BTF_ID;
	instruction[0].imm = (int32_t)value->btf_id;
	if (value->module)
		add_slot(site, SLOT_MODULE_BTF, value->module - 1);
}

/* Position in the program's list of modules, added where it is new; the list has room for every relocation.
 */
static uint32_t module_position(struct relocated_program *relocated, uint32_t module)
{
	uint32_t i;

	for (i = 0; i < relocated->module_count; i++)
		if (relocated->modules[i] == module)
			return i;
	relocated->modules[relocated->module_count++] = module;
	return i;
}

static int call_kernel_function(const struct site *site, struct xsk_object_error *err)
{
	const struct extern_spec *spec = &site->object->spec->externs[site->relocation->target];
	const struct extern_value *value = &site->view->externs[site->relocation->target];
	struct bpf_insn *instruction = site->instruction;
	uint32_t position;

	if (!value->is_found) {
		poison_instruction(instruction, POISON_KFUNC + (int32_t)site->relocation->target);
		return 0;
	}
	instruction->src_reg = BPF_PSEUDO_KFUNC_CALL;
	instruction->imm = (int32_t)value->btf_id;
	instruction->off = 0;
	if (!value->module)
		return 0;
	position = module_position(site->relocated, value->module - 1);
	if (position >= INT16_MAX)
		return object_error_set(err, -E2BIG,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .relocation = spec->name),
			"kernel function %s: more modules than an instruction can number", spec->name);
	instruction->off = (int16_t)(position + 1);
	return 0;
}

static int relocate_site(const struct site *site, const struct segment *segment, struct arena *arena,
	struct xsk_object_error *err)
{
	switch (site->relocation->kind) {
	case RELOCATION_MAP:
		refer_to_map(site, site->relocation->target, false, 0);
		return 0;
	case RELOCATION_DATA:
		refer_to_data(site);
		return 0;
	case RELOCATION_EXTERN_LD64:
		refer_to_extern(site);
		return 0;
	case RELOCATION_EXTERN_CALL:
		return call_kernel_function(site, err);
	case RELOCATION_JUMP_TABLE:
		site->instruction[0].src_reg = BPF_PSEUDO_MAP_VALUE;
		site->instruction[1].imm = 0;
		add_slot(site, SLOT_JUMP_TABLE, site->relocated->jump_table_count);
		return relocate_jump_table(
			site->object->spec, site->relocation, segment, arena, site->relocated, err);
	default: /* calls and function addresses: subprograms.c */
		return 0;
	}
}

static bool is_call(const struct relocation_spec *relocation)
{
	return relocation->kind == RELOCATION_CALL || relocation->kind == RELOCATION_EXTERN_CALL;
}

/* The instruction is still what the relocation was made for: bpf_program__set_insns() may have changed it. */
static bool site_fits(const struct site *site)
{
	bool wide = !is_call(site->relocation);

	if (site->index + wide >= site->relocated->count)
		return false;
	return wide ? is_ldimm64(site->instruction) : site->instruction->code == (BPF_JMP | BPF_CALL);
}

static int relocate_segment(const struct bpf_object *object, const struct relocation_view *view,
	const struct segment *segment, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err)
{
	const struct program_spec *program = &object->spec->programs[segment->program];

	for (uint32_t i = 0; i < program->relocation_count; i++) {
		const struct relocation_spec *relocation = &program->relocations[i];
		struct site site = { object, view, relocated, relocation, NULL,
			segment->position + relocation->instruction };
		int result;

		site.instruction = &relocated->instructions[site.index];
		if (!site_fits(&site)) {
			/* CO-RE may have poisoned a call of ours as little as a load; only a user can. */
			if (object->programs[segment->program].owns_instructions)
				continue;
			return object_error_set(err, -EINVAL,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .program = program->name,
					.relocation = relocation->symbol),
				"program %s, instruction %u: relocation against '%s' of an instruction that "
				"has none",
				program->name, relocation->instruction, relocation->symbol);
		}
		result = relocate_site(&site, segment, arena, err);
		if (result)
			return result;
	}
	return 0;
}

int relocate_data(const struct bpf_object *object, const struct relocation_view *view, struct arena *arena,
	struct relocated_program *relocated, struct xsk_object_error *err)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < relocated->segment_count; i++)
		most += object->spec->programs[relocated->segments[i].program].relocation_count;
	relocated->slots = arena_array(arena, most, sizeof(*relocated->slots));
	relocated->modules = arena_array(arena, most, sizeof(*relocated->modules));
	if (!relocated->slots || !relocated->modules)
		return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
	for (uint32_t i = 0; i < relocated->segment_count; i++) {
		int result = relocate_segment(object, view, &relocated->segments[i], arena, relocated, err);

		if (result)
			return result;
	}
	return 0;
}
