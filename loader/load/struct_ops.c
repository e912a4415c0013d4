// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Matching the object's structs of operations with the kernel's. */
#include "loader/load/struct_ops.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loader/btf/kernel.h"
#include "loader/kernel/uapi.h"
#include "loader/load/load.h"
#include "loader/print.h"

/* One map against its two kernel types. */
struct match {
	struct bpf_map *map;
	const struct btf *local, *kernel;
	const struct btf_type *local_struct, *kernel_struct, *value;
	uint32_t kernel_struct_id;
	uint32_t data_offset; /* of the struct in the value */
	struct struct_ops_kernel *result;
	struct xsk_object_error *err;
};

static int refuse(const struct match *match, int code, const char *member, const char *reason)
{
	return object_error_set(match->err, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .map = match->map->spec->name,
			.relocation = member),
		"struct_ops %s%s%s: %s", match->map->spec->name, member ? "." : "", member ? member : "",
		reason);
}

static const struct btf_member *member_named(
	const struct btf *btf, const struct btf_type *type, const char *name, uint32_t *index)
{
	for (*index = 0; *index < btf_vlen(type); ++*index) {
		const struct btf_member *member = btf_members(type) + *index;
		const char *candidate = btf_string_at(btf, member->name_off);

		if (candidate && strcmp(candidate, name) == 0)
			return member;
	}
	return NULL;
}

static bool all_zero(const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i])
			return false;
	return true;
}

static bool is_program_of(const struct bpf_object *object, const struct bpf_program *program)
{
	return program >= object->programs && program < object->programs + object->spec->program_count &&
	       ((const char *)program - (const char *)object->programs) % sizeof(*program) == 0;
}

/* The program takes the place of one function of the kernel's struct. */
static int wire_program(const struct match *match, const char *name, uint32_t index, uint32_t offset,
	struct bpf_program *program)
{
	if (!is_program_of(match->map->object, program))
		return refuse(match, -EINVAL, name,
			"what stands in the function's place is no program of this object");
	if (program->type != BPF_PROG_TYPE_STRUCT_OPS)
		return refuse(match, -EINVAL, name, "its program is of another type than struct_ops");
	if (program->attach_btf_id && (program->attach_btf_id != match->kernel_struct_id ||
					      program->expected_attach_type != (enum bpf_attach_type)index))
		return refuse(
			match, -EINVAL, name, "its program stands in another struct's or member's place too");
	program->attach_btf_id = match->kernel_struct_id;
	program->expected_attach_type = (enum bpf_attach_type)index;
	match->result->wires[match->result->wire_count++] = (struct struct_ops_wire){ offset, program };
	return 0;
}

static bool is_function_pointer(const struct btf *btf, const struct btf_type *type)
{
	uint32_t id = type->type;

	if (!btf_is_ptr(type))
		return false;
	type = btf_skip_mods_and_typedefs(btf, &id);
	return type && btf_is_func_proto(type);
}

static int match_pointer(const struct match *match, const char *name, uint32_t index, uint32_t kernel_offset,
	const struct btf_type *kernel_type, const char *here)
{
	struct bpf_program *program;

	memcpy(&program, here, sizeof(program));
	if (!program)
		return 0; /* optional, and not implemented */
	if (!is_function_pointer(match->kernel, kernel_type))
		return refuse(match, -ENOTSUP, name, "the kernel has a pointer there that is no function's");
	return wire_program(match, name, index, kernel_offset, program);
}

static int match_member(const struct match *match, uint32_t i)
{
	const struct btf_member *member = btf_members(match->local_struct) + i;
	const char *name = btf_string_at(match->local, member->name_off);
	uint32_t offset = btf_member_bit_offset(match->local_struct, i) / 8, type_id = member->type, index;
	const struct btf_type *type = btf_skip_mods_and_typedefs(match->local, &type_id), *kernel_type;
	int64_t bytes = btf__resolve_size(match->local, type_id), kernel_bytes;
	const char *here = (const char *)match->map->value + offset;
	const struct btf_member *kernel_member;
	uint32_t kernel_offset;

	if (!name || !type || bytes < 0 || (uint64_t)bytes + offset > match->map->spec->data_size)
		return refuse(match, -EINVAL, name, "a member that has no name or no size");
	kernel_member = member_named(match->kernel, match->kernel_struct, name, &index);
	if (!kernel_member) {
		if (!all_zero(here, (size_t)bytes))
			return refuse(match, -ENOTSUP, name,
				"this kernel's struct has no such member (leave it zero)");
		print_info("struct_ops %s: this kernel's struct has no member %s\n", match->map->spec->name,
			name);
		return 0;
	}
	if (btf_member_bitfield_size(match->local_struct, i) ||
		btf_member_bitfield_size(match->kernel_struct, index))
		return refuse(match, -ENOTSUP, name, "bitfields are not supported");
	kernel_offset = match->data_offset + btf_member_bit_offset(match->kernel_struct, index) / 8;
	type_id = kernel_member->type;
	kernel_type = btf_skip_mods_and_typedefs(match->kernel, &type_id);
	if (!kernel_type || btf_kind(kernel_type) != btf_kind(type))
		return refuse(match, -ENOTSUP, name, "this kernel's member is of another kind");
	if (btf_is_ptr(type))
		return match_pointer(match, name, index, kernel_offset, kernel_type, here);
	kernel_bytes = btf__resolve_size(match->kernel, type_id);
	if (kernel_bytes != bytes || (uint64_t)kernel_bytes + kernel_offset > match->value->size)
		return refuse(match, -ENOTSUP, name, "this kernel's member has another size");
	memcpy((char *)match->map->kernel_value + kernel_offset, here, (size_t)bytes);
	return 0;
}

/* Where the struct lies in the kernel's wrapper. */
static int find_data(struct match *match)
{
	for (uint32_t i = 0; i < btf_vlen(match->value); i++) {
		uint32_t id = btf_members(match->value)[i].type;

		if (btf_skip_mods_and_typedefs(match->kernel, &id) && id == match->kernel_struct_id) {
			match->data_offset = btf_member_bit_offset(match->value, i) / 8;
			return 0;
		}
	}
	return refuse(match, -EINVAL, NULL, "the kernel's wrapper does not hold the struct");
}

static int match_map(struct match *match)
{
	uint32_t members = btf_vlen(match->local_struct);
	struct arena *arena = &match->map->object->load->arena;
	int code = find_data(match);

	if (code)
		return code;
	free(match->map->kernel_value);
	match->map->kernel_value = calloc(1, match->value->size);
	match->result->wires = arena_array(arena, members, sizeof(*match->result->wires));
	if (!match->map->kernel_value || !match->result->wires)
		return object_error_memory(match->err, XSK_OBJECT_PHASE_KERNEL);
	match->map->kernel_value_type_id = match->result->value_type_id;
	match->map->definition.value_size = match->value->size;
	for (uint32_t i = 0; i < members && !code; i++)
		code = match_member(match, i);
	return code;
}

/*
 * The two kernel types of a map: the struct of operations, and what wraps it; in the kernel or in one module.
 */
static int find_types(struct match *match, struct kernel_view *view, const struct btf_candidates *found,
	const struct btf_wish wishes[2], const char *name)
{
	const struct btf_candidate *wrapper = found->list + wishes[0].first;
	int64_t module;

	if (!wishes[0].count) {
		char reason[192];

		snprintf(reason, sizeof(reason), "this kernel has no struct_ops of struct %s", name);
		return refuse(match, -ESRCH, NULL, reason);
	}
	match->kernel = wrapper->btf;
	match->value = btf_type_at(wrapper->btf, wrapper->id);
	match->result->value_type_id = wrapper->id;
	for (uint32_t i = 0; i < wishes[1].count; i++) {
		const struct btf_candidate *candidate = found->list + wishes[1].first + i;

		if (candidate->btf == wrapper->btf) {
			match->kernel_struct_id = candidate->id;
			match->kernel_struct = btf_type_at(candidate->btf, candidate->id);
			break;
		}
	}
	if (!match->kernel_struct)
		return refuse(match, -ENOTSUP, NULL, "the kernel's struct is not where its wrapper is");
	module = kernel_view_module(view, wrapper->btf, &match->map->object->load->arena);
	if (module < 0)
		return object_error_memory(match->err, XSK_OBJECT_PHASE_KERNEL);
	match->result->module = (uint32_t)module;
	return match_map(match);
}

static int match_one(struct bpf_map *map, struct xsk_object_error *err)
{
	struct bpf_object *object = map->object;
	struct object_load *load = object->load;
	uint32_t type_id = map->spec->definition.value_type_id;
	const struct btf_type *type = btf_skip_mods_and_typedefs(object->spec->btf, &type_id);
	const char *name = type ? btf_name_of(object->spec->btf, type) : "";
	size_t len = btf_essential_length(name);
	char wrapper_name[160], struct_name[128];
	struct btf_wish wishes[2] = { { .name = wrapper_name, .kinds = KIND_BIT(BTF_KIND_STRUCT) },
		{ .name = struct_name, .kinds = KIND_BIT(BTF_KIND_STRUCT) } };
	struct struct_ops_kernel *result = arena_allocate(&load->arena, sizeof(*result));
	struct match match = {
		.map = map, .local = object->spec->btf, .local_struct = type, .result = result, .err = err
	};
	struct btf_candidates found = { 0 };
	struct xsk_error cause;
	int code;

	if (!result)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	if (!len || len >= sizeof(struct_name))
		return refuse(&match, -EINVAL, NULL, "its type has no name that a kernel could have");
	snprintf(wrapper_name, sizeof(wrapper_name), "bpf_struct_ops_%.*s", (int)len, name);
	snprintf(struct_name, sizeof(struct_name), "%.*s", (int)len, name);
	code = kernel_btf_find(wishes, 2, &found, KERNEL_BTF_AND_MODULES, &cause);
	if (code)
		return object_error_from(err, code,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .map = map->spec->name), &cause);
	load->struct_ops[map - object->maps] = result;
	code = find_types(&match, &load->view, &found, wishes, struct_name);
	btf_candidates_free(&found);
	return code;
}

static bool is_used(const struct bpf_object *object, const struct bpf_program *program)
{
	for (uint32_t i = 0; i < object->spec->map_count; i++) {
		const struct struct_ops_kernel *kernel = object->load->struct_ops[i];

		for (uint32_t j = 0; kernel && j < kernel->wire_count; j++)
			if (kernel->wires[j].program == program)
				return true;
	}
	return false;
}

/*
 * Programs that the file puts into a struct are loaded exactly when the kernel gets them: those that users,
 * or this kernel, took out are not; those that are left are, whatever bpf_program__set_autoload() said, as
 * with libbpf.
 */
static void load_used(struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->map_count; i++) {
		const struct map_spec *spec = &object->spec->maps[i];

		for (uint32_t j = 0; j < spec->operation_count; j++) {
			struct bpf_program *program = &object->programs[spec->operations[j].program];

			program->autoload = is_used(object, program);
		}
	}
}

int struct_ops_match(struct bpf_object *object, struct xsk_object_error *err)
{
	bool any = false;

	for (uint32_t i = 0; i < object->spec->map_count; i++) {
		struct bpf_map *map = &object->maps[i];
		int code;

		if (!map_is_struct_ops(map))
			continue;
		any = true;
		code = map->autocreate ? match_one(map, err) : 0;
		if (code)
			return code;
	}
	if (any)
		load_used(object);
	return 0;
}

void struct_ops_create_opts(const struct bpf_map *map, struct bpf_map_create_opts *opts)
{
	const struct object_load *load = map->object->load;
	const struct struct_ops_kernel *kernel = load->struct_ops[map - map->object->maps];

	opts->btf_vmlinux_value_type_id = kernel->value_type_id;
	if (!kernel->module)
		return;
	opts->value_type_btf_obj_fd = load->module_fds[kernel->module - 1];
	opts->map_flags |= UAPI_BPF_F_VTYPE_BTF_OBJ_FD;
}

bool struct_ops_wake_kernel(const struct bpf_object *object)
{
	const struct bpf_insn program[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT } };
	LIBBPF_OPTS(bpf_prog_load_opts, opts);
	int fd;

	if (object->token_fd > 0) {
		opts.token_fd = (__u32)object->token_fd;
		opts.prog_flags = UAPI_BPF_F_TOKEN_FD;
	}
	fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, NULL, "GPL", program, 2, &opts);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int struct_ops_module_fd(const struct bpf_program *program)
{
	const struct object_load *load = program->object->load;

	for (uint32_t i = 0; i < program->object->spec->map_count; i++) {
		const struct struct_ops_kernel *kernel = load->struct_ops[i];

		for (uint32_t j = 0; kernel && kernel->module && j < kernel->wire_count; j++)
			if (kernel->wires[j].program == program)
				return load->module_fds[kernel->module - 1];
	}
	return 0;
}

void struct_ops_fill(struct bpf_map *map)
{
	const struct struct_ops_kernel *kernel = map->object->load->struct_ops[map - map->object->maps];

	for (uint32_t i = 0; i < kernel->wire_count; i++) {
		/* The kernel reads a descriptor where its struct has a function pointer. */
		unsigned long fd = (unsigned long)kernel->wires[i].program->fd;

		memcpy((char *)map->kernel_value + kernel->wires[i].offset, &fd, sizeof(fd));
	}
}
