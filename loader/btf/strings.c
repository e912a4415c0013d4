// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding and adding strings by their contents. */
#include "loader/btf/strings.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/write.h"

/* Open addressing; a slot holds an offset into the own strings + 1, at most two thirds are taken. */
struct btf_strings {
	uint32_t *slots;
	uint32_t mask;
	uint32_t count;
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0xff51afd7ed558ccdu;
	return hash ^ hash >> 32;
}

static uint32_t finish(uint64_t hash, size_t len)
{
	return (uint32_t)mix(hash, len);
}

uint32_t text_hash(const char *text, size_t len)
{
	uint64_t hash = 0, word;

	for (size_t left = len;; left -= 8, text += 8) {
		word = 0;
		memcpy(&word, text, left < 8 ? left : 8);
		hash = mix(hash, le64toh(word));
		if (left < 8)
			return finish(hash, len);
	}
}

/* A high bit set in each byte that is zero; perhaps also in some behind the first such. */
static uint64_t zero_bytes(uint64_t word)
{
	return (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;
}

uint32_t text_scan(const char *text, const char *end, size_t *len, bool *flavoured)
{
	const char *start = text;
	uint64_t hash = 0, word, underscores, before = 0, pairs = 0, zeroes;

	for (; end - text >= 8; text += 8) {
		memcpy(&word, text, 8);
		word = le64toh(word);
		zeroes = zero_bytes(word);
		if (zeroes)
			word &= (zeroes & -zeroes) - 1;
		underscores = zero_bytes(word ^ 0x5f5f5f5f5f5f5f5fu);
		pairs |= underscores & (underscores << 8 | before >> 56);
		before = underscores;
		hash = mix(hash, word);
		if (zeroes) {
			*len = (size_t)(text - start) + (size_t)__builtin_ctzll(zeroes) / 8;
			*flavoured = pairs != 0;
			return finish(hash, *len);
		}
	}
	*len = strlen(start);
	*flavoured = true;
	return text_hash(start, *len);
}

void btf_strings_free(struct btf_strings *strings)
{
	if (strings)
		free(strings->slots);
	free(strings);
}

static uint32_t *slot_of(const struct btf_strings *set, const struct btf *btf, const char *text, size_t len)
{
	uint32_t i = text_hash(text, len) & set->mask;

	while (set->slots[i]) {
		const char *have = btf->strings + set->slots[i] - 1;

		if (!strncmp(have, text, len) && !have[len])
			break;
		i = (i + 1) & set->mask;
	}
	return &set->slots[i];
}

static int fill(struct btf_strings *set, const struct btf *btf, uint32_t slots)
{
	set->slots = calloc(slots, sizeof(*set->slots));
	if (!set->slots)
		return -ENOMEM;
	set->mask = slots - 1;
	set->count = 0;
	for (uint32_t offset = 0; offset < btf->strings_len;) {
		size_t len = strlen(btf->strings + offset);
		uint32_t *slot = slot_of(set, btf, btf->strings + offset, len);

		/* Of equal strings the first counts. */
		if (!*slot) {
			*slot = offset + 1;
			set->count++;
		}
		offset += (uint32_t)len + 1;
	}
	return 0;
}

static uint32_t count_strings(const struct btf *btf)
{
	uint32_t count = 0;

	for (const char *at = btf->strings, *end = at + btf->strings_len; at < end; count++)
		at = (const char *)memchr(at, 0, (size_t)(end - at)) + 1;
	return count;
}

/* Built by whoever comes first; of two at once, one throws its own away. */
static struct btf_strings *string_set(const struct btf *btf)
{
	struct btf *built = (struct btf *)btf;
	struct btf_strings *set = atomic_load_explicit(&built->string_set, memory_order_acquire);
	struct btf_strings *mine;
	uint32_t slots = 64, count;

	if (set)
		return set;
	for (count = count_strings(btf); slots / 3 < count / 2 + 1;)
		slots *= 2;
	mine = calloc(1, sizeof(*mine));
	if (!mine || fill(mine, btf, slots)) {
		btf_strings_free(mine);
		return NULL;
	}
	/* Release: whoever loads it sees the slots. */
	if (atomic_compare_exchange_strong_explicit(
		    &built->string_set, &set, mine, memory_order_acq_rel, memory_order_acquire))
		return mine;
	btf_strings_free(mine);
	return set;
}

int64_t btf_find_string(const struct btf *btf, const char *text, size_t len)
{
	for (; btf; btf = btf->base) {
		struct btf_strings *set = string_set(btf);
		uint32_t at;

		if (!set)
			return -ENOMEM;
		at = *slot_of(set, btf, text, len);
		if (at)
			return (int64_t)btf->start_str + at - 1;
	}
	return -ENOENT;
}

static int grow(struct btf_strings *set, const struct btf *btf)
{
	struct btf_strings larger;
	int result;

	if (set->count < (set->mask + 1) / 3 * 2)
		return 0;
	result = fill(&larger, btf, (set->mask + 1) * 2);
	if (result)
		return result;
	free(set->slots);
	*set = larger;
	return 0;
}

int64_t btf_intern_string(struct btf *btf, const char *text, size_t len)
{
	int64_t offset = btf_find_string(btf, text, len);
	struct btf_strings *set = btf->string_set;
	int result;

	if (offset != -ENOENT)
		return offset;
	result = grow(set, btf);
	if (!result)
		result = btf_append_string(btf, text, len);
	if (result)
		return result;
	offset = btf->strings_len - len - 1;
	text = btf->strings + offset;
	*slot_of(set, btf, text, len) = (uint32_t)offset + 1;
	set->count++;
	return (int64_t)btf->start_str + offset;
}
