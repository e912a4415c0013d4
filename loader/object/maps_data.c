// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Sections of data as maps of one entry: .data, .rodata, .bss and their named kinds, .kconfig; the arena's data. */
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS

enum {
	NAME_MOST = BPF_OBJ_NAME_LEN - 1,
	SUFFIX_LEAST = 7, /* ".rodata": so that the prefix is the same for all maps of an object */
};

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '.';
}

/*
 * What the kernel calls it: as much of the object's name as leaves room for the section's. Sections with a name
 * of their own (.data.x) need no prefix.
 */
static const char *make_name(struct reader *reader, const char *section)
{
	size_t section_len = strlen(section), prefix_len = strlen(reader->spec->name);
	size_t reserved = section_len < SUFFIX_LEAST ? SUFFIX_LEAST
			  : section_len > NAME_MOST  ? NAME_MOST
						     : section_len;
	char name[BPF_OBJ_NAME_LEN];

	if (prefix_len > NAME_MOST - reserved)
		prefix_len = NAME_MOST - reserved;
	if (strchr(section + 1, '.'))
		prefix_len = 0;
	snprintf(name, sizeof(name), "%.*s%.*s", (int)prefix_len, reader->spec->name, (int)reserved, section);
	for (char *c = name; *c; c++)
		if (!is_name_character(*c))
			*c = '_';
	return reader_text(reader, name);
}

/* Others can see such a variable, so it is worth mapping into memory. */
static bool has_global_variable(const struct reader *reader, const struct btf_type *datasec)
{
	const struct btf_var_secinfo *places = datasec ? type_payload(datasec) : NULL;

	for (uint32_t i = 0; datasec && i < btf_vlen(datasec); i++) {
		const struct btf_type *variable = btf_type_at(reader->spec->btf, places[i].type);

		if (((const struct btf_var *)type_payload(variable))->linkage != BTF_VAR_STATIC)
			return true;
	}
	return false;
}

static enum map_origin origin_of(const struct elf_section *section)
{
	if (section->type == SHT_NOBITS)
		return MAP_ORIGIN_BSS;
	return strncmp(section->name, ".rodata", 7) ? MAP_ORIGIN_DATA : MAP_ORIGIN_RODATA;
}

static int add_map(struct reader *reader, const char *section_name, enum map_origin origin, uint64_t size,
	struct map_spec **result)
{
	struct map_spec *map = reader_add_map(reader);
	const struct btf_type *datasec;
	uint32_t id = 0;

	if (size > INT_MAX)
		return object_error_set(reader->err, -E2BIG, OBJECT_AT(PHASE, .section = section_name),
			"section %s: %llu bytes, a map holds less than 2 GB", section_name,
			(unsigned long long)size);
	if (!map)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	datasec = reader_datasec(reader, section_name, &id);
	*map = (struct map_spec){
		.name = make_name(reader, section_name),
		.section_name = section_name,
		.shows_section_name = (origin == MAP_ORIGIN_DATA && strcmp(section_name, ".data")) ||
				      (origin == MAP_ORIGIN_RODATA && strcmp(section_name, ".rodata")),
		.origin = origin,
		.section = SPEC_NONE,
		.definition = { .type = BPF_MAP_TYPE_ARRAY,
			.key_size = sizeof(uint32_t),
			.value_size = (uint32_t)size,
			.max_entries = 1,
			.value_type_id = id },
		.data_size = size,
		.has_global_variable = has_global_variable(reader, datasec),
	};
	if (!map->name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	if (origin == MAP_ORIGIN_RODATA || origin == MAP_ORIGIN_KCONFIG)
		map->definition.flags |= BPF_F_RDONLY_PROG;
	if (map->has_global_variable)
		map->definition.flags |= BPF_F_MMAPABLE;
	*result = map;
	return 0;
}

static int read_data_map(struct reader *reader, const struct elf_section *section)
{
	struct map_spec *map;
	int code = add_map(
		reader, reader->sections[section->index].name, origin_of(section), section->size, &map);

	if (code)
		return code;
	map->section = section->index;
	if (!section->bytes)
		return 0;
	map->data = arena_copy(reader->arena, section->bytes, section->size);
	return map->data ? 0 : reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
}

/* Variables in the arena: their initial values go with the arena's map. */
static int read_arena_data(struct reader *reader, const struct elf_section *section)
{
	struct map_spec *map;

	if (reader->spec->arena_map == SPEC_NONE)
		return object_error_set(reader->err, -ENOENT,
			OBJECT_AT(PHASE, .section = section->name,
				.remedy = "define a map of type BPF_MAP_TYPE_ARENA"),
			"section %s: variables for an arena, but no arena", section->name);
	map = &reader->maps[reader->spec->arena_map];
	if (section->size > INT_MAX)
		return object_error_set(reader->err, -E2BIG, OBJECT_AT(PHASE, .section = section->name),
			"section %s: %llu bytes, an arena holds less than 2 GB of variables", section->name,
			(unsigned long long)section->size);
	map->data_size = section->size;
	if (!section->bytes)
		return 0;
	map->data = arena_copy(reader->arena, section->bytes, section->size);
	return map->data ? 0 : reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
}

int read_data_maps(struct reader *reader)
{
	int code = 0;

	for (uint32_t i = 0; i < reader->spec->section_count && !code; i++) {
		const struct elf_section *section = &reader->elf->sections[i];

		if (reader->sections[i].role == SECTION_DATA)
			code = read_data_map(reader, section);
		else if (reader->sections[i].role == SECTION_ARENA)
			code = read_arena_data(reader, section);
	}
	return code;
}

int read_kconfig_map(struct reader *reader)
{
	const struct extern_spec *last = NULL;
	struct map_spec *map;

	for (uint32_t i = 0; i < reader->spec->extern_count && reader->externs[i].kind == EXTERN_KCONFIG; i++)
		last = &reader->externs[i];
	if (!last)
		return 0;
	reader->spec->kconfig_map = reader->spec->map_count;
	return add_map(reader, ".kconfig", MAP_ORIGIN_KCONFIG, (uint64_t)last->offset + last->size, &map);
}
