// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * bpf_object__prepare() and bpf_object__load(): view, relocation, plan, executor. An object is loaded once,
 * whether or not that succeeds; a load that fails leaves no map and no program behind.
 */
#include "loader/load/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loader/btf/kernel.h"
#include "loader/load/token.h"
#include "loader/print.h"
#include "loader/result.h"

static void close_all(int *fds, uint32_t count)
{
	for (uint32_t i = 0; fds && i < count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void release_load(struct bpf_object *object)
{
	struct object_load *load = object->load;

	for (uint32_t i = 0; i < object->spec->program_count; i++) {
		if (load->programs)
			free(load->programs[i].instructions);
		if (load->jump_table_fds && load->jump_table_fds[i])
			close_all(load->jump_table_fds[i], load->programs[i].jump_table_count);
		if (load->logs)
			free(load->logs[i]);
	}
	close_all(load->module_fds, load->view.module_count);
	kernel_view_release(&load->view);
	btf__free(load->btf);
	arena_free(&load->arena);
	free(load);
	object->load = NULL;
}

int object_load_begin(struct bpf_object *object, struct xsk_object_error *err)
{
	uint32_t count = object->spec->program_count;
	struct object_load *load;

	if (object->load)
		return 0;
	load = calloc(1, sizeof(*load));
	if (!load)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	load->btf_fd = -1;
	object->load = load;
	object->release_load = release_load;
	load->programs = arena_array(&load->arena, count, sizeof(*load->programs));
	load->jump_table_fds = arena_array(&load->arena, count, sizeof(*load->jump_table_fds));
	load->struct_ops = arena_array(&load->arena, object->spec->map_count, sizeof(*load->struct_ops));
	load->logs = arena_array(&load->arena, count, sizeof(*load->logs));
	if (!load->programs || !load->jump_table_fds || !load->struct_ops || !load->logs)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	return 0;
}

/* Modules that something refers to, by descriptor: the kernel wants them in instructions and load options. */
static int open_modules(struct object_load *load, struct xsk_object_error *err)
{
	uint32_t count = load->view.module_count;

	load->module_fds = arena_array(&load->arena, count, sizeof(*load->module_fds));
	if (!load->module_fds)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	memset(load->module_fds, 0xff, count * sizeof(*load->module_fds));
	for (uint32_t i = 0; i < count; i++) {
		struct xsk_error cause;
		int fd = kernel_btf_open_fd(load->view.modules[i], &cause);

		if (fd < 0)
			return object_error_from(
				err, fd, OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL), &cause);
		load->module_fds[i] = fd;
	}
	return 0;
}

/* Gives the program what bpf_program__insns(), func_info() and line_info() show from now on. */
static void take_results(struct bpf_program *program, struct relocated_program *relocated)
{
	program_set_instructions(program, relocated->instructions, relocated->count);
	relocated->instructions = NULL;
	program->function_info = relocated->functions.records;
	program->function_info_count = relocated->functions.count;
	program->function_info_bytes = relocated->functions.record_bytes;
	program->line_info = relocated->lines.records;
	program->line_info_count = relocated->lines.count;
	program->line_info_bytes = relocated->lines.record_bytes;
}

static int relocate(struct bpf_object *object, struct xsk_object_error *err)
{
	struct object_load *load = object->load;
	struct arena scratch = { 0 };
	struct core_relocated core;
	int result = relocate_core(object, &load->view.relocation, &scratch, &core, err);

	for (uint32_t i = 0; i < object->spec->program_count && !result; i++) {
		struct bpf_program *program = &object->programs[i];

		if (program_is_subprogram(program) || !program->autoload)
			continue;
		result = relocate_program(
			program, &load->view.relocation, &core, &load->arena, &load->programs[i], err);
		if (!result)
			take_results(program, &load->programs[i]);
	}
	arena_free(&scratch);
	if (!result && load->view.relocation.lacks_context_tags)
		result = relocate_context_arguments(object, &load->btf, err);
	return result;
}

int object_plan(struct bpf_object *object, struct xsk_object_error *err)
{
	int result = relocate(object, err);

	return result ? result : plan_make(&object->load->plan, object, &object->load->arena, err);
}

static int run_to_prepared(struct bpf_object *object, struct xsk_object_error *err)
{
	struct object_load *load;
	int result;

	if (object->spec->is_foreign)
		return object_error_set(err, -LIBBPF_ERRNO__ENDIAN,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL),
			"object %s is of the other byte order: it can be looked at, not loaded",
			object->spec->name);
	result = object_load_begin(object, err);
	if (result)
		return result;
	load = object->load;
	result = token_create(object, err);
	if (!result)
		result = struct_ops_match(object, err);
	if (!result)
		result = kernel_view_gather(&load->view, object, &load->arena, err);
	if (!result)
		result = open_modules(load, err);
	if (!result)
		result = object_plan(object, err);
	if (!result)
		result = plan_execute(&load->plan, object, COMMAND_PREPARED, err);
	return result;
}

/* What a failed load has made so far: descriptors, and the pins that it put there itself. */
static void undo(struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->map_count; i++) {
		struct bpf_map *map = &object->maps[i];

		if (map->is_pinned && !map->reused)
			bpf_map__unpin(map, NULL);
		if (map->fd >= 0)
			close(map->fd);
		map->fd = -1;
	}
	for (uint32_t i = 0; i < object->spec->program_count; i++)
		bpf_program__unload(&object->programs[i]);
}

/* The verifier's words follow the line that sums them up. */
static void print_logs(const struct bpf_object *object)
{
	for (uint32_t i = 0; object->load && object->load->logs && i < object->spec->program_count; i++)
		if (object->load->logs[i])
			print_warn("program %s: -- BEGIN PROG LOAD LOG --\n%s-- END PROG LOAD LOG --\n",
				object->programs[i].spec->name, object->load->logs[i]);
}

static int fail(struct bpf_object *object, int code)
{
	object->state = OBJECT_LOADED;
	undo(object);
	object_failed(object, code);
	print_logs(object);
	return result_int(code);
}

int bpf_object__prepare(struct bpf_object *obj)
{
	int result;

	if (!obj)
		return result_int(-EINVAL);
	if (obj->state != OBJECT_OPENED)
		return object_fail(obj, -EINVAL, OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL),
			"object %s is prepared or loaded already", obj->spec->name);
	result = run_to_prepared(obj, &obj->error);
	if (result)
		return fail(obj, result);
	obj->state = OBJECT_PREPARED;
	return 0;
}

int bpf_object__load(struct bpf_object *obj)
{
	int result = 0;

	if (!obj)
		return result_int(-EINVAL);
	if (obj->state == OBJECT_LOADED)
		return object_fail(obj, -EINVAL, OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL),
			"object %s was loaded before", obj->spec->name);
	if (obj->state == OBJECT_OPENED)
		result = run_to_prepared(obj, &obj->error);
	if (!result)
		result = plan_execute(&obj->load->plan, obj, COMMAND_KINDS, &obj->error);
	if (result)
		return fail(obj, result);
	obj->state = OBJECT_LOADED;
	object_error_clear(&obj->error);
	return 0;
}
