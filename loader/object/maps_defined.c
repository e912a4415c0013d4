// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Maps that BTF defines: each variable of section .maps is a struct whose members' types say what the map is.
 * A number v is a pointer to an array of v ints, or an enum with one value; a type T is a pointer to T.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "loader/kernel/uapi.h"
#include "loader/object/reader.h"

#define PHASE .phase = XSK_OBJECT_PHASE_MAPS, .section = ".maps"

/* One definition on its way into a map. */
struct parse {
	struct reader *reader;
	struct map_spec *map;
	const char *member;
	bool is_inner, is_relaxed;
};

static int refuse(const struct parse *parse, int code, const char *what)
{
	return object_error_set(parse->reader->err, code, OBJECT_AT(PHASE, .map = parse->map->name),
		"map %s: %s: %s", parse->map->name, parse->member, what);
}

static bool is_map_in_map(uint32_t type)
{
	return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* What a member of pointer type points at; NULL and a line for another type. */
static const struct btf_type *pointed(const struct parse *parse, uint32_t id, uint32_t *target)
{
	const struct btf *btf = parse->reader->spec->btf;
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &id);

	if (!type || !type_is(type, BTF_KIND_PTR))
		return NULL;
	*target = type->type;
	return btf_type_at(btf, type->type);
}

static int read_long(const struct parse *parse, uint32_t id, uint64_t *value)
{
	const struct btf *btf = parse->reader->spec->btf;
	const struct btf_type *type;
	uint32_t target;

	if (pointed(parse, id, &target)) {
		type = btf_skip_mods_and_typedefs(btf, &target);
		if (!type || !type_is(type, BTF_KIND_ARRAY))
			return refuse(parse, -EINVAL, "a pointer, but not to an array (use __uint)");
		*value = ((const struct btf_array *)type_payload(type))->nelems;
		return 0;
	}
	type = btf_skip_mods_and_typedefs(btf, &id);
	if (!type || !btf_is_any_enum(type) || btf_vlen(type) != 1)
		return refuse(parse, -EINVAL, "not a number (use __uint or __ulong)");
	if (type_is(type, BTF_KIND_ENUM)) {
		int32_t narrow = ((const struct btf_enum *)type_payload(type))->val;

		*value = btf_kflag(type) ? (uint64_t)narrow : (uint32_t)narrow;
	} else {
		*value = btf_enum64_value(type_payload(type));
	}
	return 0;
}

static int read_int(const struct parse *parse, uint32_t id, uint32_t *value)
{
	uint64_t wide;
	int code = read_long(parse, id, &wide);

	if (code)
		return code;
	if (wide > UINT32_MAX)
		return refuse(parse, -EINVAL, "does not fit into 32 bits");
	*value = (uint32_t)wide;
	return 0;
}

/* key_size and value_size: must agree with a key or value that was given before. */
static int read_size(const struct parse *parse, uint32_t id, uint32_t *size)
{
	uint32_t value = 0;
	int code = read_int(parse, id, &value);

	if (code)
		return code;
	if (*size && *size != value)
		return refuse(parse, -EINVAL, "disagrees with the size of the type");
	*size = value;
	return 0;
}

/* key and value. */
static int read_type(const struct parse *parse, uint32_t id, uint32_t *size, uint32_t *type_id)
{
	uint32_t target;
	int64_t bytes;

	if (!pointed(parse, id, &target))
		return refuse(parse, -EINVAL, "not a type (use __type)");
	bytes = btf__resolve_size(parse->reader->spec->btf, target);
	if (bytes < 0 || bytes > INT_MAX)
		return refuse(
			parse, bytes < 0 ? (int)bytes : -E2BIG, "its type has no size that a map could have");
	if (*size && *size != bytes)
		return refuse(parse, -EINVAL, "its size disagrees with the one given as a number");
	*size = (uint32_t)bytes;
	*type_id = target;
	return 0;
}

static int read_pinning(struct parse *parse, uint32_t id)
{
	uint32_t value = 0;
	int code;

	if (parse->is_inner)
		return refuse(parse, -EINVAL, "an inner map is not pinned");
	code = read_int(parse, id, &value);
	if (code)
		return code;
	if (value > 1)
		return refuse(parse, -EINVAL, "neither LIBBPF_PIN_NONE nor LIBBPF_PIN_BY_NAME");
	parse->map->pin_by_name = value;
	return 0;
}

static int read_struct(struct parse *parse, const struct btf_type *definition);

static int read_inner(struct parse *parse, const struct btf_type *definition)
{
	struct reader *reader = parse->reader;
	size_t len = strlen(parse->map->name);
	struct map_spec *inner = arena_allocate(reader->arena, sizeof(*inner));
	char *name = arena_allocate(reader->arena, len + sizeof(".inner"));
	struct parse inner_parse = { .reader = reader, .map = inner, .is_inner = true };
	int code;

	if (!inner || !name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	memcpy(name, parse->map->name, len);
	memcpy(name + len, ".inner", sizeof(".inner"));
	*inner = (struct map_spec){ .name = name, .section_name = ".maps", .section = SPEC_NONE };
	code = read_struct(&inner_parse, definition);
	parse->map->inner = inner;
	return code;
}

/* An array of pointers, of no declared length: to inner definitions, or to functions (then programs). */
static int read_values(struct parse *parse, const struct btf_type *definition, uint32_t index)
{
	const struct btf *btf = parse->reader->spec->btf;
	uint32_t id = ((const struct btf_member *)type_payload(definition))[index].type, target;
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &id);
	struct map_spec *map = parse->map;

	if (parse->is_inner)
		return refuse(parse, -EINVAL, "an inner map cannot hold maps or programs");
	if (index + 1 != btf_vlen(definition))
		return refuse(parse, -EINVAL, "must be the last member");
	if (!is_map_in_map(map->definition.type) && map->definition.type != BPF_MAP_TYPE_PROG_ARRAY)
		return refuse(parse, -EINVAL, "only for maps of maps and program arrays (and after type)");
	if (map->definition.value_size && map->definition.value_size != 4)
		return refuse(parse, -EINVAL, "value_size must be 4");
	map->definition.value_size = 4;
	map->values_offset = btf_member_bit_offset(definition, index) / 8;
	if (!type || !type_is(type, BTF_KIND_ARRAY) || ((const struct btf_array *)type_payload(type))->nelems)
		return refuse(parse, -EINVAL, "not an array of length zero (use __array)");
	type = pointed(parse, ((const struct btf_array *)type_payload(type))->type, &target);
	type = type ? btf_skip_mods_and_typedefs(btf, &target) : NULL;
	if (map->definition.type == BPF_MAP_TYPE_PROG_ARRAY) {
		map->slots_are_programs = true;
		return type && type_is(type, BTF_KIND_FUNC_PROTO)
			       ? 0
			       : refuse(parse, -EINVAL, "its elements are no pointers to functions");
	}
	if (!type || !type_is(type, BTF_KIND_STRUCT))
		return refuse(parse, -EINVAL, "its elements are no pointers to map definitions");
	return read_inner(parse, type);
}

static int read_member(struct parse *parse, const struct btf_type *definition, uint32_t index)
{
	const struct btf_member *member = (const struct btf_member *)type_payload(definition) + index;
	struct map_definition *def = &parse->map->definition;
	struct {
		const char *name;
		uint32_t *value;
	} numbers[] = {
		{ "type", &def->type },
		{ "max_entries", &def->max_entries },
		{ "map_flags", &def->flags },
		{ "numa_node", &def->numa_node },
	};
	const char *name = btf_string_at(parse->reader->spec->btf, member->name_off);

	parse->member = name && *name ? name : "a member without a name";
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!strcmp(parse->member, numbers[i].name))
			return read_int(parse, member->type, numbers[i].value);
	if (!strcmp(parse->member, "key_size"))
		return read_size(parse, member->type, &def->key_size);
	if (!strcmp(parse->member, "value_size"))
		return read_size(parse, member->type, &def->value_size);
	if (!strcmp(parse->member, "key"))
		return read_type(parse, member->type, &def->key_size, &def->key_type_id);
	if (!strcmp(parse->member, "value"))
		return read_type(parse, member->type, &def->value_size, &def->value_type_id);
	if (!strcmp(parse->member, "values"))
		return read_values(parse, definition, index);
	if (!strcmp(parse->member, "pinning"))
		return read_pinning(parse, member->type);
	if (!strcmp(parse->member, "map_extra"))
		return read_long(parse, member->type, &def->extra);
	if (parse->is_relaxed)
		return 0;
	return refuse(parse, -ENOTSUP, "no attribute of a map (open with relaxed_maps to ignore it)");
}

static int read_struct(struct parse *parse, const struct btf_type *definition)
{
	for (uint32_t i = 0; i < btf_vlen(definition); i++) {
		int code = read_member(parse, definition, i);

		if (code)
			return code;
	}
	parse->member = "type";
	return parse->map->definition.type ? 0 : refuse(parse, -EINVAL, "missing, or BPF_MAP_TYPE_UNSPEC");
}

static int set_pin_path(struct reader *reader, struct map_spec *map)
{
	const char *root = reader->options->pin_root_path ? reader->options->pin_root_path : "/sys/fs/bpf";
	size_t root_len = strlen(root), name_len = strlen(map->name);
	char *path;

	if (!map->pin_by_name)
		return 0;
	if (root_len + name_len + 2 > PATH_MAX)
		return object_error_set(reader->err, -ENAMETOOLONG, OBJECT_AT(PHASE, .map = map->name),
			"map %s: its pin path under %.100s is too long", map->name, root);
	path = arena_allocate(reader->arena, root_len + name_len + 2);
	if (!path)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	memcpy(path, root, root_len);
	path[root_len] = '/';
	memcpy(path + root_len + 1, map->name, name_len + 1);
	map->pin_path = path;
	return 0;
}

static int read_map(struct reader *reader, const struct btf_var_secinfo *place)
{
	const struct btf *btf = reader->spec->btf;
	const struct btf_type *variable = btf_type_at(btf, place->type);
	struct map_spec *map = reader_add_map(reader);
	struct parse parse = { .reader = reader, .map = map, .is_relaxed = reader->options->relaxed_maps };
	const struct btf_type *definition;
	uint32_t id;
	int code;

	if (!map)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	if (!variable || !type_is(variable, BTF_KIND_VAR))
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE),
			"section .maps: type %u is no variable", place->type);
	*map = (struct map_spec){
		.name = reader_text(reader, btf_name_of(btf, variable)),
		.section_name = reader->sections[reader->maps_section].name,
		.section = reader->maps_section,
		.section_offset = place->offset,
	};
	if (!map->name)
		return reader_no_memory(reader, XSK_OBJECT_PHASE_MAPS);
	parse.member = "definition";
	if (((const struct btf_var *)type_payload(variable))->linkage != BTF_VAR_GLOBAL_ALLOCATED)
		return refuse(&parse, -EOPNOTSUPP, "a static or hidden variable (remove static)");
	id = variable->type;
	definition = btf_skip_mods_and_typedefs(btf, &id);
	if (!definition || !type_is(definition, BTF_KIND_STRUCT))
		return refuse(&parse, -EINVAL, "no struct");
	if (definition->size > place->size)
		return refuse(&parse, -EINVAL, "larger than its variable");
	code = read_struct(&parse, definition);
	return code ? code : set_pin_path(reader, map);
}

static int check_arena(struct reader *reader)
{
	for (uint32_t i = 0; i < reader->spec->map_count; i++) {
		if (reader->maps[i].definition.type != UAPI_BPF_MAP_TYPE_ARENA)
			continue;
		if (reader->spec->arena_map != SPEC_NONE)
			return object_error_set(reader->err, -EINVAL,
				OBJECT_AT(PHASE, .map = reader->maps[i].name),
				"map %s: a second arena besides %s", reader->maps[i].name,
				reader->maps[reader->spec->arena_map].name);
		reader->spec->arena_map = i;
	}
	return 0;
}

int read_defined_maps(struct reader *reader)
{
	const struct btf_var_secinfo *places;
	const struct btf_type *datasec;
	int code = 0;

	if (!reader->maps_section)
		return 0;
	datasec = reader_datasec(reader, ".maps", NULL);
	if (!datasec)
		return object_error_set(reader->err, -EINVAL, OBJECT_AT(PHASE, .remedy = "compile with -g"),
			"section .maps: the BTF has no DATASEC for it");
	places = type_payload(datasec);
	for (uint32_t i = 0; i < btf_vlen(datasec) && !code; i++)
		code = read_map(reader, &places[i]);
	return code ? code : check_arena(reader);
}
