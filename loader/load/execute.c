// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The serial executor: command after command, against the kernel. */
#include "loader/load/load.h"
#include "loader/load/parallel.h"

static int run(struct bpf_object *object, const struct command *command, struct xsk_object_error *err)
{
	switch (command->kind) {
	case COMMAND_LOAD_BTF:
		return btf_upload(object, err);
	case COMMAND_OPEN_PINNED_MAP:
		return map_open_pinned(&object->maps[command->index], err);
	case COMMAND_CREATE_MAP:
		return map_create(&object->maps[command->index], err);
	case COMMAND_FILL_MAP:
		return map_fill(&object->maps[command->index], err);
	case COMMAND_FREEZE_MAP:
		return map_freeze(&object->maps[command->index], err);
	case COMMAND_SHOW_MAP:
		return map_show(&object->maps[command->index], err);
	case COMMAND_FILL_MAP_SLOTS:
		return map_fill_slots(&object->maps[command->index], err);
	case COMMAND_PIN_MAP:
		return map_pin(&object->maps[command->index], err);
	case COMMAND_MAKE_JUMP_TABLES:
		return map_make_jump_tables(object, command->index, err);
	case COMMAND_LOAD_PROGRAM:
		return program_load(&object->programs[command->index], err);
	case COMMAND_BIND_RODATA:
		return program_bind_rodata(&object->programs[command->index], err);
	case COMMAND_FILL_STRUCT_OPS:
		struct_ops_fill(&object->maps[command->index]);
		return 0;
	default: /* COMMAND_PREPARED, the barrier */
		return 0;
	}
}

int plan_execute(
	struct plan *plan, struct bpf_object *object, enum command_kind last, struct xsk_object_error *err)
{
	while (plan->next < plan->count) {
		const struct command *command = &plan->commands[plan->next];
		int result;

		if (command->kind == COMMAND_LOAD_PROGRAM) {
			result = programs_load(plan, object, err); /* moves plan->next behind the last */
		} else {
			result = run(object, command, err);
			plan->next++;
		}
		if (result || command->kind == last)
			return result;
	}
	return 0;
}
