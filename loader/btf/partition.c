// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Refining classes of types. A class is a stretch of `order`; those of its members whose references changed
 * class since they were last compared, the stale ones, stand at its front. The others still are equal to each
 * other, and different from every stale one: what made these stale was a class number that did not exist
 * before.
 */
#include "loader/btf/partition.h"

#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"

struct type_class {
	uint32_t first, end; /* in order */
	uint32_t stale;
	bool queued;
};

struct refining {
	struct partition *p;
	const struct btf_type **types; /* by id */
	uint64_t *hashes;
	uint32_t *order, *place; /* ids by class, and where each id stands in that */
	struct type_class *classes;
	uint32_t *queue; /* of classes with stale members */
	uint32_t queue_count;
	uint32_t *scratch;             /* as many as ids */
	uint32_t *users, *users_first; /* who refers to an id: users[users_first[id]..users_first[id + 1]) */
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0xff51afd7ed558ccdu;
	return hash ^ hash >> 29;
}

static uint32_t target(const struct refining *r, uint32_t id)
{
	return r->p->instead ? r->p->instead[id] : id;
}

/* Whether referring to it is seen as its name alone; then *@key is that. */
static bool seen_by_name(const struct refining *r, uint32_t id, uint32_t *key)
{
	const struct btf_type *type = r->types[id];
	bool is_union = btf_is_union(type) || (btf_is_fwd(type) && btf_kflag(type));

	if (!r->p->by_name || !type->name_off || !(btf_is_composite(type) || btf_is_fwd(type)))
		return false;
	*key = 1u << 31 | type->name_off << 1 | is_union;
	return true;
}

/* What a reference to @id is compared by. Classes are fewer than ids, so below 2^31. */
static uint32_t key_of(const struct refining *r, uint32_t id)
{
	uint32_t key;

	return seen_by_name(r, id, &key) ? key : r->p->class_of[target(r, id)];
}

/* ---- what types look like, their references aside ---- */

/* Variables and sections are places, not types: each is itself. */
static bool is_unique(const struct btf_type *type)
{
	return btf_is_var(type) || btf_is_datasec(type);
}

/* Word by word what is no reference; false behind the last. */
struct look {
	const uint32_t *at, *end;
	uint32_t each, ref, i; /* words of an element, which of them is a reference, which is next */
};

static struct look look_at(const struct refining *r, const struct btf_type *type)
{
	uint32_t kind = btf_kind(type),
		 bytes = kind ? (uint32_t)btf_type_bytes(r->p->btf, type, SIZE_MAX) : 12;
	struct look look = { .at = type_payload(type), .each = btf_kind_sizes[kind].each / 4u };

	look.end = look.at + bytes / 4 - 3;
	look.ref = btf_kind_words[kind].element_id ? btf_kind_words[kind].element_id - 1u : UINT32_MAX;
	if (btf_is_array(type))
		look.at += 2;
	return look;
}

static bool look_next(struct look *look, uint32_t *word)
{
	if (look->i == look->ref) {
		look->at++;
		look->i++;
	}
	if (look->i >= look->each)
		look->i = 0;
	if (look->i == look->ref) {
		look->at++;
		look->i++;
	}
	if (look->at >= look->end)
		return false;
	look->i++;
	*word = *look->at++;
	return true;
}

static uint64_t look_hash(const struct refining *r, uint32_t id)
{
	const struct btf_type *type = r->types[id];
	struct look look = look_at(r, type);
	uint64_t hash = mix(type->name_off, type->info);
	uint32_t word;

	if (r->p->hash_nothing)
		return 0;
	if (!btf_kind_words[btf_kind(type)].head_id)
		hash = mix(hash, type->size);
	while (look_next(&look, &word))
		hash = mix(hash, word);
	return hash;
}

static bool look_alike(const struct refining *r, uint32_t x, uint32_t y)
{
	const struct btf_type *type_x = r->types[x], *type_y = r->types[y];
	struct look look_x, look_y;
	uint32_t word_x, word_y;

	if (r->hashes[x] != r->hashes[y] || type_x->info != type_y->info ||
		type_x->name_off != type_y->name_off)
		return false;
	if (is_unique(type_x))
		return x == y;
	if (!btf_kind_words[btf_kind(type_x)].head_id && type_x->size != type_y->size)
		return false;
	/* Equal info: as many words, references at the same places. */
	look_x = look_at(r, type_x);
	look_y = look_at(r, type_y);
	while (look_next(&look_x, &word_x) && look_next(&look_y, &word_y))
		if (word_x != word_y)
			return false;
	return true;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* ---- what they refer to ---- */

static uint64_t reference_hash(const struct refining *r, uint32_t id)
{
	const uint32_t *ref;
	uint64_t hash = 0;

	for (uint32_t i = 0; !r->p->hash_nothing && (ref = btf_type_ref(r->types[id], i)); i++)
		hash = mix(hash, key_of(r, *ref));
	return hash;
}

static int compare_references(const void *a, const void *b, void *context)
{
	const struct refining *r = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int result = compare_numbers(r->hashes[x], r->hashes[y]);
	const uint32_t *ref_x, *ref_y;

	for (uint32_t i = 0; !result && (ref_x = btf_type_ref(r->types[x], i)); i++) {
		ref_y = btf_type_ref(r->types[y], i);
		result = compare_numbers(key_of(r, *ref_x), key_of(r, *ref_y));
	}
	return result;
}

/* ---- refining ---- */

static void make_stale(struct refining *r, uint32_t id)
{
	uint32_t c = r->p->class_of[id], from = r->place[id], to = r->classes[c].first + r->classes[c].stale;

	if (from < to)
		return;
	r->order[from] = r->order[to];
	r->place[r->order[from]] = from;
	r->order[to] = id;
	r->place[id] = to;
	r->classes[c].stale++;
	if (!r->classes[c].queued)
		r->queue[r->queue_count++] = c;
	r->classes[c].queued = true;
}

/* order[first..end) leave their class for one of their own. */
static uint32_t split_off(struct refining *r, uint32_t first, uint32_t end)
{
	uint32_t c = r->p->class_count++;

	r->classes[c] = (struct type_class){ .first = first, .end = end };
	for (uint32_t i = first; i < end; i++)
		r->p->class_of[r->order[i]] = c;
	return c;
}

static void users_stale(struct refining *r, uint32_t c)
{
	uint32_t first = r->classes[c].first, count = r->classes[c].end - first;

	/* Those of them that become stale themselves are moved in the original. */
	memcpy(r->scratch, r->order + first, count * sizeof(*r->scratch));
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t u = r->users_first[r->scratch[i]]; u < r->users_first[r->scratch[i] + 1]; u++)
			make_stale(r, r->users[u]);
}

/* Sorts the stale ones; where each part of the class ends goes to scratch. Returns the number of parts. */
static uint32_t find_parts(struct refining *r, uint32_t first, uint32_t sorted, uint32_t end)
{
	uint32_t parts = 0;

	for (uint32_t i = first; i < sorted; i++)
		r->hashes[r->order[i]] = reference_hash(r, r->order[i]);
	qsort_r(r->order + first, sorted - first, sizeof(*r->order), compare_references, r);
	for (uint32_t i = first; i < sorted; i++)
		r->place[r->order[i]] = i;
	for (uint32_t i = first + 1; i <= sorted; i++)
		if (i == sorted || compare_references(&r->order[i - 1], &r->order[i], r))
			r->scratch[parts++] = i;
	if (sorted < end)
		r->scratch[parts++] = end;
	return parts;
}

static void refine(struct refining *r, uint32_t c)
{
	uint32_t first = r->classes[c].first, end = r->classes[c].end, from = r->p->class_count;
	uint32_t parts = find_parts(r, first, first + r->classes[c].stale, end);
	uint32_t largest = 0, largest_size = 0;

	r->classes[c].queued = false;
	r->classes[c].stale = 0;
	for (uint32_t part = 0, at = first; part < parts; at = r->scratch[part++])
		if (r->scratch[part] - at > largest_size) {
			largest = part;
			largest_size = r->scratch[part] - at;
		}
	for (uint32_t part = 0, at = first; part < parts; at = r->scratch[part++]) {
		if (part != largest) {
			split_off(r, at, r->scratch[part]);
			continue;
		}
		r->classes[c].first = at;
		r->classes[c].end = r->scratch[part];
	}
	for (; from < r->p->class_count; from++)
		users_stale(r, from);
}

/* ---- the whole ---- */

/* Members of a class of its own need not be told. */
static bool may_split(const struct refining *r, uint32_t id)
{
	const struct type_class *class = &r->classes[r->p->class_of[id]];

	return class->end - class->first > 1;
}

static void find_users(struct refining *r)
{
	uint32_t count = r->p->count, key;
	const uint32_t *ref;

	/* Twice the same way: to count them, and to put each where the count says, from the end. */
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t id = 1; id < count; id++)
			for (uint32_t i = 0; may_split(r, id) && (ref = btf_type_ref(r->types[id], i)); i++) {
				if (seen_by_name(r, *ref, &key))
					continue;
				if (!pass)
					r->users_first[target(r, *ref)]++;
				else
					r->users[--r->users_first[target(r, *ref)]] = id;
			}
		for (uint32_t id = 1; !pass && id <= count; id++)
			r->users_first[id] += r->users_first[id - 1];
	}
}

/* The class of what looks like @id: a new one where @may_add, else UINT32_MAX. Slots hold an id + 1. */
static uint32_t class_by_look(struct refining *r, uint32_t *slots, uint32_t mask, uint32_t id, bool may_add)
{
	uint32_t i = (uint32_t)r->hashes[id] & mask;

	for (; slots[i]; i = (i + 1) & mask)
		if (look_alike(r, slots[i] - 1, id))
			return r->p->class_of[slots[i] - 1];
	if (!may_add)
		return UINT32_MAX;
	slots[i] = id + 1;
	return r->p->class_count++;
}

/*
 * Own types first, then those of the base: what of these looks like no own type is nobody's equal, whatever
 * it refers to.
 */
static void divide_by_look(struct refining *r, uint32_t *slots, uint32_t mask)
{
	uint32_t count = r->p->count, start = r->p->btf->start_id, own = count - start;

	for (uint32_t n = 0; n < count; n++) {
		uint32_t id = n < own ? start + n : n - own, c;

		r->hashes[id] = look_hash(r, id);
		c = class_by_look(r, slots, mask, id, n < own);
		r->p->class_of[id] = c == UINT32_MAX ? r->p->class_count++ : c;
	}
}

/* A class is where its members stand: counting sort. */
static void place_classes(struct refining *r)
{
	uint32_t at = 0;

	for (uint32_t c = 0; c < r->p->class_count; c++)
		r->classes[c] = (struct type_class){ 0 };
	for (uint32_t id = 0; id < r->p->count; id++)
		r->classes[r->p->class_of[id]].end++;
	for (uint32_t c = 0; c < r->p->class_count; c++) {
		struct type_class *class = &r->classes[c];
		uint32_t size = class->end;

		class->first = class->end = at;
		at += size;
		/* All are to be compared once. */
		if (size < 2)
			continue;
		class->stale = size;
		class->queued = true;
		r->queue[r->queue_count++] = c;
	}
	for (uint32_t id = 0; id < r->p->count; id++) {
		r->place[id] = r->classes[r->p->class_of[id]].end++;
		r->order[r->place[id]] = id;
	}
}

static int begin(struct refining *r)
{
	uint32_t mask = 63, *slots;

	while (mask / 2 < r->p->count - r->p->btf->start_id)
		mask = mask * 2 + 1;
	slots = calloc((size_t)mask + 1, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	divide_by_look(r, slots, mask);
	free(slots);
	place_classes(r);
	return 0;
}

static size_t count_references(const struct refining *r)
{
	size_t references = 0;

	for (uint32_t id = 1; id < r->p->count; id++)
		for (uint32_t i = 0; btf_type_ref(r->types[id], i); i++)
			references++;
	return references;
}

static int allocate(struct refining *r)
{
	size_t count = r->p->count;

	r->types = malloc(count * sizeof(*r->types));
	if (!r->types)
		return -ENOMEM;
	for (uint32_t id = 0; id < count; id++) {
		r->types[id] = btf_type_at(r->p->btf, id);
		if (!r->types[id])
			return -ENOMEM;
	}
	r->hashes = malloc(count * sizeof(*r->hashes));
	r->order = malloc(count * sizeof(*r->order));
	r->place = malloc(count * sizeof(*r->place));
	r->classes = malloc(count * sizeof(*r->classes));
	r->queue = malloc(count * sizeof(*r->queue));
	r->scratch = malloc(count * sizeof(*r->scratch));
	r->users_first = calloc(count + 1, sizeof(*r->users_first));
	r->users = malloc((count_references(r) + 1) * sizeof(*r->users));
	r->p->class_of = malloc(count * sizeof(*r->p->class_of));
	if (!r->hashes || !r->order || !r->place || !r->classes || !r->queue || !r->scratch ||
		!r->users_first || !r->users || !r->p->class_of)
		return -ENOMEM;
	return 0;
}

int partition_create(struct partition *partition)
{
	struct refining r = { .p = partition };
	int result;

	partition->count = btf_type_count(partition->btf);
	partition->class_count = 0;
	partition->class_of = NULL;
	result = allocate(&r);
	if (!result)
		result = begin(&r);
	if (!result) {
		find_users(&r);
		while (r.queue_count)
			refine(&r, r.queue[--r.queue_count]);
	}
	free(r.types);
	free(r.hashes);
	free(r.order);
	free(r.place);
	free(r.classes);
	free(r.queue);
	free(r.scratch);
	free(r.users);
	free(r.users_first);
	if (result)
		partition_free(partition);
	return result;
}

void partition_free(struct partition *partition)
{
	free(partition->class_of);
	partition->class_of = NULL;
}
