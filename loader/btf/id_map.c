// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Open addressing, at most half full. */
#include "loader/btf/id_map.h"

#include <errno.h>
#include <stdlib.h>

static struct id_pair *slot_of(const struct id_map *map, uint32_t key)
{
	uint32_t i = key * 2654435761u;

	for (i = (i ^ i >> 15) & map->mask; map->slots[i].key && map->slots[i].key != key;)
		i = (i + 1) & map->mask;
	return &map->slots[i];
}

uint32_t id_map_get(const struct id_map *map, uint32_t key)
{
	return map->slots ? slot_of(map, key)->value : 0;
}

static int grow(struct id_map *map)
{
	struct id_map larger = { .mask = map->slots ? map->mask * 2 + 1 : 63, .count = map->count };

	larger.slots = calloc((size_t)larger.mask + 1, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (uint32_t i = 0; map->slots && i <= map->mask; i++)
		if (map->slots[i].key)
			*slot_of(&larger, map->slots[i].key) = map->slots[i];
	free(map->slots);
	*map = larger;
	return 0;
}

int id_map_put(struct id_map *map, uint32_t key, uint32_t value)
{
	struct id_pair *slot;

	if ((!map->slots || map->count > map->mask / 2) && grow(map))
		return -ENOMEM;
	slot = slot_of(map, key);
	map->count += !slot->key;
	*slot = (struct id_pair){ key, value };
	return 0;
}

void id_map_free(struct id_map *map)
{
	free(map->slots);
	*map = (struct id_map){ 0 };
}
