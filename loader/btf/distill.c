// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * btf__distill_base(): of a base only what a split BTF needs to be put on another one, where the same names may have
 * other ids. Numbers and enums come along by name and size, structs and unions by name, and by size where they
 * stand in a type of the split BTF. Whatever has no name of its own is copied into the split BTF, behind its types,
 * which keep their order.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/id_map.h"
#include "loader/btf/remap.h"
#include "loader/btf/write.h"
#include "loader/result.h"

enum role {
	ROLE_NONE,  /* nobody needs it */
	ROLE_BASE,  /* in the new base */
	ROLE_SIZED, /* likewise, and its size matters */
	ROLE_SPLIT, /* copied */
};

struct distilling {
	const struct btf *src;
	uint32_t base_count;
	unsigned char *roles; /* of the base's types */
	uint32_t *new_ids;    /* of all */
	uint32_t *pending;    /* ROLE_SPLIT whose references are to be looked at */
	uint32_t pending_count;
	struct btf *base, *split;
};

static int need(struct distilling *d, uint32_t id)
{
	const struct btf_type *type = btf_type_at(d->src, id);

	if (!id || id >= d->base_count || d->roles[id])
		return 0;
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_FWD:
		d->roles[id] = ROLE_BASE;
		return 0;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		if (type->name_off) {
			d->roles[id] = ROLE_BASE;
			return 0;
		}
		break;
	case BTF_KIND_VAR:
	case BTF_KIND_DATASEC:
		return -EINVAL; /* places of the base: a copy would be another */
	default:
		if (btf_kind(type) >= BTF_KINDS)
			return -EINVAL;
		break;
	}
	d->roles[id] = ROLE_SPLIT;
	d->pending[d->pending_count++] = id;
	return 0;
}

static int need_references(struct distilling *d, const struct btf_type *type)
{
	const uint32_t *ref;
	int result = 0;

	for (uint32_t i = 0; !result && (ref = btf_type_ref(type, i)); i++)
		result = need(d, *ref);
	return result;
}

static int find_needed(struct distilling *d)
{
	int result = 0;

	for (uint32_t id = d->base_count; !result && id < btf_type_count(d->src); id++)
		result = need_references(d, btf_type_at(d->src, id));
	while (!result && d->pending_count)
		result = need_references(d, btf_type_at(d->src, d->pending[--d->pending_count]));
	return result;
}

/* A named struct or union of the base by value: its size is part of whoever holds it. */
static void mark_sized(struct distilling *d, uint32_t id)
{
	const struct btf_type *type = btf_type_at(d->src, id);

	for (int i = 0;
		i < BTF_DEPTH_LIMIT && (btf_is_mod(type) || btf_is_typedef(type) || btf_is_array(type));
		i++) {
		id = btf_is_array(type) ? btf_array(type)->type : type->type;
		type = btf_type_at(d->src, id);
	}
	if (id < d->base_count && btf_is_composite(type) && d->roles[id] == ROLE_BASE)
		d->roles[id] = ROLE_SIZED;
}

static void find_sized(struct distilling *d)
{
	for (uint32_t id = 1; id < btf_type_count(d->src); id++) {
		const struct btf_type *type = btf_type_at(d->src, id);

		if (id < d->base_count && d->roles[id] != ROLE_SPLIT)
			continue;
		if (btf_is_var(type))
			mark_sized(d, type->type);
		for (uint32_t i = 0; btf_is_composite(type) && i < btf_vlen(type); i++)
			mark_sized(d, btf_members(type)[i].type);
	}
}

static int add_to_base(struct distilling *d, uint32_t id)
{
	const struct btf_type *type = btf_type_at(d->src, id);
	const char *name = btf_name_of(d->src, type);

	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return d->roles[id] == ROLE_SIZED ? btf__add_struct(d->base, name, type->size)
						  : btf__add_fwd(d->base, name, BTF_FWD_STRUCT);
	case BTF_KIND_UNION:
		return d->roles[id] == ROLE_SIZED ? btf__add_union(d->base, name, type->size)
						  : btf__add_fwd(d->base, name, BTF_FWD_UNION);
	case BTF_KIND_ENUM:
		return btf__add_enum(d->base, name, type->size);
	case BTF_KIND_ENUM64:
		return btf__add_enum64(d->base, name, type->size, btf_kflag(type));
	default:
		return btf_copy_type(d->base, d->src, type, NULL);
	}
}

static int build_base(struct distilling *d)
{
	for (uint32_t id = 1; id < d->base_count; id++) {
		int result;

		if (d->roles[id] != ROLE_BASE && d->roles[id] != ROLE_SIZED)
			continue;
		result = add_to_base(d, id);
		if (result < 0)
			return result;
		d->new_ids[id] = (uint32_t)result;
	}
	return 0;
}

static int copy_to_split(struct distilling *d, uint32_t id, struct id_map *strings)
{
	int result = btf_copy_type(d->split, d->src, btf_type_at(d->src, id), strings);

	if (result >= 0)
		d->new_ids[id] = (uint32_t)result;
	return result < 0 ? result : 0;
}

static int build_split(struct distilling *d)
{
	struct id_map strings = { 0 };
	int result = 0;

	for (uint32_t id = d->base_count; !result && id < btf_type_count(d->src); id++)
		result = copy_to_split(d, id, &strings);
	for (uint32_t id = 1; !result && id < d->base_count; id++)
		if (d->roles[id] == ROLE_SPLIT)
			result = copy_to_split(d, id, &strings);
	id_map_free(&strings);
	for (uint32_t id = d->split->start_id; !result && id < btf_type_count(d->split); id++) {
		const struct btf_type *type = btf_type_at(d->split, id);
		uint32_t *ref;

		for (uint32_t i = 0; (ref = btf_type_ref(type, i)); i++)
			*ref = d->new_ids[*ref];
	}
	return result;
}

static int distill(struct distilling *d)
{
	uint32_t count = btf_type_count(d->src);
	int result;

	d->base_count = d->src->start_id;
	d->roles = calloc(d->base_count, 1);
	d->pending = malloc(d->base_count * sizeof(*d->pending));
	d->new_ids = calloc(count, sizeof(*d->new_ids));
	d->base = btf__new_empty();
	if (!d->roles || !d->pending || !d->new_ids || !d->base)
		return -ENOMEM;
	result = find_needed(d);
	if (result)
		return result;
	find_sized(d);
	result = build_base(d);
	if (result)
		return result;
	d->base->swapped = d->src->swapped;
	d->split = btf__new_empty_split(d->base);
	return d->split ? build_split(d) : -ENOMEM;
}

int btf__distill_base(const struct btf *src_btf, struct btf **new_base_btf, struct btf **new_split_btf)
{
	struct distilling d = { .src = src_btf };
	int result;

	if (!new_base_btf || !new_split_btf || !src_btf || !src_btf->base)
		return result_int(-EINVAL);
	*new_base_btf = NULL;
	*new_split_btf = NULL;
	result = btf_require_valid(src_btf);
	if (!result)
		result = btf_knows_all_kinds(src_btf) ? distill(&d) : -EINVAL;
	free(d.roles);
	free(d.pending);
	free(d.new_ids);
	if (result) {
		btf__free(d.split);
		btf__free(d.base);
		return result_int(result);
	}
	if (btf__pointer_size(src_btf)) {
		btf__set_pointer_size(d.base, btf__pointer_size(src_btf));
		btf__set_pointer_size(d.split, btf__pointer_size(src_btf));
	}
	*new_base_btf = d.base;
	*new_split_btf = d.split;
	return 0;
}
