// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/btf/keys.h"

#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/index.h"

enum { KEY_LETTERS = 12 }; /* many names share their first four letters, few their first twelve */

static uint32_t key_of(const char *name)
{
	uint32_t key = 0;

	for (int i = 0; i < KEY_LETTERS && name[i]; i++)
		key = (key ^ (uint8_t)name[i]) * 16777619u;
	return key;
}

struct keys_in_making {
	uint32_t *keys;
	uint32_t start_id;
};

static int add(void *context, uint32_t id, const struct btf_type *type, const char *name)
{
	struct keys_in_making *making = context;

	making->keys[id - making->start_id] = key_of(name);
	return 0;
}

const uint32_t *btf_name_keys(const struct btf *btf)
{
	struct btf *built = (struct btf *)btf;
	/* Acquire pairs with the exchange below: the numbers are there. */
	uint32_t *keys = atomic_load_explicit(&built->name_keys, memory_order_acquire);
	struct keys_in_making making = { .start_id = btf->start_id };
	struct btf_scan scan = { .kinds = UINT32_MAX, .named = add, .context = &making };

	if (keys)
		return keys;
	making.keys = calloc(btf->type_count, sizeof(*making.keys));
	if (!making.keys || btf_scan_types(btf, &scan, NULL)) {
		free(making.keys);
		return NULL;
	}
	/* Of two at once, one throws its own away. */
	if (atomic_compare_exchange_strong_explicit(
		    &built->name_keys, &keys, making.keys, memory_order_acq_rel, memory_order_acquire))
		return making.keys;
	free(making.keys);
	return keys;
}

uint32_t btf_keys_next(
	const struct btf *btf, const uint32_t *keys, const char *name, uint32_t kinds, uint32_t id)
{
	uint32_t key = key_of(name);

	for (uint32_t i = id - btf->start_id; i < btf->type_count; i++) {
		const struct btf_type *type;

		if (keys[i] != key)
			continue;
		type = btf_type_at(btf, btf->start_id + i);
		if (type && type->name_off && type_in(type, kinds) && !strcmp(btf_name_of(btf, type), name))
			return btf->start_id + i;
	}
	return 0;
}
