// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Any bytes as an object file: opened or refused with a line; what opened keeps the invariants of spec.h,
 * takes setters and closes.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/object/object.h"

/* An invariant that is broken is a crash for the fuzzer. */
#define MUST(condition)           \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

static unsigned char sink;

static void read_bytes(const void *bytes, size_t count)
{
	for (size_t i = 0; i < count; i += 64)
		sink ^= ((const unsigned char *)bytes)[i];
	if (count)
		sink ^= ((const unsigned char *)bytes)[count - 1];
}

static void check_relocation(const struct object_spec *spec, const struct program_spec *program,
	const struct relocation_spec *relocation)
{
	const struct bpf_insn *instruction;

	MUST(relocation->instruction < program->instruction_count);
	instruction = &program->instructions[relocation->instruction];
	switch (relocation->kind) {
	case RELOCATION_MAP:
		MUST(relocation->target < spec->map_count);
		break;
	case RELOCATION_DATA:
		MUST(relocation->target < spec->map_count);
		MUST(relocation->offset <= spec->maps[relocation->target].data_size);
		break;
	case RELOCATION_CALL:
	case RELOCATION_SUBPROGRAM:
		MUST(relocation->target == SPEC_NONE || spec->programs[relocation->target].is_subprogram);
		break;
	case RELOCATION_EXTERN_LD64:
	case RELOCATION_EXTERN_CALL:
		MUST(relocation->target < spec->extern_count);
		break;
	case RELOCATION_JUMP_TABLE: /* checked when it is relocated */
		break;
	}
	if (instruction->code == (BPF_LD | BPF_IMM | BPF_DW))
		MUST(relocation->instruction + 1 < program->instruction_count);
	else
		MUST(instruction->code == (BPF_JMP | BPF_CALL));
	read_bytes(relocation->symbol, strlen(relocation->symbol));
}

static void check_program(const struct object_spec *spec, const struct program_spec *program)
{
	MUST(program->section < spec->section_count);
	MUST(object_spec_program_at(spec, program->section, program->section_instruction) ==
		(uint32_t)(program - spec->programs));
	read_bytes(program->instructions, program->instruction_count * sizeof(struct bpf_insn));
	read_bytes(program->name, strlen(program->name));
	for (uint32_t i = 0; i < program->relocation_count; i++) {
		MUST(!i || program->relocations[i - 1].instruction < program->relocations[i].instruction);
		check_relocation(spec, program, &program->relocations[i]);
	}
	for (uint32_t i = 0; i < program->core_count; i++) {
		MUST(program->core[i].instruction < program->instruction_count);
		MUST(program->core[i].type_id < btf__type_cnt(spec->btf));
		read_bytes(program->core[i].access, strlen(program->core[i].access));
	}
	read_bytes(program->functions.records,
		(size_t)program->functions.count * program->functions.record_bytes);
	read_bytes(program->lines.records, (size_t)program->lines.count * program->lines.record_bytes);
	MUST(!program->function_id || btf_is_func(btf__type_by_id(spec->btf, program->function_id)));
	MUST(program->exception_callback == SPEC_NONE ||
		spec->programs[program->exception_callback].is_subprogram);
}

static void check_map(const struct object_spec *spec, struct bpf_map *map)
{
	size_t bytes = 0;
	void *value = bpf_map__initial_value(map, &bytes);
	const struct map_spec *described = map->spec;

	read_bytes(bpf_map__name(map), strlen(bpf_map__name(map)));
	MUST(!described->definition.value_type_id ||
		described->definition.value_type_id < btf__type_cnt(spec->btf));
	if (value && bytes < 1 << 20)
		read_bytes(value, bytes);
	for (uint32_t i = 0; i < described->slot_count; i++) {
		MUST(!i || described->slots[i - 1].key < described->slots[i].key);
		MUST(described->slots[i].target <
			(described->slots_are_programs ? spec->program_count : spec->map_count));
	}
	for (uint32_t i = 0; i < described->operation_count; i++) {
		MUST(described->operations[i].program < spec->program_count);
		MUST(described->operations[i].offset + 8 <= described->data_size);
	}
	bpf_map__set_max_entries(map, 5000);
	if (map_is_data(map) && bytes < 1 << 16)
		bpf_map__set_value_size(map, (uint32_t)bytes + 24);
}

static void check_externs(const struct object_spec *spec)
{
	uint32_t bytes =
		spec->kconfig_map == SPEC_NONE ? 0 : spec->maps[spec->kconfig_map].definition.value_size;

	for (uint32_t i = 0; i < spec->extern_count; i++) {
		const struct extern_spec *ext = &spec->externs[i];

		if (ext->kind == EXTERN_KCONFIG)
			MUST(ext->size && ext->offset + ext->size <= bytes &&
				ext->offset % ext->alignment == 0);
		MUST(ext->essential_len <= strlen(ext->name));
		MUST(ext->btf_id && ext->btf_id < btf__type_cnt(spec->btf));
	}
}

/* What a user asks of each map, and says; nothing of it may reach beyond the object. */
static void use_map(struct bpf_object *object, struct bpf_map *map)
{
	struct bpf_map *inner = bpf_map__inner_map(map);

	MUST(bpf_map__fd(map) < 0 && !bpf_map__is_pinned(map));
	bpf_object__find_map_by_name(object, map->spec->name);
	MUST(bpf_map__pin_path(map) == bpf_map__get_pin_path(map));
	bpf_object__find_map_fd_by_name(object, bpf_map__name(map));
	bpf_map__set_type(map, BPF_MAP_TYPE_HASH);
	bpf_map__set_map_flags(map, bpf_map__map_flags(map) | BPF_F_NO_PREALLOC);
	bpf_map__set_numa_node(map, bpf_map__numa_node(map) + 1);
	bpf_map__set_key_size(map, bpf_map__key_size(map) + 4);
	bpf_map__set_ifindex(map, bpf_map__ifindex(map) + 1);
	bpf_map__set_map_extra(map, bpf_map__map_extra(map) + 1);
	bpf_map__set_autoattach(map, !bpf_map__autoattach(map));
	bpf_map__set_autocreate(map, !bpf_map__autocreate(map));
	MUST(!bpf_map__set_pin_path(map, "/pin/of/a/map") && bpf_map__pin_path(map));
	MUST(!bpf_map__set_pin_path(map, NULL) && !bpf_map__pin_path(map));
	bpf_map__set_exclusive_program(map, bpf_object__next_program(object, NULL));
	bpf_map__exclusive_program(map);
	bpf_map__set_inner_map_fd(map, -1);
	bpf_map__btf_key_type_id(map);
	bpf_map__btf_value_type_id(map);
	if (inner)
		read_bytes(bpf_map__name(inner), strlen(bpf_map__name(inner)));
}

static void use_program(struct bpf_object *object, struct bpf_program *program)
{
	struct bpf_insn instructions[2] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT } };
	char log[16];

	MUST(bpf_program__fd(program) < 0 &&
		bpf_object__find_program_by_name(object, bpf_program__name(program)));
	read_bytes(bpf_program__section_name(program), strlen(bpf_program__section_name(program)));
	read_bytes(bpf_program__insns(program), bpf_program__insn_cnt(program) * sizeof(struct bpf_insn));
	bpf_program__set_type(program, bpf_program__type(program));
	bpf_program__set_expected_attach_type(program, bpf_program__expected_attach_type(program));
	bpf_program__set_flags(program, bpf_program__flags(program) | 1);
	bpf_program__set_ifindex(program, 1);
	bpf_program__set_log_level(program, bpf_program__log_level(program) + 1);
	MUST(!bpf_program__set_log_buf(program, log, sizeof(log)) &&
		!bpf_program__set_log_buf(program, NULL, 0));
	bpf_program__set_autoload(program, !bpf_program__autoload(program));
	bpf_program__set_autoattach(program, !bpf_program__autoattach(program));
	MUST(!bpf_program__func_info_cnt(program) == !bpf_program__func_info(program));
	MUST(!bpf_program__line_info_cnt(program) == !bpf_program__line_info(program));
	MUST(!bpf_program__set_insns(program, instructions, 2) && bpf_program__insn_cnt(program) == 2);
	bpf_program__set_type(program, BPF_PROG_TYPE_XDP);
}

static void check_object(struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_map *map;

	for (uint32_t i = 0; i < object->spec->program_count; i++)
		check_program(object->spec, &object->spec->programs[i]);
	check_externs(object->spec);
	bpf_object__for_each_map(map, object) check_map(object->spec, map);
	bpf_object__for_each_map(map, object) use_map(object, map);
	bpf_object__for_each_program(program, object) use_program(object, program);
	for (map = NULL; (map = bpf_object__prev_map(object, map));)
		MUST(bpf_object__next_map(object, map) || map == &object->maps[object->spec->map_count - 1]);
	for (program = NULL; (program = bpf_object__prev_program(object, program));)
		MUST(!program_is_subprogram(program));
	bpf_object__set_kversion(object, bpf_object__kversion(object) + 1);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "fuzz", .relaxed_maps = size & 1);
	struct xsk_object_error err;
	struct bpf_object *object;
	int code;

	if (!size)
		return 0;
	libbpf_set_print(NULL);
	code = xsk_object__open_mem(&object, data, size, &opts, &err);
	MUST(!code == !!object);
	MUST(!code == !err.text[0]);
	MUST(err.code == code);
	if (object)
		check_object(object);
	bpf_object__close(object);
	return 0;
}
