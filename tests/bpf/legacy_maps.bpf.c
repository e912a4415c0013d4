// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Maps as they were defined before BTF, one with the fields that iproute2 put behind libbpf's. */
#include "attributes.h"

struct definition {
	u32 type, key_size, value_size, max_entries, map_flags;
};

struct definition SECTION("maps") counters = { MAP_PERCPU_ARRAY, 4, 8, 256, 0 };
struct definition SECTION("maps") table = { MAP_HASH, 16, 4, 100, 1 };

SECTION("socket") int count(void *ctx)
{
	u32 key = 3;
	u64 *counter = map_lookup_elem(&counters, &key);

	if (counter)
		(*counter)++;
	return map_lookup_elem(&table, ctx) ? 1 : 0;
}

char license_text[] SECTION("license") = "GPL";
