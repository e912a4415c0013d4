// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs whose section names a target that must be known, by BTF id, when they are loaded. */
#include <errno.h>
#include <string.h>

#include "loader/load/attach_name.h"
#include "loader/load/kernel_view.h"

/* What is behind the '/' of the section's name; NULL: nothing. */
static const char *section_target(const struct bpf_program *program)
{
	const char *slash = strchr(program->spec->section_name, '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

/* The section asks for a target by BTF, and nobody gave one yet. */
static bool wants_target(const struct bpf_program *program)
{
	return !program_is_subprogram(program) && program->autoload && program->has_definition &&
	       program->definition.flags & SECTION_ATTACH_BTF && !program->attach_btf_id;
}

int targets_wish(const struct bpf_object *object, struct wish_list *list, int64_t *wish_of,
	struct xsk_object_error *err)
{
	for (uint32_t i = 0; i < object->spec->program_count; i++) {
		struct bpf_program *program = &object->programs[i];
		const char *target = section_target(program);
		char name[ATTACH_NAME_BYTES], *kept;
		uint32_t kinds;
		int code;

		wish_of[i] = -1;
		if (!wants_target(program))
			continue;
		if (!target)
			return object_error_set(err, -EINVAL,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = program->spec->name,
					.section = program->spec->section_name,
					.remedy = "bpf_program__set_attach_target(), or a name behind a '/'"),
				"program %s: section '%s' names no attach target", program->spec->name,
				program->spec->section_name);
		if (program->type == BPF_PROG_TYPE_EXT && program->attach_program_fd <= 0)
			return object_error_set(err, -EINVAL,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = program->spec->name,
					.section = program->spec->section_name,
					.remedy = "bpf_program__set_attach_target()"),
				"program %s: the program whose function it replaces is not set",
				program->spec->name);
		if (program->attach_program_fd > 0)
			code = attach_program_resolve(program, target, err);
		else
			code = attach_name(program, target, name, &kinds, err);
		if (code)
			return code;
		if (program->attach_program_fd > 0)
			continue;
		kept = arena_text(list->arena, name, strlen(name));
		wish_of[i] = kept ? wish_for(list, kept, kinds, false) : -ENOMEM;
		if (wish_of[i] < 0)
			return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	}
	return 0;
}

int targets_resolve(struct kernel_view *view, const struct bpf_object *object, const struct wish_list *list,
	const int64_t *wish_of, struct arena *arena, struct xsk_object_error *err)
{
	for (uint32_t i = 0; i < object->spec->program_count; i++) {
		const struct bpf_program *program = &object->programs[i];
		const struct btf_candidate *candidate;
		const struct btf_wish *wish;
		int64_t module;

		if (wish_of[i] < 0)
			continue;
		wish = &list->wishes[wish_of[i]];
		candidate = attach_choose(
			view->candidates.list + wish->first, wish->count, section_target(program));
		if (!candidate)
			return attach_missing(program, wish->name, err);
		module = kernel_view_module(view, candidate->btf, arena);
		if (module < 0)
			return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
		view->targets[i] = (struct attach_target){ candidate->id, (uint32_t)module };
	}
	return 0;
}
