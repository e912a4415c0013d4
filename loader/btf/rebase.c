// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * btf__relocate(): a split BTF off its distilled base and on to a real one. Each type of the distilled base must have
 * exactly one in the real base that it can be: numbers alike, enums of that size, structs and unions of that size
 * where it matters, else of that name.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/id_map.h"
#include "loader/btf/index.h"
#include "loader/btf/remap.h"
#include "loader/btf/write.h"
#include "loader/result.h"

enum {
	ENUMS = KIND_BIT(BTF_KIND_ENUM) | KIND_BIT(BTF_KIND_ENUM64),
};

/* Kinds that a distilled type may stand for; 0 for one that has no place in a distilled base. */
static uint32_t kinds_for(const struct btf_type *distilled)
{
	switch (btf_kind(distilled)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
		return KIND_BIT(btf_kind(distilled));
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return btf_vlen(distilled) ? 0 : KIND_BIT(btf_kind(distilled));
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return btf_vlen(distilled) ? 0 : ENUMS;
	case BTF_KIND_FWD:
		return KIND_BIT(BTF_KIND_FWD) |
		       KIND_BIT(btf_kflag(distilled) ? BTF_KIND_UNION : BTF_KIND_STRUCT);
	default:
		return 0;
	}
}

static bool fits(const struct btf_type *distilled, const struct btf_type *type)
{
	switch (btf_kind(distilled)) {
	case BTF_KIND_INT:
		return distilled->size == type->size &&
		       *(uint32_t *)type_payload(distilled) == *(uint32_t *)type_payload(type);
	case BTF_KIND_FWD:
		return !btf_is_fwd(type) || btf_kflag(type) == btf_kflag(distilled);
	default:
		return distilled->size == type->size;
	}
}

/* The one candidate that fits; a definition goes before declarations. */
static int pick(const struct btf_type *distilled, const struct btf_wish *wish,
	const struct btf_candidates *found, uint32_t *id)
{
	uint32_t fitting = 0, declared = 0;

	for (uint32_t i = wish->first; i < wish->first + wish->count; i++) {
		const struct btf_type *type = btf_type_at(found->list[i].btf, found->list[i].id);

		if (!fits(distilled, type))
			continue;
		if (btf_is_fwd(type)) {
			declared = found->list[i].id;
			continue;
		}
		fitting++;
		*id = found->list[i].id;
	}
	if (!fitting && declared) {
		*id = declared;
		return 0;
	}
	return fitting == 1 ? 0 : -EINVAL;
}

/* Of each distilled type the id in @base. */
static int match_base(const struct btf *distilled, const struct btf *base, uint32_t *map)
{
	struct btf_wish *wishes = calloc(distilled->type_count + 1, sizeof(*wishes));
	struct btf_candidates found = { 0 };
	int result = wishes ? 0 : -ENOMEM;

	for (uint32_t i = 0; !result && i < distilled->type_count; i++) {
		const struct btf_type *type = btf_type_at(distilled, i + 1);

		wishes[i].name = btf_name_of(distilled, type);
		wishes[i].kinds = kinds_for(type);
		if (!*wishes[i].name || !wishes[i].kinds)
			result = -EINVAL;
	}
	if (!result)
		result = btf_find(base, wishes, distilled->type_count, &found, NULL);
	for (uint32_t i = 0; !result && i < distilled->type_count; i++)
		result = pick(btf_type_at(distilled, i + 1), &wishes[i], &found, &map[i + 1]);
	btf_candidates_free(&found);
	free(wishes);
	return result;
}

/* The split BTF's types on the other base, in a struct btf of their own. */
static struct btf *move_types(const struct btf *btf, const struct btf *base, const uint32_t *map)
{
	struct btf *moved = btf__new_empty_split((struct btf *)base);
	struct id_map strings = { 0 };
	uint32_t *ref;
	int result = moved ? 0 : -ENOMEM;

	for (uint32_t id = btf->start_id; result >= 0 && id < btf_type_count(btf); id++)
		result = btf_copy_type(moved, btf, btf_type_at(btf, id), &strings);
	id_map_free(&strings);
	for (uint32_t i = 0; result >= 0 && i < btf->type_count; i++)
		for (uint32_t n = 0; (ref = btf_type_ref(btf_type_at(moved, moved->start_id + i), n)); n++)
			*ref = *ref < btf->start_id ? map[*ref] : *ref - btf->start_id + moved->start_id;
	if (result < 0) {
		btf__free(moved);
		return NULL;
	}
	return moved;
}

/* @btf becomes @moved, which goes. Nothing fails from here. */
static void take_over(struct btf *btf, struct btf *moved)
{
	if (btf->owns_base)
		btf__free((struct btf *)btf->base);
	btf->owns_base = false;
	btf_replace_types(
		btf, (unsigned char *)moved->types, moved->types_len, moved->offsets, moved->type_count);
	btf_replace_strings(btf, (char *)moved->strings, moved->strings_len);
	btf->base = moved->base;
	btf->start_id = moved->start_id;
	btf->start_str = moved->start_str;
	moved->types = NULL;
	moved->strings = NULL;
	moved->offsets = NULL;
	btf__free(moved);
}

static int rebase(struct btf *btf, const struct btf *base)
{
	const struct btf *distilled = btf->base;
	uint32_t *map = calloc(btf->start_id, sizeof(*map));
	struct btf *moved = NULL;
	int result = map ? match_base(distilled, base, map) : -ENOMEM;

	if (!result)
		result = btf_make_writable(btf);
	if (!result) {
		moved = move_types(btf, base, map);
		result = moved ? 0 : -ENOMEM;
	}
	if (!result)
		take_over(btf, moved);
	free(map);
	return result;
}

int btf__relocate(struct btf *btf, const struct btf *base_btf)
{
	int result;

	/* A distilled base stands on nothing, nor does the one it was made from. */
	if (!btf || !base_btf || !btf->base || btf->base->base || base_btf->base)
		return result_int(-EINVAL);
	result = btf_require_valid(btf);
	if (!result)
		result = btf_knows_all_kinds(btf) ? rebase(btf, base_btf) : -EINVAL;
	return result_int(result);
}
