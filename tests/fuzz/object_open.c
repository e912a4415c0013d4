// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Any bytes as an object file: opened or refused with a line; what opened keeps the invariants of spec.h, takes
 * setters and closes.
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
	case RELOCATION_JUMP_TABLE:
		MUST(relocation->offset + relocation->size <= spec->jump_table_bytes);
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

static void check_object(struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_map *map;

	for (uint32_t i = 0; i < object->spec->program_count; i++)
		check_program(object->spec, &object->spec->programs[i]);
	check_externs(object->spec);
	bpf_object__for_each_map(map, object) check_map(object->spec, map);
	bpf_object__for_each_program(program, object) bpf_program__set_type(program, BPF_PROG_TYPE_XDP);
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
