// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* bpf_object: what it is, its programs and maps one after another and by name. */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/strings.h"
#include "loader/kernel/version.h"
#include "loader/object/object.h"
#include "loader/result.h"

enum { NAMES_WORTH = 32 }; /* programs; among fewer, names are compared one by one */

const char *bpf_object__name(const struct bpf_object *obj)
{
	return obj ? obj->spec->name : result_null(-EINVAL);
}

unsigned int bpf_object__kversion(const struct bpf_object *obj)
{
	if (!obj)
		return 0;
	/* The running kernel's, where neither file nor user says: asked only when somebody wants to know. */
	return obj->kernel_version ? obj->kernel_version : kernel_version();
}

int bpf_object__set_kversion(struct bpf_object *obj, __u32 kern_version)
{
	if (obj->state >= OBJECT_LOADED)
		return object_fail(obj, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_PROGRAMS,
				.remedy = "do it before bpf_object__load()"),
			"object %s: cannot set its kernel version any more", obj->spec->name);
	obj->kernel_version = kern_version;
	return 0;
}

int bpf_object__token_fd(const struct bpf_object *obj)
{
	return obj->token_fd;
}

struct btf *bpf_object__btf(const struct bpf_object *obj)
{
	return obj ? obj->spec->btf : NULL;
}

int bpf_object__btf_fd(const struct bpf_object *obj)
{
	return obj->spec->btf ? btf__fd(obj->spec->btf) : -1;
}

/* ---- programs ---- */

/* The next entry program from @index in direction @step; NULL behind the ends. */
static struct bpf_program *walk_programs(const struct bpf_object *obj, int64_t index, int step)
{
	for (; index >= 0 && index < obj->spec->program_count; index += step)
		if (!program_is_subprogram(&obj->programs[index]))
			return &obj->programs[index];
	return NULL;
}

struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct bpf_program *prog)
{
	if (!obj || (prog && prog->object != obj))
		return result_null(-EINVAL);
	return walk_programs(obj, prog ? prog - obj->programs + 1 : 0, 1);
}

struct bpf_program *bpf_object__prev_program(const struct bpf_object *obj, struct bpf_program *prog)
{
	if (!obj || (prog && prog->object != obj))
		return result_null(-EINVAL);
	return walk_programs(
		obj, prog ? prog - obj->programs - 1 : (int64_t)obj->spec->program_count - 1, -1);
}

/* Positions of entry programs + 1, by the hash of their names; of several with one name the first. */
struct program_names {
	uint32_t mask;
	uint32_t slots[];
};

/* Where @name is, or would stand. */
static uint32_t *name_slot(const struct bpf_object *obj, struct program_names *names, const char *name)
{
	uint32_t i = text_hash(name, strlen(name)) & names->mask;

	while (names->slots[i] && strcmp(obj->programs[names->slots[i] - 1].spec->name, name))
		i = (i + 1) & names->mask;
	return &names->slots[i];
}

/* Made when somebody first looks for a name in an object of many programs; NULL: few, or no memory. */
static struct program_names *program_names(const struct bpf_object *obj)
{
	struct bpf_object *built = (struct bpf_object *)obj;
	/* Acquire pairs with the exchange below: the slots are there. */
	struct program_names *names = atomic_load_explicit(&built->program_names, memory_order_acquire);
	struct program_names *mine;
	uint32_t mask = 2 * NAMES_WORTH - 1;

	if (names || obj->spec->program_count < NAMES_WORTH)
		return names;
	while (mask / 2 < obj->spec->program_count)
		mask = mask * 2 + 1;
	mine = calloc(1, sizeof(*mine) + (mask + (size_t)1) * sizeof(*mine->slots));
	if (!mine)
		return NULL;
	mine->mask = mask;
	for (uint32_t i = 0; i < obj->spec->program_count; i++) {
		uint32_t *slot;

		if (program_is_subprogram(&obj->programs[i]))
			continue;
		slot = name_slot(obj, mine, obj->programs[i].spec->name);
		if (!*slot)
			*slot = i + 1;
	}
	if (atomic_compare_exchange_strong_explicit(
		    &built->program_names, &names, mine, memory_order_acq_rel, memory_order_acquire))
		return mine;
	free(mine); /* another thread was faster */
	return names;
}

struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj, const char *name)
{
	struct program_names *names = program_names(obj);

	if (names) {
		uint32_t position = *name_slot(obj, names, name);

		return position ? &obj->programs[position - 1] : result_null(-ENOENT);
	}
	for (uint32_t i = 0; i < obj->spec->program_count; i++)
		if (!program_is_subprogram(&obj->programs[i]) && !strcmp(obj->programs[i].spec->name, name))
			return &obj->programs[i];
	return result_null(-ENOENT);
}

/* ---- maps ---- */

static struct bpf_map *map_at(const struct bpf_object *obj, int64_t index)
{
	return index >= 0 && index < obj->spec->map_count ? &obj->maps[index] : NULL;
}

/* An inner map, or one of another object, has no neighbours. */
static bool has_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	return map >= obj->maps && map < obj->maps + obj->spec->map_count;
}

struct bpf_map *bpf_object__next_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	if (!obj || (map && !has_map(obj, map)))
		return result_null(-EINVAL);
	return map_at(obj, map ? map - obj->maps + 1 : 0);
}

struct bpf_map *bpf_object__prev_map(const struct bpf_object *obj, const struct bpf_map *map)
{
	if (!obj || (map && !has_map(obj, map)))
		return result_null(-EINVAL);
	return map_at(obj, map ? map - obj->maps - 1 : (int64_t)obj->spec->map_count - 1);
}

/* ".data" and the like name the section, which the map's own name has only part of. */
static bool has_name(const struct bpf_map *map, const char *name)
{
	if (name[0] == '.')
		return map_is_data(map) && !strcmp(map->spec->section_name, name);
	return !strcmp(map->spec->shows_section_name ? map->spec->section_name : map->spec->name, name);
}

struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name)
{
	for (uint32_t i = 0; i < obj->spec->map_count; i++)
		if (has_name(&obj->maps[i], name))
			return &obj->maps[i];
	return result_null(-ENOENT);
}

int bpf_object__find_map_fd_by_name(const struct bpf_object *obj, const char *name)
{
	return bpf_map__fd(bpf_object__find_map_by_name(obj, name));
}
