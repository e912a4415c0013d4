// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Names of the kernel's BTF that stay found. */
#include "loader/btf/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/btf.h"
#include "loader/btf/strings.h"

/* ids[starts[b]] up to ids[starts[b + 1]] have a hash that ends in b. */
struct btf_names {
	uint32_t *starts;
	uint32_t *ids;
	uint32_t mask;
};

struct collected {
	const struct btf *btf;
	struct {
		uint32_t id, hash;
	} * list;
	uint32_t count, room;
};

static int collect(void *context, uint32_t id, const struct btf_type *type, const char *name)
{
	struct collected *all = context;
	const char *end = all->btf->strings + all->btf->strings_len;
	bool flavoured;
	uint32_t hash;
	size_t len;

	if (all->count == all->room) {
		uint32_t room = all->room * 2 + 4096;
		void *larger = realloc(all->list, room * sizeof(*all->list));

		if (!larger)
			return -ENOMEM;
		all->list = larger;
		all->room = room;
	}
	hash = text_scan(name, end, &len, &flavoured);
	if (flavoured)
		hash = text_hash(name, btf_essential_length(name));
	all->list[all->count].id = id;
	all->list[all->count++].hash = hash;
	return 0;
}

/* Counting sort; keeps the order of ids within a bucket. */
static void distribute(struct btf_names *names, const struct collected *all)
{
	for (uint32_t i = 0; i < all->count; i++)
		names->starts[(all->list[i].hash & names->mask) + 1]++;
	for (uint32_t b = 0; b <= names->mask; b++)
		names->starts[b + 1] += names->starts[b];
	for (uint32_t i = all->count; i--;)
		names->ids[--names->starts[(all->list[i].hash & names->mask) + 1]] = all->list[i].id;
	/* Each start was moved down to where its bucket begins, one place too far up in the array. */
	memmove(names->starts, names->starts + 1, sizeof(*names->starts) * (names->mask + 1));
	names->starts[names->mask + 1] = all->count;
}

int btf_names_create(struct btf_names **out, const struct btf *btf, struct xsk_error *err)
{
	struct collected all = { .btf = btf };
	struct btf_scan scan = { .named = collect, .context = &all };
	struct btf_names *names = calloc(1, sizeof(*names));
	int result;

	*out = NULL;
	scan.kinds = ~(KIND_BIT(BTF_KIND_FUNC) | KIND_BIT(BTF_KIND_UNKN));
	result = names ? btf_scan_types(btf, &scan, err) : -ENOMEM;
	if (!result) {
		for (names->mask = 63; names->mask < all.count / 2; names->mask = names->mask * 2 + 1)
			;
		names->starts = calloc(names->mask + 2, sizeof(*names->starts));
		names->ids = malloc(sizeof(*names->ids) * (all.count + 1));
		if (names->starts && names->ids)
			distribute(names, &all);
		else
			result = -ENOMEM;
	}
	free(all.list);
	if (result) {
		btf_names_free(names);
		return result == -ENOMEM ? error_set(err, result, "kernel BTF: no memory for names") : result;
	}
	*out = names;
	return 0;
}

int btf_names_find(const struct btf_names *names, const struct btf *btf, struct btf_wish *wish,
	struct btf_candidates *found)
{
	uint32_t bucket = text_hash(wish->name, btf_essential_length(wish->name)) & names->mask;
	int result = 0;

	wish->first = found->count;
	wish->count = 0;
	for (uint32_t i = names->starts[bucket]; !result && i < names->starts[bucket + 1]; i++) {
		const struct btf_type *type = btf_type_at(btf, names->ids[i]);

		if (!type_in(type, wish->kinds) || !btf_wish_matches(wish, btf_name_of(btf, type)))
			continue;
		result = btf_candidates_add(found, btf, names->ids[i]);
		wish->count++;
	}
	return result;
}

void btf_names_free(struct btf_names *names)
{
	if (names) {
		free(names->starts);
		free(names->ids);
	}
	free(names);
}

struct answer {
	struct answer *next;
	uint32_t hash, kinds;
	bool flavours;
	uint32_t count;
	const char *name;
	uint32_t ids[]; /* and the name behind them */
};

struct btf_answers {
	struct answer *buckets[256];
};

static struct answer *answer_of(const struct btf_answers *answers, const struct btf_wish *wish, uint32_t hash)
{
	struct answer *answer = answers ? answers->buckets[hash % 256] : NULL;

	while (answer && (answer->hash != hash || answer->kinds != wish->kinds ||
				 answer->flavours != wish->flavours || strcmp(answer->name, wish->name) != 0))
		answer = answer->next;
	return answer;
}

int btf_answers_add(
	struct btf_answers **answers, const struct btf_wish *wish, const struct btf_candidates *found)
{
	size_t len = strlen(wish->name);
	uint32_t hash = text_hash(wish->name, len);
	struct answer *answer;
	char *name;

	if (!*answers)
		*answers = calloc(1, sizeof(**answers));
	if (answer_of(*answers, wish, hash))
		return 0;
	answer = *answers ? malloc(sizeof(*answer) + wish->count * sizeof(*answer->ids) + len + 1) : NULL;
	if (!answer)
		return -ENOMEM;
	name = (char *)&answer->ids[wish->count];
	memcpy(name, wish->name, len + 1);
	*answer = (struct answer){ .next = (*answers)->buckets[hash % 256],
		.hash = hash,
		.kinds = wish->kinds,
		.flavours = wish->flavours,
		.count = wish->count,
		.name = name };
	for (uint32_t i = 0; i < wish->count; i++)
		answer->ids[i] = found->list[wish->first + i].id;
	(*answers)->buckets[hash % 256] = answer;
	return 0;
}

bool btf_answers_find(const struct btf_answers *answers, const struct btf *btf, struct btf_wish *wish,
	struct btf_candidates *found, int *result)
{
	const struct answer *answer = answer_of(answers, wish, text_hash(wish->name, strlen(wish->name)));

	if (!answer)
		return false;
	wish->first = found->count;
	wish->count = answer->count;
	for (uint32_t i = 0; !*result && i < answer->count; i++)
		*result = btf_candidates_add(found, btf, answer->ids[i]);
	return true;
}

void btf_answers_free(struct btf_answers *answers)
{
	for (int i = 0; answers && i < 256; i++) {
		while (answers->buckets[i]) {
			struct answer *answer = answers->buckets[i];

			answers->buckets[i] = answer->next;
			free(answer);
		}
	}
	free(answers);
}
