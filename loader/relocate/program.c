// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* From spec and view to instructions: the order of the steps. */
#include <stdlib.h>
#include <string.h>

#include "loader/relocate/relocated.h"

/* Subprograms too: which of them are reached is known only later, and the order of the file matters. */
static bool wants_core(const struct bpf_program *program)
{
	return program->spec->core_count && !program->owns_instructions &&
	       (program_is_subprogram(program) || program->autoload);
}

int relocate_core(const struct bpf_object *object, const struct relocation_view *view, struct arena *arena,
	struct core_relocated *core, struct xsk_object_error *err)
{
	const struct object_spec *spec = object->spec;

	core->instructions = arena_array(arena, spec->program_count, sizeof(*core->instructions));
	core->positions = arena_array(arena, spec->program_count, sizeof(*core->positions));
	core->visits = arena_array(arena, spec->program_count, sizeof(*core->visits));
	core->segments = arena_array(arena, spec->program_count, sizeof(*core->segments));
	if (!core->instructions || !core->positions || !core->visits || !core->segments)
		return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
	memset(core->positions, 0xff, spec->program_count * sizeof(*core->positions));
	for (uint32_t i = 0; i < spec->program_count; i++) {
		const struct program_spec *program = &spec->programs[i];
		int result;

		if (!wants_core(&object->programs[i]))
			continue;
		core->instructions[i] = arena_copy(arena, program->instructions,
			program->instruction_count * sizeof(*program->instructions));
		if (!core->instructions[i])
			return object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE);
		result = core_relocate(spec, program, view->core, core->instructions[i], err);
		if (result)
			return result;
	}
	return 0;
}

int relocate_program(const struct bpf_program *program, const struct relocation_view *view,
	const struct core_relocated *core, struct arena *arena, struct relocated_program *relocated,
	struct xsk_object_error *err)
{
	int result;

	memset(relocated, 0, sizeof(*relocated));
	result = append_subprograms(program, core, arena, relocated, err);
	if (!result)
		result = relocate_data(program->object, view, arena, relocated, err);
	if (!result)
		result = relocate_info(program->object->spec, arena, relocated, err);
	if (result) {
		free(relocated->instructions);
		memset(relocated, 0, sizeof(*relocated));
	}
	return result;
}

const struct segment *relocated_segment(const struct relocated_program *relocated, uint32_t instruction)
{
	uint32_t low = 0, high = relocated->segment_count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (relocated->segments[middle].position <= instruction)
			low = middle;
		else
			high = middle;
	}
	return &relocated->segments[low];
}
