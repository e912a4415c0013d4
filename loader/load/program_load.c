// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * One program to the kernel: descriptors into its slots, what its section and its setters say into the
 * options, the handler's callback, the load. Touches nothing but the program itself, so that several may run
 * at once.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/kernel/capabilities.h"
#include "loader/kernel/uapi.h"
#include "loader/kernel/version.h"
#include "loader/load/load.h"
#include "loader/load/optional.h"
#include "loader/load/verifier_log.h"

int slot_descriptor(const struct bpf_object *object, uint32_t program, const struct descriptor_slot *slot)
{
	switch (slot->kind) {
	case SLOT_MAP:
		return object->maps[slot->index].fd;
	case SLOT_MODULE_BTF:
		return object->load->module_fds[slot->index];
	default: /* SLOT_JUMP_TABLE */
		return object->load->jump_table_fds[program][slot->index];
	}
}

static uint32_t index_of(const struct bpf_program *program)
{
	return (uint32_t)(program - program->object->programs);
}

static const struct relocated_program *relocated_of(const struct bpf_program *program)
{
	return &program->object->load->programs[index_of(program)];
}

static void fill_slots(struct bpf_program *program)
{
	const struct relocated_program *relocated = relocated_of(program);

	for (uint32_t i = 0; i < relocated->slot_count; i++) {
		const struct descriptor_slot *slot = &relocated->slots[i];
		uint32_t instruction = slot->instruction + (slot->kind == SLOT_MODULE_BTF);

		program->instructions[instruction].imm =
			slot_descriptor(program->object, index_of(program), slot);
	}
}

/* fd_array[1 + i] for calls of functions in modules; [0] is the kernel itself. */
static int make_fd_array(const struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	const struct relocated_program *relocated = relocated_of(program);
	int *fd_array;

	if (!relocated->module_count)
		return 0;
	fd_array = calloc(relocated->module_count + 1, sizeof(*fd_array));
	if (!fd_array)
		return -ENOMEM;
	for (uint32_t i = 0; i < relocated->module_count; i++)
		fd_array[i + 1] = program->object->load->module_fds[relocated->modules[i]];
	opts->fd_array = fd_array;
	return 0;
}

static void set_attach_target(const struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	const struct attach_target *target = &program->object->load->view.targets[index_of(program)];

	if (program->attach_program_fd > 0) {
		opts->attach_prog_fd = (__u32)program->attach_program_fd;
		opts->attach_btf_id = program->attach_btf_id;
	} else if (program->attach_btf_id) {
		opts->attach_btf_id = program->attach_btf_id;
		opts->attach_btf_obj_fd = program->type == BPF_PROG_TYPE_STRUCT_OPS
						  ? (__u32)struct_ops_module_fd(program)
						  : program->attach_btf_object_fd;
	} else if (target->btf_id) {
		opts->attach_btf_id = target->btf_id;
		if (target->module)
			opts->attach_btf_obj_fd =
				(__u32)program->object->load->module_fds[target->module - 1];
	}
}

static void set_section_flags(struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	unsigned int flags = program->has_definition ? program->definition.flags : 0;

	if (flags & SECTION_SLEEPABLE)
		opts->prog_flags |= BPF_F_SLEEPABLE;
	if (flags & SECTION_XDP_FRAGS && program->type == BPF_PROG_TYPE_XDP)
		opts->prog_flags |= BPF_F_XDP_HAS_FRAGS;
	if (flags & SECTION_USDT && capability_has(CAPABILITY_UPROBE_MULTI, program->object->token_fd))
		program->expected_attach_type = (enum bpf_attach_type)UAPI_BPF_TRACE_UPROBE_MULTI;
	opts->expected_attach_type = program->expected_attach_type;
}

static void set_info(const struct bpf_program *program, struct bpf_prog_load_opts *opts)
{
	if (program->object->load->btf_fd < 0)
		return;
	opts->prog_btf_fd = (__u32)program->object->load->btf_fd;
	opts->func_info = program->function_info;
	opts->func_info_cnt = program->function_info_count;
	opts->func_info_rec_size = program->function_info_bytes;
	opts->line_info = program->line_info;
	opts->line_info_cnt = program->line_info_count;
	opts->line_info_rec_size = program->line_info_bytes;
}

static int set_options(
	struct bpf_program *program, struct bpf_prog_load_opts *opts, struct xsk_object_error *err)
{
	int code;

	if (program->type == BPF_PROG_TYPE_UNSPEC)
		return object_error_set(err, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAM_LOAD, .program = program->spec->name,
				.section = program->spec->section_name, .remedy = "bpf_program__set_type()"),
			"program %s: section '%s' does not say of which type it is", program->spec->name,
			program->spec->section_name);
	if (program->type == BPF_PROG_TYPE_STRUCT_OPS && !program->attach_btf_id)
		return object_error_set(err, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAM_LOAD, .program = program->spec->name,
				.section = program->spec->section_name,
				.remedy = "bpf_program__set_autoload()"),
			"program %s: it stands in no table of .struct_ops or .struct_ops.link that is "
			"created",
			program->spec->name);
	opts->prog_flags = program->flags;
	opts->prog_ifindex = program->ifindex;
	opts->kern_version = program->object->kernel_version;
	if (program->object->token_fd > 0) {
		opts->token_fd = (__u32)program->object->token_fd;
		opts->prog_flags |= UAPI_BPF_F_TOKEN_FD;
	}
	set_section_flags(program, opts);
	set_attach_target(program, opts);
	set_info(program, opts);
	if (!program->has_definition || !program->definition.prepare_load)
		return 0;
	code = program->definition.prepare_load(program, opts, program->definition.cookie);
	return code < 0 ? object_error_set(err, code,
				  OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAM_LOAD,
					  .program = program->spec->name),
				  "program %s: the handler of section '%s' refused it: %s",
				  program->spec->name, program->spec->section_name, error_name(code))
			: 0;
}

int program_complete(
	struct bpf_program *program, struct program_request *request, struct xsk_object_error *err)
{
	request->opts = (struct bpf_prog_load_opts){ .sz = sizeof(request->opts) };
	if (make_fd_array(program, &request->opts))
		return object_error_memory(err, XSK_OBJECT_PHASE_PROGRAM_LOAD);
	request->fd_array = request->opts.fd_array;
	fill_slots(program);
	return set_options(program, &request->opts, err);
}

int program_load(struct bpf_program *program, struct xsk_object_error *err)
{
	struct program_request request;
	int code = program_complete(program, &request, err);

	if (!code)
		code = verifier_load(program, &request.opts, err);
	free((void *)request.fd_array);
	return code && program->is_optional ? program_leave_out(program, err) : code;
}

static bool uses_map(const struct relocated_program *relocated, uint32_t map)
{
	for (uint32_t i = 0; i < relocated->slot_count; i++)
		if (relocated->slots[i].kind == SLOT_MAP && relocated->slots[i].index == map)
			return true;
	return false;
}

int program_bind_rodata(struct bpf_program *program, struct xsk_object_error *err)
{
	const struct bpf_object *object = program->object;

	for (uint32_t i = 0; i < object->spec->map_count && program->fd >= 0; i++) {
		const struct bpf_map *map = &object->maps[i];
		int code;

		if (map->spec->origin != MAP_ORIGIN_RODATA || map->fd < 0 ||
			uses_map(relocated_of(program), i))
			continue;
		code = bpf_prog_bind_map(program->fd, map->fd, NULL);
		if (code && code != -EEXIST)
			return object_error_set(err, code,
				OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAM_LOAD,
					.program = program->spec->name, .map = map->spec->name,
					.kernel_errno = -code),
				"program %s: bind map %s: %s", program->spec->name, map->spec->name,
				error_name(code));
	}
	return 0;
}
