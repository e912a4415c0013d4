// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The maps of a spec as a growing array, by place, and what .rel.maps says about initial contents: addresses
 * stored in the `values` of a map of maps or a program array.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS, .section = ".maps"

struct map_spec *reader_add_map(struct reader *reader)
{
	if (reader->spec->map_count == reader->map_room) {
		uint32_t room = reader->map_room ? reader->map_room * 2 : 16;
		struct map_spec *maps = arena_array(reader->arena, room, sizeof(*maps));

		if (!maps)
			return NULL;
		if (reader->maps)
			memcpy(maps, reader->maps, reader->map_room * sizeof(*maps));
		reader->maps = maps;
		reader->spec->maps = maps;
		reader->map_room = room;
	}
	return &reader->maps[reader->spec->map_count++];
}

/* ---- by place ---- */

static int compare_places(const void *left, const void *right, void *maps)
{
	const struct map_spec *a = (struct map_spec *)maps + *(const uint32_t *)left;
	const struct map_spec *b = (struct map_spec *)maps + *(const uint32_t *)right;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	return a->section_offset < b->section_offset ? -1 : a->section_offset > b->section_offset;
}

int reader_index_maps(struct reader *reader)
{
	uint32_t count = reader->spec->map_count;

	reader->maps_by_place = arena_array(&reader->scratch, count, sizeof(*reader->maps_by_place));
	if (!reader->maps_by_place)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	for (uint32_t i = 0; i < count; i++)
		reader->maps_by_place[i] = i;
	qsort_r(reader->maps_by_place, count, sizeof(*reader->maps_by_place), compare_places, reader->maps);
	return 0;
}

uint32_t reader_map_around(const struct reader *reader, uint32_t section, uint64_t offset)
{
	uint32_t low = 0, high = reader->spec->map_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct map_spec *map = &reader->maps[reader->maps_by_place[middle]];

		if (map->section < section || (map->section == section && map->section_offset <= offset))
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || reader->maps[reader->maps_by_place[low - 1]].section != section)
		return SPEC_NONE;
	return reader->maps_by_place[low - 1];
}

uint32_t reader_map_at(const struct reader *reader, uint32_t section, uint64_t offset)
{
	uint32_t map = reader_map_around(reader, section, offset);

	return map != SPEC_NONE && reader->maps[map].section_offset == offset ? map : SPEC_NONE;
}

/* ---- initial contents ---- */

/* Slots of maps in one list, in the file's order; sorted and cut into maps at the end. */
struct placed_slot {
	uint32_t map;
	uint32_t order;
	struct map_slot slot;
};

static int find_map(
	struct reader *reader, const struct map_spec *map, const struct elf_symbol *symbol, uint32_t *target)
{
	const struct object_place *place = OBJECT_AT(PHASE, .map = map->name, .relocation = symbol->name);

	if (symbol->is_special || symbol->section != reader->maps_section)
		return object_error_set(reader->err, -LIBBPF_ERRNO__RELOC, place,
			"map %s: initial value %s is no map of .maps", map->name, symbol->name);
	if (map->definition.type == BPF_MAP_TYPE_HASH_OF_MAPS && map->definition.key_size != sizeof(uint32_t))
		return object_error_set(reader->err, -EINVAL, place,
			"map %s: keys of %u bytes, with initial values they must have 4", map->name,
			map->definition.key_size);
	*target = reader_map_at(reader, symbol->section, symbol->value);
	if (*target == SPEC_NONE)
		return object_error_set(reader->err, -ESRCH, place, "map %s: initial value %s is no map",
			map->name, symbol->name);
	return 0;
}

static int find_program(
	struct reader *reader, const struct map_spec *map, const struct elf_symbol *symbol, uint32_t *target)
{
	const struct object_place *place = OBJECT_AT(PHASE, .map = map->name, .relocation = symbol->name);

	if (symbol->is_special || symbol->value % sizeof(struct bpf_insn) ||
		symbol->value / sizeof(struct bpf_insn) >= UINT32_MAX)
		return object_error_set(reader->err, -ESRCH, place, "map %s: initial value %s is no program",
			map->name, symbol->name);
	*target = object_spec_program_at(
		reader->spec, symbol->section, (uint32_t)(symbol->value / sizeof(struct bpf_insn)));
	if (*target == SPEC_NONE)
		return object_error_set(reader->err, -ESRCH, place, "map %s: initial value %s is no program",
			map->name, symbol->name);
	if (reader->programs[*target].is_subprogram)
		return object_error_set(reader->err, -LIBBPF_ERRNO__RELOC,
			OBJECT_AT(PHASE, .map = map->name, .relocation = symbol->name,
				.remedy = "give it a SEC()"),
			"map %s: initial value %s is a subprogram, no program of its own", map->name,
			symbol->name);
	return 0;
}

static int read_slot(
	struct reader *reader, const struct elf_relocation *relocation, struct placed_slot *placed)
{
	uint64_t offset;
	const struct map_spec *map;
	struct elf_symbol symbol;
	int code = reader_symbol(reader, relocation->symbol, &symbol);

	if (code)
		return code;
	placed->map = reader_map_around(reader, reader->maps_section, relocation->offset);
	map = placed->map == SPEC_NONE ? NULL : &reader->maps[placed->map];
	if (!map || (!map->inner && !map->slots_are_programs))
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE, .relocation = symbol.name),
			"section .maps: %s is stored at offset %llu, where no map has initial values",
			symbol.name, (unsigned long long)relocation->offset);
	offset = relocation->offset - map->section_offset;
	if (offset < map->values_offset || (offset - map->values_offset) % 8 ||
		(offset - map->values_offset) / 8 > UINT32_MAX)
		return object_error_set(reader->err, -EINVAL,
			OBJECT_AT(PHASE, .map = map->name, .relocation = symbol.name),
			"map %s: %s is stored at offset %llu, which is no slot of its values", map->name,
			symbol.name, (unsigned long long)offset);
	placed->slot.key = (uint32_t)((offset - map->values_offset) / 8);
	return map->slots_are_programs ? find_program(reader, map, &symbol, &placed->slot.target)
				       : find_map(reader, map, &symbol, &placed->slot.target);
}

static int compare_slots(const void *left, const void *right)
{
	const struct placed_slot *a = left, *b = right;

	if (a->map != b->map)
		return a->map < b->map ? -1 : 1;
	if (a->slot.key != b->slot.key)
		return a->slot.key < b->slot.key ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* Where two relocations name one slot, the later one stands. */
static int share_out(struct reader *reader, struct placed_slot *placed, uint32_t count)
{
	struct map_slot *slots = arena_array(reader->arena, count, sizeof(*slots));

	if (!slots)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	qsort(placed, count, sizeof(*placed), compare_slots);
	for (uint32_t i = 0; i < count; i++) {
		struct map_spec *map = &reader->maps[placed[i].map];

		if (!map->slot_count)
			map->slots = slots;
		if (map->slot_count && slots[-1].key == placed[i].slot.key) {
			slots[-1] = placed[i].slot;
			continue;
		}
		*slots++ = placed[i].slot;
		map->slot_count++;
	}
	return 0;
}

static int read_table(struct reader *reader, const struct elf_relocations *relocations)
{
	struct placed_slot *placed = arena_array(&reader->scratch, relocations->count, sizeof(*placed));

	if (!placed)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	for (uint32_t i = 0; i < relocations->count; i++) {
		struct elf_relocation relocation;
		struct xsk_error cause;
		int code;

		if (elf_relocation_at(relocations, i, &relocation, &cause))
			return reader_elf_failed(reader, &cause);
		placed[i].order = i;
		code = read_slot(reader, &relocation, &placed[i]);
		if (code)
			return code;
	}
	return share_out(reader, placed, relocations->count);
}

/* One table of relocations each for .maps and the sections of struct_ops. */
static int read_tables_of(struct reader *reader, uint32_t type)
{
	const struct elf_section *section = NULL;

	while ((section = elf_section_typed(reader->elf, type, section))) {
		enum section_role role = section->info < reader->spec->section_count
						 ? reader->sections[section->info].role
						 : SECTION_IGNORED;
		struct elf_relocations relocations;
		struct xsk_error cause;
		int code;

		if (role != SECTION_MAPS && role != SECTION_STRUCT_OPS)
			continue;
		if (elf_relocations_of(&relocations, &reader->symbols, section, &cause))
			return reader_elf_failed(reader, &cause);
		code = role == SECTION_MAPS ? read_table(reader, &relocations)
					    : read_struct_ops_slots(reader, &relocations);
		if (code)
			return code;
	}
	return 0;
}

int read_map_slots(struct reader *reader)
{
	int code = read_tables_of(reader, SHT_REL);

	return code ? code : read_tables_of(reader, SHT_RELA);
}
