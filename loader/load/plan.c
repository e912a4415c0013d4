// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Which commands a load takes, in which order. */
#include "loader/load/plan.h"

#include <string.h>

#include "loader/kernel/uapi.h"
#include "loader/load/load.h"

static int add(struct plan *plan, struct arena *arena, enum command_kind kind, uint32_t index)
{
	if (plan->count == plan->room) {
		uint32_t room = plan->room ? 2 * plan->room : 64;
		struct command *larger = arena_array(arena, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		if (plan->count)
			memcpy(larger, plan->commands, plan->count * sizeof(*larger));
		plan->commands = larger;
		plan->room = room;
	}
	plan->commands[plan->count++] = (struct command){ kind, index };
	return 0;
}

static bool is_frozen_map(const struct bpf_map *map)
{
	return map->spec->origin == MAP_ORIGIN_RODATA || map->spec->origin == MAP_ORIGIN_KCONFIG;
}

static bool has_memory(const struct bpf_map *map)
{
	return map_is_data(map) || map->definition.type == UAPI_BPF_MAP_TYPE_ARENA;
}

static int add_map(struct plan *plan, struct arena *arena, const struct bpf_map *map, uint32_t index)
{
	int result = 0;

	if (map->pin_path)
		result |= add(plan, arena, COMMAND_OPEN_PINNED_MAP, index);
	result |= add(plan, arena, COMMAND_CREATE_MAP, index);
	if (map_is_data(map))
		result |= add(plan, arena, COMMAND_FILL_MAP, index);
	if (is_frozen_map(map))
		result |= add(plan, arena, COMMAND_FREEZE_MAP, index);
	if (has_memory(map))
		result |= add(plan, arena, COMMAND_SHOW_MAP, index);
	return result;
}

/* A map that holds others is filled when all exist; pins come last, so that what others find is whole. */
static int add_maps(struct plan *plan, struct arena *arena, const struct bpf_object *object)
{
	int result = 0;

	for (uint32_t i = 0; i < object->spec->map_count; i++)
		if (object->maps[i].autocreate)
			result |= add_map(plan, arena, &object->maps[i], i);
	for (uint32_t i = 0; i < object->spec->map_count; i++) {
		const struct bpf_map *map = &object->maps[i];

		if (map->autocreate && map->spec->slot_count && !map->spec->slots_are_programs)
			result |= add(plan, arena, COMMAND_FILL_MAP_SLOTS, i);
	}
	for (uint32_t i = 0; i < object->spec->map_count; i++)
		if (object->maps[i].autocreate && object->maps[i].pin_path)
			result |= add(plan, arena, COMMAND_PIN_MAP, i);
	return result;
}

static bool is_loaded(const struct bpf_program *program)
{
	return !program_is_subprogram(program) && program->autoload;
}

static bool has_rodata(const struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->map_count; i++)
		if (object->maps[i].spec->origin == MAP_ORIGIN_RODATA && object->maps[i].autocreate)
			return true;
	return false;
}

static int add_programs(struct plan *plan, struct arena *arena, const struct bpf_object *object)
{
	bool rodata = has_rodata(object);
	int result = 0;

	for (uint32_t i = 0; i < object->spec->program_count; i++)
		if (is_loaded(&object->programs[i]) && object->load->programs[i].jump_table_count)
			result |= add(plan, arena, COMMAND_MAKE_JUMP_TABLES, i);
	for (uint32_t i = 0; i < object->spec->program_count; i++)
		if (is_loaded(&object->programs[i]))
			result |= add(plan, arena, COMMAND_LOAD_PROGRAM, i);
	for (uint32_t i = 0; rodata && i < object->spec->program_count; i++)
		if (is_loaded(&object->programs[i]))
			result |= add(plan, arena, COMMAND_BIND_RODATA, i);
	for (uint32_t i = 0; i < object->spec->map_count; i++) {
		const struct bpf_map *map = &object->maps[i];

		if (map->autocreate && map->spec->slot_count && map->spec->slots_are_programs)
			result |= add(plan, arena, COMMAND_FILL_MAP_SLOTS, i);
		if (map->autocreate && map_is_struct_ops(map))
			result |= add(plan, arena, COMMAND_FILL_STRUCT_OPS, i);
	}
	return result;
}

int plan_make(
	struct plan *plan, const struct bpf_object *object, struct arena *arena, struct xsk_object_error *err)
{
	int result = 0;

	memset(plan, 0, sizeof(*plan));
	if (object->spec->btf)
		result |= add(plan, arena, COMMAND_LOAD_BTF, 0);
	result |= add_maps(plan, arena, object);
	result |= add(plan, arena, COMMAND_PREPARED, 0);
	result |= add_programs(plan, arena, object);
	return result ? object_error_memory(err, XSK_OBJECT_PHASE_RELOCATE) : 0;
}

static const struct {
	const char *text;
	enum { OF_OBJECT, OF_MAP, OF_PROGRAM } noun;
} command_names[COMMAND_KINDS] = {
	[COMMAND_LOAD_BTF] = { "load BTF", OF_OBJECT },
	[COMMAND_OPEN_PINNED_MAP] = { "open pinned map", OF_MAP },
	[COMMAND_CREATE_MAP] = { "create map", OF_MAP },
	[COMMAND_FILL_MAP] = { "fill map", OF_MAP },
	[COMMAND_FREEZE_MAP] = { "freeze map", OF_MAP },
	[COMMAND_SHOW_MAP] = { "show map", OF_MAP },
	[COMMAND_FILL_MAP_SLOTS] = { "fill slots of map", OF_MAP },
	[COMMAND_PIN_MAP] = { "pin map", OF_MAP },
	[COMMAND_PREPARED] = { "prepared", OF_OBJECT },
	[COMMAND_MAKE_JUMP_TABLES] = { "make jump tables of program", OF_PROGRAM },
	[COMMAND_LOAD_PROGRAM] = { "load program", OF_PROGRAM },
	[COMMAND_BIND_RODATA] = { "bind rodata to program", OF_PROGRAM },
	[COMMAND_FILL_STRUCT_OPS] = { "fill struct_ops", OF_MAP },
};

void plan_print(const struct plan *plan, const struct bpf_object *object, FILE *out)
{
	for (uint32_t i = 0; i < plan->count; i++) {
		const struct command *command = &plan->commands[i];
		const char *name = "";

		if (command_names[command->kind].noun == OF_MAP)
			name = object->maps[command->index].spec->name;
		else if (command_names[command->kind].noun == OF_PROGRAM)
			name = object->programs[command->index].spec->name;
		fprintf(out, "%s%s%s\n", command_names[command->kind].text, *name ? " " : "", name);
	}
}
