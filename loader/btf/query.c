// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Questions to a struct btf that need no index: types and strings by position, what a type resolves to, its
 * size and alignment. All are safe from several threads as long as nobody modifies.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/keys.h"
#include "loader/result.h"

enum {
	KEYS_WORTH = 4096, /* types; with fewer, a look at each takes a few microseconds */
	QUESTIONS_WORTH = 1,
};

static const struct btf_type void_type;

/* Built by whoever comes first; of two at once, one throws its own away. */
static const uint32_t *type_offsets(const struct btf *btf)
{
	struct btf *built = (struct btf *)btf;
	/* Acquire pairs with the exchange below: the table's contents are there. */
	uint32_t *offsets = atomic_load_explicit(&built->offsets, memory_order_acquire);
	uint32_t *mine;

	if (offsets || !btf->type_count)
		return offsets;
	mine = malloc(sizeof(*mine) * btf->type_count);
	if (!mine)
		return NULL;
	btf_walk_offsets(btf, mine, btf->type_count, btf->offset_shift);
	if (atomic_compare_exchange_strong_explicit(
		    &built->offsets, &offsets, mine, memory_order_acq_rel, memory_order_acquire))
		return mine;
	free(mine);
	return offsets;
}

const struct btf_type *btf_type_at(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type;
	const uint32_t *offsets;
	uint32_t i, offset;

	if (!id)
		return &void_type;
	while (id < btf->start_id)
		btf = btf->base;
	i = id - btf->start_id;
	if (i >= btf->type_count)
		return NULL;
	offsets = type_offsets(btf);
	if (!offsets)
		return NULL;
	offset = offsets[i >> btf->offset_shift];
	type = (const struct btf_type *)(btf->types + offset);
	for (i &= (1u << btf->offset_shift) - 1; i; i--) {
		offset += (uint32_t)btf_type_bytes(btf, type, btf->types_len - offset);
		type = (const struct btf_type *)(btf->types + offset);
	}
	return type;
}

const char *btf_string_at(const struct btf *btf, uint32_t offset)
{
	while (offset < btf->start_str)
		btf = btf->base;
	offset -= btf->start_str;
	return offset < btf->strings_len ? btf->strings + offset : NULL;
}

const char *btf_name_of(const struct btf *btf, const struct btf_type *type)
{
	const char *name = type ? btf_string_at(btf, type->name_off) : NULL;

	return name ? name : "";
}

static const struct btf_type *skip(const struct btf *btf, uint32_t *id, uint32_t kinds)
{
	const struct btf_type *type = btf_type_at(btf, *id);

	for (int i = 0; type && type_in(type, kinds); i++) {
		if (i == BTF_RESOLVE_LIMIT)
			return NULL;
		*id = type->type;
		type = btf_type_at(btf, *id);
	}
	return type;
}

enum {
	MODIFIERS = KIND_BIT(BTF_KIND_VOLATILE) | KIND_BIT(BTF_KIND_CONST) | KIND_BIT(BTF_KIND_RESTRICT) |
		    KIND_BIT(BTF_KIND_TYPE_TAG),
};

const struct btf_type *btf_skip_mods_and_typedefs(const struct btf *btf, uint32_t *id)
{
	return skip(btf, id, MODIFIERS | KIND_BIT(BTF_KIND_TYPEDEF) | KIND_BIT(BTF_KIND_VAR));
}

const struct btf_type *btf_skip_mods(const struct btf *btf, uint32_t *id)
{
	return skip(btf, id, MODIFIERS);
}

size_t btf_essential_length(const char *name)
{
	size_t length = strlen(name);

	/* The last "X___Y" with neither X nor Y an underscore. */
	for (size_t i = length; i-- > 4;)
		if (name[i] != '_' && name[i - 1] == '_' && name[i - 2] == '_' && name[i - 3] == '_' &&
			name[i - 4] != '_')
			return i - 3;
	return length;
}

__u32 btf__type_cnt(const struct btf *btf)
{
	return btf_type_count(btf);
}

const struct btf *btf__base_btf(const struct btf *btf)
{
	return btf->base;
}

const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf_type_at(btf, id);

	if (!type)
		errno = EINVAL;
	return type;
}

const char *btf__str_by_offset(const struct btf *btf, __u32 offset)
{
	const char *string = btf_string_at(btf, offset);

	if (!string)
		errno = EINVAL;
	return string;
}

const char *btf__name_by_offset(const struct btf *btf, __u32 offset)
{
	return btf__str_by_offset(btf, offset);
}

/* "long", "unsigned long" and their spellings, by the words in them. */
static bool is_long(const char *name)
{
	static const char *const names[] = {
		"long",
		"long int",
		"int long",
		"unsigned long",
		"long unsigned",
		"unsigned long int",
		"unsigned int long",
		"long unsigned int",
		"long int unsigned",
		"int unsigned long",
		"int long unsigned",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* As wide as a long, where there is one; -1 where none is. */
static int find_pointer_bytes(const struct btf *btf)
{
	int known = btf->base ? (int)btf__pointer_size(btf->base) : 0;

	if (known > 0)
		return known;
	for (uint32_t id = btf->start_id; id < btf_type_count(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);

		if (type && type_is(type, BTF_KIND_INT) && (type->size == 4 || type->size == 8) &&
			is_long(btf_name_of(btf, type)))
			return (int)type->size;
	}
	return -1;
}

size_t btf__pointer_size(const struct btf *btf)
{
	struct btf *known = (struct btf *)btf;
	int bytes = atomic_load_explicit(&known->pointer_bytes, memory_order_relaxed);

	if (!bytes) {
		bytes = find_pointer_bytes(btf);
		atomic_store_explicit(&known->pointer_bytes, bytes, memory_order_relaxed);
	}
	return bytes < 0 ? 0 : (size_t)bytes;
}

int btf__set_pointer_size(struct btf *btf, size_t ptr_sz)
{
	if (ptr_sz != 4 && ptr_sz != 8)
		return result_int(-EINVAL);
	atomic_store_explicit(&btf->pointer_bytes, (int)ptr_sz, memory_order_relaxed);
	return 0;
}

uint32_t btf_pointer_bytes(const struct btf *btf)
{
	size_t bytes = btf__pointer_size(btf);

	return bytes ? (uint32_t)bytes : sizeof(void *);
}

static int64_t resolve_size(const struct btf *btf, uint32_t id)
{
	uint64_t count = 1, size;
	uint32_t left = BTF_RESOLVE_LIMIT;

	for (const struct btf_type *type = btf_type_at(btf, id); type && left; left--) {
		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_DATASEC:
		case BTF_KIND_FLOAT:
			size = type->size;
			break;
		case BTF_KIND_PTR:
			size = btf_pointer_bytes(btf);
			break;
		case BTF_KIND_ARRAY: {
			const struct btf_array *array = type_payload(type);

			count *= array->nelems;
			if (count > UINT32_MAX)
				return -E2BIG;
			type = btf_type_at(btf, array->type);
			continue;
		}
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_VAR:
		case BTF_KIND_DECL_TAG:
		case BTF_KIND_TYPE_TAG:
			type = btf_type_at(btf, type->type);
			continue;
		default:
			return -EINVAL;
		}
		return count * size > UINT32_MAX ? -E2BIG : (int64_t)(count * size);
	}
	return -EINVAL;
}

__s64 btf__resolve_size(const struct btf *btf, __u32 type_id)
{
	int64_t size = resolve_size(btf, type_id);

	if (size < 0)
		errno = (int)-size;
	return size;
}

int btf__resolve_type(const struct btf *btf, __u32 type_id)
{
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &type_id);

	return type && type_id ? (int)type_id : result_int(-EINVAL);
}

int btf__fd(const struct btf *btf)
{
	return btf->fd;
}

void btf__set_fd(struct btf *btf, int fd)
{
	btf->fd = fd;
}

/* One name of a small BTF, or the first of a large one: by a look at each type. */
static int look_at_each(const struct btf *btf, const char *name, uint32_t kinds)
{
	for (uint32_t i = 0; i < btf->type_count; i++) {
		const struct btf_type *type = btf_type_at(btf, btf->start_id + i);

		if (type && type->name_off && type_in(type, kinds) && !strcmp(btf_name_of(btf, type), name))
			return (int)(btf->start_id + i);
	}
	return -ENOENT;
}

/* Own types and those of the base, in order of id; any kind of value where @kinds is 0. */
static int find_by_name(const struct btf *btf, const char *name, uint32_t kinds)
{
	const uint32_t *keys = NULL;
	int id;

	if (btf->base) {
		id = find_by_name(btf->base, name, kinds);
		if (id != -ENOENT)
			return id;
	}
	if (!btf->writable && btf->type_count >= KEYS_WORTH &&
		atomic_fetch_add_explicit(&((struct btf *)btf)->name_questions, 1, memory_order_relaxed) >=
			QUESTIONS_WORTH)
		keys = btf_name_keys(btf);
	if (!keys)
		return look_at_each(btf, name, kinds);
	id = (int)btf_keys_next(btf, keys, name, kinds, btf->start_id);
	return id ? id : -ENOENT;
}

__s32 btf__find_by_name(const struct btf *btf, const char *type_name)
{
	return strcmp(type_name, "void") ? result_int(find_by_name(btf, type_name, UINT32_MAX)) : 0;
}

__s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind)
{
	if (kind == BTF_KIND_UNKN || !strcmp(type_name, "void"))
		return 0;
	return result_int(kind < BTF_KINDS ? find_by_name(btf, type_name, KIND_BIT(kind)) : -ENOENT);
}
