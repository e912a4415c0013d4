/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* From one number to another: type ids, string offsets. Key 0 is for nothing. Starts zeroed. */
#ifndef LOADER_BTF_ID_MAP_H
#define LOADER_BTF_ID_MAP_H

#include <stdint.h>

struct id_map {
	struct id_pair {
		uint32_t key; /* 0: empty */
		uint32_t value;
	} * slots;
	uint32_t mask;
	uint32_t count;
};

/* 0 where there is none. */
uint32_t id_map_get(const struct id_map *map, uint32_t key);
/* Adds or replaces; -ENOMEM. */
int id_map_put(struct id_map *map, uint32_t key, uint32_t value);
void id_map_free(struct id_map *map);

#endif
