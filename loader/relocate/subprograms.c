// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Putting an entry program and the subprograms that it reaches behind one another, and pointing calls at
 * them. Depth first, in the order of the calls, which is the order that libbpf gives the kernel; with a stack
 * of its own, because the call graph is input. Each subprogram is appended once.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/relocate/relocated.h"

enum { INSTRUCTIONS_LIMIT = 1 << 24 };

struct append {
	const struct bpf_object *object;
	const struct program_spec *entry;
	const struct core_relocated *core;
	struct relocated_program *relocated;
	struct xsk_object_error *err;
	uint32_t depth; /* of core->visits */
	uint32_t room;  /* instructions allocated */
};

static int fail(const struct append *append, int code, const char *symbol, const char *reason)
{
	return object_error_set(append->err, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .program = append->entry->name,
			.section = append->entry->section_name, .relocation = symbol),
		"program %s: call of '%s': %s", append->entry->name, symbol ? symbol : "", reason);
}

static int grow(struct append *append, uint32_t more)
{
	struct relocated_program *relocated = append->relocated;
	uint64_t needed = (uint64_t)relocated->count + more;
	uint64_t room = append->room ? append->room : needed;
	struct bpf_insn *larger;

	if (needed > INSTRUCTIONS_LIMIT)
		return fail(append, -E2BIG, NULL, "more instructions than any kernel takes");
	if (needed <= append->room)
		return 0;
	while (room < needed)
		room *= 2;
	larger = reallocarray(relocated->instructions, room, sizeof(*larger));
	if (!larger)
		return object_error_memory(append->err, XSK_OBJECT_PHASE_RELOCATE);
	relocated->instructions = larger;
	append->room = (uint32_t)room;
	return 0;
}

/* Copies a program's instructions to the end and puts it on the stack. */
static int append_program(struct append *append, uint32_t program)
{
	const struct program_spec *spec = &append->object->spec->programs[program];
	const struct bpf_program *overlay = &append->object->programs[program];
	struct relocated_program *relocated = append->relocated;
	const struct bpf_insn *source = append->core->instructions[program];
	uint32_t count = spec->instruction_count;
	int result;

	if (overlay->owns_instructions) {
		source = overlay->instructions;
		count = (uint32_t)overlay->instruction_count;
	} else if (!source) {
		source = spec->instructions;
	}
	result = grow(append, count);
	if (result)
		return result;
	memcpy(relocated->instructions + relocated->count, source, count * sizeof(*source));
	append->core->positions[program] = relocated->count;
	relocated->segments[relocated->segment_count++] = (struct segment){ program, relocated->count };
	append->core->visits[append->depth++] = (struct call_visit){ program, relocated->count, 0 };
	relocated->count += count;
	return 0;
}

/* The relocation points inside what was copied: bpf_program__set_insns() may have made a program shorter. */
static bool fits(
	const struct append *append, const struct call_visit *visit, const struct relocation_spec *relocation)
{
	const struct bpf_program *overlay = &append->object->programs[visit->program];
	uint32_t width = relocation->kind == RELOCATION_CALL ? 1 : 2;

	return !overlay->owns_instructions || relocation->instruction + width <= overlay->instruction_count;
}

static void point_at(
	struct append *append, const struct call_visit *visit, const struct relocation_spec *relocation)
{
	struct bpf_insn *instruction =
		&append->relocated->instructions[visit->position + relocation->instruction];
	uint32_t own = visit->position + relocation->instruction;

	instruction->imm = (int32_t)(append->core->positions[relocation->target] - own - 1);
	if (relocation->kind == RELOCATION_SUBPROGRAM) {
		instruction->src_reg = BPF_PSEUDO_FUNC;
		instruction[1].imm = 0;
	}
}

/* Follows the next call of the program at the top of the stack, or takes it off. */
static int step(struct append *append)
{
	struct call_visit *visit = &append->core->visits[append->depth - 1];
	const struct program_spec *spec = &append->object->spec->programs[visit->program];
	const struct relocation_spec *relocation;

	if (visit->next_relocation == spec->relocation_count) {
		append->depth--;
		return 0;
	}
	relocation = &spec->relocations[visit->next_relocation];
	if (relocation->kind != RELOCATION_CALL && relocation->kind != RELOCATION_SUBPROGRAM) {
		visit->next_relocation++;
		return 0;
	}
	if (!fits(append, visit, relocation))
		return fail(append, -EINVAL, relocation->symbol,
			"the instructions of bpf_program__set_insns() end before the relocation");
	if (relocation->target == SPEC_NONE)
		return fail(append, -EINVAL, relocation->symbol,
			"the target is not the start of a function of .text");
	/* Followed to its end first; then this relocation is seen again and finds it in its place. */
	if (append->core->positions[relocation->target] == RELOCATED_NOWHERE)
		return append_program(append, relocation->target);
	visit->next_relocation++;
	point_at(append, visit, relocation);
	return 0;
}

static int follow_all(struct append *append)
{
	int result = 0;

	while (append->depth && !result)
		result = step(append);
	return result;
}

/* Segments get a place of their own, and the shared room is as it was. */
static int keep_segments(struct append *append, struct arena *arena)
{
	struct relocated_program *relocated = append->relocated;

	for (uint32_t i = 0; i < relocated->segment_count; i++)
		append->core->positions[relocated->segments[i].program] = RELOCATED_NOWHERE;
	relocated->segments = arena_copy(
		arena, relocated->segments, relocated->segment_count * sizeof(*relocated->segments));
	return relocated->segments ? 0 : object_error_memory(append->err, XSK_OBJECT_PHASE_RELOCATE);
}

int append_subprograms(const struct bpf_program *program, const struct core_relocated *core,
	struct arena *arena, struct relocated_program *relocated, struct xsk_object_error *err)
{
	struct append append = {
		.object = program->object,
		.entry = program->spec,
		.core = core,
		.relocated = relocated,
		.err = err,
	};
	uint32_t callback = program->spec->exception_callback;
	int result, kept;

	if (program->spec->has_callbacks)
		return object_error_set(err, -EEXIST,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_RELOCATE, .program = program->spec->name),
			"program %s: more than one exception callback", program->spec->name);
	relocated->segments = core->segments;
	result = append_program(&append, (uint32_t)(program->spec - program->object->spec->programs));
	if (!result)
		result = follow_all(&append);
	if (!result && callback != SPEC_NONE && core->positions[callback] == RELOCATED_NOWHERE) {
		result = append_program(&append, callback);
		if (!result)
			result = follow_all(&append);
	}
	kept = keep_segments(&append, arena);
	return result ? result : kept;
}
