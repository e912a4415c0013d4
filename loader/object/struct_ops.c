// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Tables of functions for the kernel: each variable of .struct_ops and .struct_ops.link is a map. Which kernel
 * type it stands for, and whether that has these members, is found at load; here is what the file says.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/kernel/uapi.h"
#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS

static int fill_map(struct reader *reader, struct map_spec *map, const struct elf_section *section,
	const struct btf_var_secinfo *place)
{
	const struct btf *btf = reader->spec->btf;
	const struct btf_type *variable = btf_type_at(btf, place->type), *type;
	uint32_t id = variable->type;

	type = btf_skip_mods_and_typedefs(btf, &id);
	*map = (struct map_spec){
		.name = reader_text(reader, btf_name_of(btf, variable)),
		.section_name = reader->sections[section->index].name,
		.origin = MAP_ORIGIN_STRUCT_OPS,
		.section = section->index,
		.section_offset = place->offset,
		.no_autocreate = section->name[0] == '?',
		.uses_link = strstr(section->name, ".link"),
	};
	if (!map->name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	if (!type || !type_is(type, BTF_KIND_STRUCT))
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .section = section->name, .map = map->name),
			"map %s: a variable of section %s that is no struct", map->name, section->name);
	if (!*btf_name_of(btf, type))
		return object_error_set(reader->err, -ENOTSUP,
			OBJECT_AT(PHASE, .section = section->name, .map = map->name),
			"map %s: its struct has no name", map->name);
	if (type->size > section->size || place->offset > section->size - type->size)
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .section = section->name, .map = map->name),
			"map %s: %u bytes at %u reach beyond section %s", map->name, type->size,
			place->offset, section->name);
	map->definition = (struct map_definition){
		.type = BPF_MAP_TYPE_STRUCT_OPS,
		.key_size = sizeof(uint32_t),
		.value_size = type->size,
		.max_entries = 1,
		.flags = map->uses_link ? UAPI_BPF_F_LINK : 0,
		.value_type_id = id,
	};
	map->data_size = type->size;
	map->data = arena_copy(reader->arena, section->bytes + place->offset, type->size);
	return map->data ? 0 : reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
}

static int read_section(struct reader *reader, const struct elf_section *section)
{
	const struct btf_type *datasec = reader_datasec(reader, section->name, NULL);
	const struct btf_var_secinfo *places = datasec ? type_payload(datasec) : NULL;
	int code = 0;

	if (!datasec)
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .section = section->name, .remedy = "compile with -g"),
			"section %s: the BTF has no DATASEC for it", section->name);
	for (uint32_t i = 0; i < btf_vlen(datasec) && !code; i++) {
		struct map_spec *map = reader_add_map(reader);

		code = map ? fill_map(reader, map, section, &places[i])
			   : reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	}
	return code;
}

int read_struct_ops(struct reader *reader)
{
	int code = 0;

	for (uint32_t i = 0; i < reader->spec->section_count && !code; i++)
		if (reader->sections[i].role == SECTION_STRUCT_OPS)
			code = read_section(reader, &reader->elf->sections[i]);
	return code;
}

/* ---- function pointers ---- */

/* The member at an offset, which must be a pointer to a function; SPEC_NONE and a line else. */
static uint32_t find_member(struct reader *reader, const struct map_spec *map, uint32_t offset, int *code)
{
	const struct btf *btf = reader->spec->btf;
	const struct btf_type *type = btf_type_at(btf, map->definition.value_type_id), *target;
	const struct btf_member *members = type_payload(type);

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		uint32_t id = members[i].type;

		if (btf_member_bit_offset(type, i) != offset * 8)
			continue;
		target = btf_skip_mods_and_typedefs(btf, &id);
		id = target ? target->type : 0;
		if (target && type_is(target, BTF_KIND_PTR)) {
			target = btf_skip_mods_and_typedefs(btf, &id);
			if (target && type_is(target, BTF_KIND_FUNC_PROTO))
				return i;
		}
		*code = object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .map = map->name,
				.relocation = btf_string_at(btf, members[i].name_off)),
			"map %s: member %s is no pointer to a function, but an address is stored there",
			map->name, btf_string_at(btf, members[i].name_off));
		return SPEC_NONE;
	}
	*code = object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE, .map = map->name),
		"map %s: an address at offset %u, where no member begins", map->name, offset);
	return SPEC_NONE;
}

static int fill_slot(struct reader *reader, struct struct_ops_slot *slot, const struct map_spec *map,
	const struct elf_relocation *relocation)
{
	struct elf_symbol symbol;
	int code = reader_symbol(reader, relocation->symbol, &symbol);

	if (code)
		return code;
	slot->offset = (uint32_t)(relocation->offset - map->section_offset);
	slot->member = find_member(reader, map, slot->offset, &code);
	if (code)
		return code;
	/* A pointer of BPF, and in the shadow one of ours. */
	if (map->data_size - slot->offset < 8)
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE, .map = map->name),
			"map %s: an address at offset %u of %llu bytes", map->name, slot->offset,
			(unsigned long long)map->data_size);
	slot->program = SPEC_NONE;
	if (!symbol.is_special && symbol.value % sizeof(struct bpf_insn) == 0 &&
		symbol.value / sizeof(struct bpf_insn) < UINT32_MAX)
		slot->program = object_spec_program_at(
			reader->spec, symbol.section, (uint32_t)(symbol.value / sizeof(struct bpf_insn)));
	if (slot->program == SPEC_NONE || reader->programs[slot->program].is_subprogram)
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .map = map->name, .relocation = symbol.name,
				.remedy = "give the function SEC(\"struct_ops\")"),
			"map %s: %s, stored at offset %u, is no program", map->name, symbol.name,
			slot->offset);
	return 0;
}

static int compare_slots(const void *left, const void *right)
{
	const struct struct_ops_slot *a = left, *b = right;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* The slots of one map, out of the relocations of its section. */
static int read_map_slots_of(
	struct reader *reader, struct map_spec *map, const struct elf_relocations *relocations)
{
	struct struct_ops_slot *slots = NULL;
	uint32_t room = 0;

	for (uint32_t i = 0; i < relocations->count; i++) {
		struct elf_relocation relocation;
		struct xsk_error cause;
		int code;

		if (elf_relocation_at(relocations, i, &relocation, &cause))
			return reader_elf_failed(reader, &cause);
		if (relocation.offset < map->section_offset ||
			relocation.offset - map->section_offset >= map->data_size)
			continue;
		if (!slots) {
			room = relocations->count - i;
			slots = arena_array(reader->arena, room, sizeof(*slots));
			if (!slots)
				return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
		}
		code = fill_slot(reader, &slots[map->operation_count++], map, &relocation);
		if (code)
			return code;
	}
	if (slots)
		qsort(slots, map->operation_count, sizeof(*slots), compare_slots);
	map->operations = slots;
	return 0;
}

int read_struct_ops_slots(struct reader *reader, const struct elf_relocations *relocations)
{
	for (uint32_t i = 0; i < reader->spec->map_count; i++) {
		struct map_spec *map = &reader->maps[i];
		int code;

		if (map->origin != MAP_ORIGIN_STRUCT_OPS || map->section != relocations->target->index)
			continue;
		code = read_map_slots_of(reader, map, relocations);
		if (code)
			return code;
	}
	return 0;
}
