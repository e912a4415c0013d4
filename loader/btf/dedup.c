// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * btf__dedup(): of equal types one stays, the first, or the base's. What is equal, partition.h says. Before
 * that, forward declarations are settled: one whose name has a single definition, as far as its members tell
 * without looking behind named types, stands for that; so do enums without values. Strings are rewritten
 * first, so that equal names are equal offsets.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/ext.h"
#include "loader/btf/id_map.h"
#include "loader/btf/partition.h"
#include "loader/btf/remap.h"
#include "loader/btf/write.h"
#include "loader/result.h"

struct dedup {
	struct btf *btf;
	bool hash_nothing;
	uint32_t count;    /* ids */
	uint32_t *instead; /* of each id: itself, or the definition that a declaration stands for */
	uint32_t *first;   /* of each class: its lowest id + 1 */
	uint32_t *map;     /* of each own type: its new id */
	unsigned char *keep;
};

#define AMBIGUOUS UINT32_MAX
#define UNDEFINED (UINT32_MAX - 1)
enum tag { TAG_STRUCT, TAG_UNION, TAG_ENUM, TAGS };

/* The name space of C that a type's tag is in; TAGS for what has none. @declared: without its members. */
static enum tag tag_of(const struct btf_type *type, bool *declared)
{
	*declared = false;
	switch (btf_kind(type)) {
	case BTF_KIND_FWD:
		*declared = true;
		return btf_kflag(type) ? TAG_UNION : TAG_STRUCT;
	case BTF_KIND_STRUCT:
		return TAG_STRUCT;
	case BTF_KIND_UNION:
		return TAG_UNION;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		*declared = !btf_vlen(type);
		return TAG_ENUM;
	default:
		return TAGS;
	}
}

/* 0: the type has no tag, or no name. */
static uint32_t tag_key(const struct btf_type *type, bool *declared)
{
	enum tag tag = tag_of(type, declared);

	return tag == TAGS || !type->name_off ? 0 : type->name_off * TAGS + tag;
}

/* The tags that own types declare: each with the id of its only definition, AMBIGUOUS, or for now UNDEFINED.
 */
static int find_declared(const struct dedup *d, struct id_map *tags)
{
	int result = 0;

	for (uint32_t id = d->btf->start_id; !result && id < d->count; id++) {
		bool declared;
		uint32_t key = tag_key(btf_type_at(d->btf, id), &declared);

		if (key && declared)
			result = id_map_put(tags, key, UNDEFINED);
	}
	return result;
}

static int find_definitions(const struct dedup *d, struct id_map *tags)
{
	struct partition loose = { .btf = d->btf, .by_name = true, .hash_nothing = d->hash_nothing };
	int result = tags->count ? partition_create(&loose) : 0;

	for (uint32_t id = 1; tags->count && !result && id < d->count; id++) {
		bool declared;
		uint32_t key = tag_key(btf_type_at(d->btf, id), &declared);
		uint32_t known = key ? id_map_get(tags, key) : 0;

		if (!known || declared)
			continue;
		if (known == UNDEFINED)
			result = id_map_put(tags, key, id);
		else if (known != AMBIGUOUS && loose.class_of[known] != loose.class_of[id])
			result = id_map_put(tags, key, AMBIGUOUS);
	}
	partition_free(&loose);
	return result;
}

/* Only own declarations: the base stays as it is. */
static int settle_declarations(struct dedup *d)
{
	struct id_map tags = { 0 };
	int result = find_declared(d, &tags);

	if (!result)
		result = find_definitions(d, &tags);
	for (uint32_t id = 0; id < d->count; id++) {
		bool declared;
		uint32_t key = tag_key(btf_type_at(d->btf, id), &declared), definition;

		d->instead[id] = id;
		if (result || !key || !declared || id < d->btf->start_id)
			continue;
		definition = id_map_get(&tags, key);
		if (definition < UNDEFINED)
			d->instead[id] = definition;
	}
	id_map_free(&tags);
	return result;
}

/* New ids: first for those that stay, then for those that became them. */
static int choose(struct dedup *d)
{
	struct partition p = { .btf = d->btf, .instead = d->instead, .hash_nothing = d->hash_nothing };
	uint32_t start = d->btf->start_id, next = start;
	int result = partition_create(&p);

	if (result)
		return result;
	for (uint32_t id = 0; id < d->count; id++)
		if (d->instead[id] == id && !d->first[p.class_of[id]])
			d->first[p.class_of[id]] = id + 1;
	for (uint32_t id = start; id < d->count; id++)
		if (d->first[p.class_of[d->instead[id]]] == id + 1) {
			d->keep[id - start] = true;
			d->map[id - start] = next++;
		}
	for (uint32_t id = start; id < d->count; id++) {
		uint32_t stays = d->first[p.class_of[d->instead[id]]] - 1;

		if (!d->keep[id - start])
			d->map[id - start] = stays < start ? stays : d->map[stays - start];
	}
	partition_free(&p);
	return 0;
}

static int dedup(struct dedup *d, struct btf_ext *ext)
{
	int result;

	result = btf_make_writable(d->btf);
	if (!result)
		result = btf_rewrite_strings(d->btf, ext);
	if (result)
		return result;
	d->count = btf_type_count(d->btf);
	d->instead = malloc(d->count * sizeof(*d->instead));
	d->first = calloc(d->count, sizeof(*d->first));
	d->map = calloc(d->btf->type_count + 1, sizeof(*d->map));
	d->keep = calloc(d->btf->type_count + 1, 1);
	result = d->instead && d->first && d->map && d->keep ? settle_declarations(d) : -ENOMEM;
	if (!result)
		result = choose(d);
	if (!result)
		btf_compact_types(d->btf, ext, d->map, d->keep);
	return result;
}

int btf__dedup(struct btf *btf, const struct btf_dedup_opts *opts)
{
	struct dedup d = { .btf = btf };
	int result;

	if (!OPTS_VALID(opts, btf_dedup_opts))
		return result_int(-EINVAL);
	d.hash_nothing = OPTION_GET(opts, force_collisions, false);
	result = btf_require_valid(btf);
	/* Ids in types of unknown kinds could not be changed. */
	if (!result && !btf_knows_all_kinds(btf))
		result = -EINVAL;
	if (!result)
		result = dedup(&d, OPTION_GET(opts, btf_ext, NULL));
	free(d.instead);
	free(d.first);
	free(d.map);
	free(d.keep);
	return result_int(result);
}
