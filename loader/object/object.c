// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The overlay: programs and maps of a spec as structs that setters and later stages write; and their end. */
#include "loader/object/object.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/syscall.h"
#include "loader/kernel/uapi.h"
#include "loader/object/create.h"
#include "loader/result.h"

uint32_t map_ring_bytes(uint32_t wanted)
{
	uint64_t bytes = (uint64_t)sysconf(_SC_PAGESIZE);

	/* 0 is a mistake that the kernel shall show; so is a size that no power of two reaches. */
	if (!wanted)
		return 0;
	while (bytes < wanted)
		bytes *= 2;
	return bytes > UINT32_MAX ? wanted : (uint32_t)bytes;
}

bool map_is_ring(uint32_t type)
{
	return type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_USER_RINGBUF;
}

size_t map_mapping_bytes(const struct bpf_map *map, uint32_t value_bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t each = ((size_t)value_bytes + 7) / 8 * 8;
	size_t bytes;

	if (__builtin_mul_overflow(each, map->definition.max_entries, &bytes) || bytes > SIZE_MAX - page)
		return 0;
	return (bytes + page - 1) / page * page;
}

size_t map_value_bytes(const struct bpf_map *map)
{
	if (!map->value)
		return 0;
	/* Only sections of data follow the map's value size. */
	return map_is_data(map) ? map->definition.value_size : map->spec->data_size;
}

/* ---- values ---- */

static int map_data_value(struct bpf_map *map)
{
	size_t bytes = map_mapping_bytes(map, map->definition.value_size);
	int code = sys_mmap(&map->value, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (code)
		return object_error_set(&map->object->error, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAPS, .map = map->spec->name,
				.kernel_errno = -code),
			"map %s: no memory for its %u bytes", map->spec->name, map->definition.value_size);
	map->value_mapped_bytes = bytes;
	if (map->spec->data)
		memcpy(map->value, map->spec->data, map->spec->data_size);
	return 0;
}

static int copy_value(struct bpf_map *map)
{
	map->value = calloc(1, map->spec->data_size ? map->spec->data_size : 1);
	if (!map->value)
		return object_error_memory(&map->object->error, XSK_OBJECT_PHASE_MAPS);
	if (map->spec->data)
		memcpy(map->value, map->spec->data, map->spec->data_size);
	return 0;
}

/* Users find a pointer to the program in each function member, and may put another there, or NULL. */
static int make_struct_ops_shadow(struct bpf_map *map)
{
	int code = copy_value(map);

	for (uint32_t i = 0; !code && i < map->spec->operation_count; i++) {
		const struct struct_ops_slot *slot = &map->spec->operations[i];
		struct bpf_program *program = &map->object->programs[slot->program];

		memcpy((char *)map->value + slot->offset, &program, sizeof(program));
	}
	return code;
}

static int check_arena(struct bpf_map *map)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t room = page * map->definition.max_entries;

	if (map->spec->data_size <= room)
		return 0;
	return object_error_set(&map->object->error, -E2BIG,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAPS, .map = map->spec->name,
			.remedy = "raise its max_entries, which are pages"),
		"map %s: an arena of %u pages, its variables take %llu bytes", map->spec->name,
		map->definition.max_entries, (unsigned long long)map->spec->data_size);
}

static int make_value(struct bpf_map *map)
{
	if (map_is_data(map))
		return map_data_value(map);
	if (map_is_struct_ops(map))
		return make_struct_ops_shadow(map);
	if (map->spec->data_size) {
		int code = check_arena(map);

		return code ? code : copy_value(map);
	}
	return 0;
}

/* ---- programs and maps ---- */

static int init_map(struct bpf_map *map, struct bpf_object *object, const struct map_spec *spec)
{
	*map = (struct bpf_map){
		.object = object,
		.spec = spec,
		.definition = spec->definition,
		.autocreate = !spec->no_autocreate,
		.autoattach = spec->origin == MAP_ORIGIN_STRUCT_OPS,
		.inner_fd = -1,
		.fd = -1,
	};
	if (map_is_ring(map->definition.type))
		map->definition.max_entries = map_ring_bytes(map->definition.max_entries);
	if (spec->pin_path) {
		map->pin_path = strdup(spec->pin_path);
		if (!map->pin_path)
			return object_error_memory(&object->error, XSK_OBJECT_PHASE_MAPS);
	}
	return make_value(map);
}

/* Inner maps hold no maps themselves, so this does not recurse. */
static int init_inner_map(struct bpf_map *map)
{
	int code;

	if (!map->spec->inner)
		return 0;
	map->inner = calloc(1, sizeof(*map->inner));
	if (!map->inner)
		return object_error_memory(&map->object->error, XSK_OBJECT_PHASE_MAPS);
	code = init_map(map->inner, map->object, map->spec->inner);
	/* A template: created along with the outer map. */
	map->inner->autocreate = false;
	return code;
}

static void init_program(
	struct bpf_program *program, struct bpf_object *object, const struct program_spec *spec)
{
	*program = (struct bpf_program){
		.object = object,
		.spec = spec,
		.autoload = !spec->no_autoload && !spec->is_subprogram,
		.autoattach = true,
		.log_level = object->kernel_log_level,
		.instructions = (struct bpf_insn *)spec->instructions,
		.instruction_count = spec->instruction_count,
		.fd = -1,
	};
	if (spec->is_subprogram || !section_define(spec->section_name, &program->definition))
		return;
	program->has_definition = true;
	program->type = program->definition.type;
	program->expected_attach_type = program->definition.attach_type;
}

/* A program in a struct_ops table is what the table makes of it, unless its section says something else. */
static int type_struct_ops_program(const struct bpf_map *map, struct bpf_program *program)
{
	if (!program->has_definition)
		program->type = BPF_PROG_TYPE_STRUCT_OPS;
	if (program->type == BPF_PROG_TYPE_STRUCT_OPS)
		return 0;
	return object_error_set(&map->object->error, -EINVAL,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAPS, .map = map->spec->name,
			.program = program->spec->name, .remedy = "give it SEC(\"struct_ops\")"),
		"map %s: program %s, in section %s, is no struct_ops program", map->spec->name,
		program->spec->name, program->spec->section_name);
}

static int init_maps(struct bpf_object *object)
{
	int code = 0;

	for (uint32_t i = 0; i < object->spec->map_count && !code; i++) {
		struct bpf_map *map = &object->maps[i];

		code = init_map(map, object, &object->spec->maps[i]);
		if (!code)
			code = init_inner_map(map);
		for (uint32_t j = 0; !code && j < map->spec->operation_count; j++)
			code = type_struct_ops_program(
				map, &object->programs[map->spec->operations[j].program]);
	}
	return code;
}

/* Callbacks of registered handlers see a program of a complete object. */
static int call_setups(struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->program_count; i++) {
		struct bpf_program *program = &object->programs[i];
		int code = 0;

		if (program->has_definition && program->definition.setup)
			code = program->definition.setup(program, program->definition.cookie);
		if (code < 0)
			return object_error_set(&object->error, code,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAMS, .program = program->spec->name,
					.section = program->spec->section_name),
				"program %s: the handler registered for section %s refused it: %d",
				program->spec->name, program->spec->section_name, code);
	}
	return 0;
}

static int init_object(struct bpf_object *object)
{
	const struct object_spec *spec = object->spec;

	/* Each is made whole before the next can fail: what is destroyed then holds no descriptor 0. */
	object->programs = calloc(spec->program_count ? spec->program_count : 1, sizeof(*object->programs));
	if (!object->programs)
		return object_error_memory(&object->error, XSK_OBJECT_PHASE_PROGRAMS);
	for (uint32_t i = 0; i < spec->program_count; i++)
		init_program(&object->programs[i], object, &spec->programs[i]);
	object->maps = calloc(spec->map_count ? spec->map_count : 1, sizeof(*object->maps));
	if (!object->maps)
		return object_error_memory(&object->error, XSK_OBJECT_PHASE_PROGRAMS);
	for (uint32_t i = 0; i < spec->map_count; i++)
		object->maps[i] = (struct bpf_map){
			.object = object, .spec = &spec->maps[i], .inner_fd = -1, .fd = -1
		};
	return init_maps(object);
}

int object_create(struct bpf_object **result, struct object_spec *spec, uint32_t log_level,
	struct xsk_object_error *err)
{
	struct bpf_object *object = calloc(1, sizeof(*object));
	int code;

	*result = NULL;
	if (!object) {
		object_spec_destroy(spec);
		return object_error_memory(err, XSK_OBJECT_PHASE_PROGRAMS);
	}
	object->spec = spec;
	object->token_fd = -1;
	object->kernel_version = spec->kernel_version;
	object->kernel_log_level = log_level;
	code = init_object(object);
	if (code) {
		*err = object->error;
		object_destroy(object);
		return code;
	}
	*result = object;
	return 0;
}

int object_finish(struct bpf_object *object, struct xsk_object_error *err)
{
	int code = call_setups(object);

	if (code)
		*err = object->error;
	return code;
}

/* ---- the end ---- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void destroy_map(struct bpf_map *map)
{
	close_fd(&map->fd);
	if (map->value_mapped_bytes)
		munmap(map->value, map->value_mapped_bytes);
	else
		free(map->value);
	free(map->kernel_value);
	free(map->pin_path);
}

void map_drop_inner(struct bpf_map *map)
{
	if (!map->inner)
		return;
	destroy_map(map->inner);
	free(map->inner);
	map->inner = NULL;
}

void program_drop_attach_module(struct bpf_program *program)
{
	if (program->attach_btf_object_fd)
		close((int)program->attach_btf_object_fd);
	program->attach_btf_object_fd = 0;
}

static void destroy_program(struct bpf_program *program)
{
	close_fd(&program->fd);
	program_drop_attach_module(program);
	if (program->owns_instructions)
		free(program->instructions);
	free(program->left_out);
}

void object_destroy(struct bpf_object *object)
{
	if (!object)
		return;
	if (object->release_load)
		object->release_load(object);
	if (object->release_usdt)
		object->release_usdt(object);
	for (uint32_t i = 0; object->programs && i < object->spec->program_count; i++)
		destroy_program(&object->programs[i]);
	for (uint32_t i = 0; object->maps && i < object->spec->map_count; i++) {
		map_drop_inner(&object->maps[i]);
		destroy_map(&object->maps[i]);
	}
	close_fd(&object->token_fd);
	free(object->program_names);
	free(object->programs);
	free(object->maps);
	object_spec_destroy(object->spec);
	free(object);
}

void program_set_instructions(struct bpf_program *program, struct bpf_insn *instructions, size_t count)
{
	if (program->owns_instructions)
		free(program->instructions);
	program->instructions = instructions;
	program->instruction_count = count;
	program->owns_instructions = true;
}

/* ---- failures ---- */

int object_failed(struct bpf_object *object, int code)
{
	object_error_report(&object->error);
	return result_int(code);
}

int object_fail(
	struct bpf_object *object, int code, const struct object_place *place, const char *format, ...)
{
	char text[XSK_OBJECT_ERROR_TEXT_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	object_error_set(&object->error, code, place, "%s", text);
	return object_failed(object, code);
}
