// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* New offsets for strings, new ids for types. */
#include "loader/btf/remap.h"

#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/ext.h"
#include "loader/btf/id_map.h"
#include "loader/btf/strings.h"
#include "loader/btf/write.h"

struct rewriting {
	struct btf *btf;
	struct btf *fresh; /* only its strings are of interest */
	struct id_map moved;
};

static int collect_string(void *context, uint32_t *word)
{
	struct rewriting *r = context;
	const char *text;
	int64_t offset;

	if (*word < r->btf->start_str || !*word || id_map_get(&r->moved, *word))
		return 0;
	text = btf_string_at(r->btf, *word);
	if (!text)
		return -EINVAL;
	offset = btf_intern_string(r->fresh, text, strlen(text));
	if (offset < 0)
		return (int)offset;
	/* The empty string is at 0, which the map has for "none". */
	return offset ? id_map_put(&r->moved, *word, (uint32_t)offset) : 0;
}

static int move_string(void *context, uint32_t *word)
{
	struct rewriting *r = context;

	if (*word >= r->btf->start_str)
		*word = id_map_get(&r->moved, *word);
	return 0;
}

static int visit_strings(
	struct rewriting *r, struct btf_ext *ext, int (*visit)(void *context, uint32_t *word))
{
	for (uint32_t i = 0; i < r->btf->type_count; i++) {
		const struct btf_type *type = btf_type_at(r->btf, r->btf->start_id + i);
		uint32_t *word;

		for (uint32_t s = 0; (word = btf_type_str(type, s)); s++) {
			int result = visit(r, word);

			if (result)
				return result;
		}
	}
	return ext ? btf_ext_visit_strings(ext, visit, r) : 0;
}

int btf_rewrite_strings(struct btf *btf, struct btf_ext *ext)
{
	struct rewriting r = { .btf = btf };
	int result;

	r.fresh = btf__new_empty_split((struct btf *)btf->base);
	result = r.fresh ? visit_strings(&r, ext, collect_string) : -ENOMEM;
	if (!result) {
		visit_strings(&r, ext, move_string);
		btf_replace_strings(btf, (char *)r.fresh->strings, r.fresh->strings_len);
		r.fresh->strings = NULL;
	}
	btf__free(r.fresh);
	id_map_free(&r.moved);
	return result;
}

struct renumbering {
	uint32_t start_id;
	const uint32_t *map;
};

static int renumber(void *context, uint32_t *word)
{
	const struct renumbering *r = context;

	if (*word >= r->start_id)
		*word = r->map[*word - r->start_id];
	return 0;
}

void btf_renumber(struct btf *btf, struct btf_ext *ext, const uint32_t *map)
{
	struct renumbering r = { btf->start_id, map };
	uint32_t *ref;

	for (uint32_t i = 0; i < btf->type_count; i++)
		for (uint32_t n = 0; (ref = btf_type_ref(btf_type_at(btf, btf->start_id + i), n)); n++)
			renumber(&r, ref);
	btf_changed(btf);
	if (ext)
		btf_ext_visit_ids(ext, renumber, &r);
}

void btf_compact_types(struct btf *btf, struct btf_ext *ext, const uint32_t *map, const unsigned char *keep)
{
	unsigned char *types = (unsigned char *)btf->types;
	uint32_t *offsets = btf->offsets, kept = 0, to = 0;

	for (uint32_t i = 0; i < btf->type_count; i++) {
		const struct btf_type *type = (const struct btf_type *)(types + offsets[i]);
		uint32_t bytes = (uint32_t)btf_type_bytes(btf, type, btf->types_len - offsets[i]);

		if (!keep[i])
			continue;
		memmove(types + to, type, bytes);
		offsets[kept++] = to;
		to += bytes;
	}
	btf->types_len = to;
	btf->type_count = kept;
	btf_renumber(btf, ext, map);
}

bool btf_knows_all_kinds(const struct btf *btf)
{
	for (uint32_t i = 0; i < btf->type_count; i++)
		if (btf_kind(btf_type_at(btf, btf->start_id + i)) >= BTF_KINDS)
			return false;
	return true;
}
