// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Subskeletons: a library's view of the object that it was linked into. It owns nothing; each variable is found by
 * the name of its section and its own, wherever the final object has it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/object/object.h"
#include "loader/print.h"
#include "loader/result.h"
#include "loader/skeleton/elements.h"

static struct bpf_var_skeleton *variable_at(const struct bpf_object_subskeleton *s, int index)
{
	return (struct bpf_var_skeleton *)((char *)s->vars + (size_t)s->var_skel_sz * (size_t)index);
}

/* Offset of a variable in a data map's value; -ESRCH. */
static int64_t offset_of(const struct bpf_map *map, const char *name)
{
	const struct btf *btf = map->object->spec->btf;
	const struct btf_type *section = btf_type_at(btf, map->definition.value_type_id);
	const struct btf_var_secinfo *entries;

	if (!section || !btf_is_datasec(section))
		return -ESRCH;
	entries = btf_var_secinfos(section);
	for (uint32_t i = 0; i < btf_vlen(section); i++) {
		const struct btf_type *variable = btf_type_at(btf, entries[i].type);

		if (variable && strcmp(btf_name_of(btf, variable), name) == 0)
			return entries[i].offset;
	}
	return -ESRCH;
}

static int find_variable(const struct bpf_object_subskeleton *s, struct bpf_var_skeleton *variable)
{
	const struct bpf_map *map = *variable->map;
	int64_t offset = map ? offset_of(map, variable->name) : -ESRCH;

	if (offset < 0 || (uint64_t)offset >= map_value_bytes(map)) {
		print_warn("subskeleton: object %s has no variable '%s'%s%s\n", bpf_object__name(s->obj),
			variable->name, map ? " in " : "", map ? bpf_map__name(map) : "");
		return -ESRCH;
	}
	*variable->addr = (char *)map->value + offset;
	return 0;
}

int bpf_object__open_subskeleton(struct bpf_object_subskeleton *s)
{
	int code;

	if (!s->obj)
		return result_int(-EINVAL);
	if (!s->obj->spec->btf) {
		print_warn("subskeleton: object %s has no BTF (compile with -g)\n", bpf_object__name(s->obj));
		return result_int(-EINVAL);
	}
	code = skeleton_check_sizes(
		bpf_object__name(s->obj), s->map_cnt, s->map_skel_sz, s->prog_cnt, s->prog_skel_sz);
	if (!code && s->var_cnt && s->var_skel_sz < (int)sizeof(struct bpf_var_skeleton))
		code = -EINVAL;
	if (!code)
		code = skeleton_find_maps(s->obj, s->maps, s->map_cnt, s->map_skel_sz);
	if (!code)
		code = skeleton_find_programs(s->obj, s->progs, s->prog_cnt, s->prog_skel_sz);
	for (int i = 0; i < s->var_cnt && !code; i++)
		code = find_variable(s, variable_at(s, i));
	return result_int(code);
}

void bpf_object__destroy_subskeleton(struct bpf_object_subskeleton *s)
{
	if (!s)
		return;
	free(s->maps);
	free(s->progs);
	free(s->vars);
	free(s);
}
