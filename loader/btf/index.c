// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * One walk for all names. On the way each type's first four letters are looked up in a bitmap of 4096 bits,
 * so that of a kernel's 126,000 types only some dozens are compared; the walk itself, 0.6 of 0.9 ms, then is
 * what it costs. Nothing is remembered here.
 */
#include "loader/btf/index.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/btf.h"

enum { PREFIX_BITS = 12 };

static uint32_t prefix_bit(uint32_t prefix)
{
	return prefix * 2654435761u >> (32 - PREFIX_BITS);
}

/* The first four bytes; those behind the end of the name are zero. */
static uint32_t name_prefix(const char *name, const char *end)
{
	uint32_t prefix = 0, zeroes;

	if (end - name < 4) {
		memcpy(&prefix, name, strlen(name));
		return le32toh(prefix);
	}
	memcpy(&prefix, name, 4);
	prefix = le32toh(prefix);
	zeroes = (prefix - 0x01010101u) & ~prefix & 0x80808080u;
	return zeroes ? prefix & ((zeroes & -zeroes) - 1) : prefix;
}

uint32_t btf_scan_samples(const struct btf *btf)
{
	return btf->types_len / (uint32_t)sizeof(struct btf_type) / (1u << BTF_SAMPLE_SHIFT) + 1;
}

int btf_scan_types(const struct btf *btf, struct btf_scan *scan, struct xsk_error *err)
{
	const char *strings_end = btf->strings + btf->strings_len;
	const unsigned char *at = btf->types, *end = at + btf->types_len;
	uint32_t count = 0;

	for (; at < end; count++) {
		const struct btf_type *type = (const struct btf_type *)at;
		const char *name;
		uint64_t bytes;
		uint32_t kind;
		int result;

		if (scan->samples && !(count % (1u << BTF_SAMPLE_SHIFT)))
			scan->samples[count >> BTF_SAMPLE_SHIFT] = (uint32_t)(at - btf->types);
		/* Two thirds are of these two kinds: a branch that is guessed right beats waiting for a
		 * product. */
		if ((size_t)(end - at) >= sizeof(*type) &&
			(btf_kind(type) == BTF_KIND_FUNC || btf_kind(type) == BTF_KIND_PTR))
			bytes = sizeof(*type);
		else
			bytes = btf_type_bytes(btf, type, (size_t)(end - at));
		if (!bytes)
			return error_set(err, -EINVAL,
				"BTF: type %u is of an unknown kind or runs past the end",
				btf->start_id + count);
		at += bytes;
		kind = btf_kind(type);
		if (kind >= BTF_KINDS || !(KIND_BIT(kind) & scan->kinds) || !type->name_off)
			continue;
		if (type->name_off >= btf->start_str && type->name_off - btf->start_str < btf->strings_len) {
			uint32_t bit;

			name = btf->strings + (type->name_off - btf->start_str);
			bit = prefix_bit(name_prefix(name, strings_end));
			if (scan->prefixes && !(scan->prefixes[bit / 64] >> bit % 64 & 1))
				continue;
		} else {
			name = btf_string_at(btf, type->name_off);
			if (!name)
				continue;
		}
		result = scan->named(scan->context, btf->start_id + count, type, name);
		if (result)
			return error_set(err, result, "BTF: no memory for candidates");
	}
	scan->count = count;
	return 0;
}

bool btf_wish_matches(const struct btf_wish *wish, const char *name)
{
	size_t len = wish->flavours ? btf_essential_length(wish->name) : strlen(wish->name);

	if (strncmp(name, wish->name, len) != 0)
		return false;
	return !name[len] || (wish->flavours && name[len] == '_' && btf_essential_length(name) == len);
}

struct wish_slot {
	uint32_t prefix;
	uint32_t wish; /* + 1; 0: empty */
};

struct hit {
	uint32_t wish;
	uint32_t id;
};

struct btf_wish_scan {
	struct btf_wish *wishes;
	uint32_t wish_count;
	uint64_t prefixes[(1 << PREFIX_BITS) / 64];
	struct wish_slot *slots;
	uint32_t mask;
	struct hit *hits;
	uint32_t hit_count, hit_room;
};

static void add_slot(struct btf_wish_scan *ws, uint32_t prefix, uint32_t wish)
{
	uint32_t bit = prefix_bit(prefix), i = bit & ws->mask;

	ws->prefixes[bit / 64] |= (uint64_t)1 << bit % 64;
	while (ws->slots[i].wish)
		i = (i + 1) & ws->mask;
	ws->slots[i] = (struct wish_slot){ prefix, wish + 1 };
}

static void add_wish(struct btf_wish_scan *ws, uint32_t wish)
{
	const char *name = ws->wishes[wish].name;
	size_t len = ws->wishes[wish].flavours ? btf_essential_length(name) : strlen(name);
	char padded[4] = "____";
	uint32_t prefix = 0;

	memcpy(&prefix, name, len < 4 ? len : 4);
	add_slot(ws, le32toh(prefix), wish);
	/* "abc" and "abc___old" begin differently. */
	if (len < 4 && ws->wishes[wish].flavours) {
		memcpy(padded, name, len);
		memcpy(&prefix, padded, 4);
		add_slot(ws, le32toh(prefix), wish);
	}
}

static int named(void *context, uint32_t id, const struct btf_type *type, const char *name)
{
	struct btf_wish_scan *ws = context;
	uint32_t prefix = name_prefix(name, name + strlen(name) + 1), i = prefix_bit(prefix) & ws->mask;

	for (; ws->slots[i].wish; i = (i + 1) & ws->mask) {
		uint32_t wish = ws->slots[i].wish - 1;

		if (ws->slots[i].prefix != prefix || !type_in(type, ws->wishes[wish].kinds) ||
			!btf_wish_matches(&ws->wishes[wish], name))
			continue;
		if (ws->hit_count == ws->hit_room) {
			uint32_t room = ws->hit_room * 2 + 32;
			struct hit *larger = realloc(ws->hits, room * sizeof(*larger));

			if (!larger)
				return -ENOMEM;
			ws->hits = larger;
			ws->hit_room = room;
		}
		ws->hits[ws->hit_count++] = (struct hit){ wish, id };
	}
	return 0;
}

int btf_wish_scan_begin(
	struct btf_wish_scan **out, struct btf_scan *scan, struct btf_wish *wishes, uint32_t count)
{
	struct btf_wish_scan *ws = calloc(1, sizeof(*ws));

	*out = NULL;
	if (!ws)
		return -ENOMEM;
	ws->wishes = wishes;
	ws->wish_count = count;
	for (ws->mask = 15; ws->mask / 4 < count; ws->mask = ws->mask * 2 + 1)
		;
	ws->slots = calloc(ws->mask + 1, sizeof(*ws->slots));
	if (!ws->slots) {
		free(ws);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++) {
		add_wish(ws, i);
		scan->kinds |= wishes[i].kinds;
	}
	scan->prefixes = ws->prefixes;
	scan->named = named;
	scan->context = ws;
	*out = ws;
	return 0;
}

int btf_candidates_add(struct btf_candidates *found, const struct btf *btf, uint32_t id)
{
	if (found->count == found->room) {
		uint32_t room = found->room * 2 + 16;
		struct btf_candidate *larger = realloc(found->list, room * sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		found->list = larger;
		found->room = room;
	}
	found->list[found->count++] = (struct btf_candidate){ btf, id };
	return 0;
}

void btf_candidates_free(struct btf_candidates *found)
{
	free(found->list);
	*found = (struct btf_candidates){ 0 };
}

int btf_wish_scan_end(
	struct btf_wish_scan *ws, const struct btf *btf, struct btf_candidates *found, int result)
{
	/* Hits are in order of id; each wish takes its own, in that order. */
	if (!result) {
		uint32_t at = found->count;

		for (uint32_t i = 0; i < ws->wish_count; i++)
			ws->wishes[i].count = 0;
		for (uint32_t i = 0; !result && i < ws->hit_count; i++) {
			ws->wishes[ws->hits[i].wish].count++;
			result = btf_candidates_add(found, btf, 0);
		}
		for (uint32_t i = 0; i < ws->wish_count; i++) {
			ws->wishes[i].first = at;
			at += ws->wishes[i].count;
			ws->wishes[i].count = 0;
		}
	}
	for (uint32_t i = 0; !result && i < ws->hit_count; i++) {
		struct btf_wish *wish = &ws->wishes[ws->hits[i].wish];

		found->list[wish->first + wish->count++].id = ws->hits[i].id;
	}
	free(ws->slots);
	free(ws->hits);
	free(ws);
	return result;
}

int btf_find(const struct btf *btf, struct btf_wish *wishes, uint32_t count, struct btf_candidates *found,
	struct xsk_error *err)
{
	struct btf_wish_scan *ws;
	struct btf_scan scan = { 0 };
	int result;

	result = btf_wish_scan_begin(&ws, &scan, wishes, count);
	if (result)
		return error_set(err, result, "BTF: no memory for %u names", count);
	result = btf_scan_types(btf, &scan, err);
	return btf_wish_scan_end(ws, btf, found, result);
}
