// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A pool's memory is kept from children and core dumps, may become huge pages unless refused, and goes at close. */
#include <inttypes.h>
#include <string.h>

#include "tests/harness/test.h"
#include "xsk/frame_pool.h"

/* VmFlags of the mapping that holds this address; false: nothing is mapped there. */
static bool flags_of(const void *address, char *flags, size_t bytes)
{
	FILE *file = fopen("/proc/self/smaps", "r");
	char line[512];
	bool inside = false, found = false;

	REQUIRE(file);
	while (!found && fgets(line, sizeof(line), file)) {
		uint64_t start, end;

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &start, &end) == 2)
			inside = (uintptr_t)address >= start && (uintptr_t)address < end;
		else if (inside && !strncmp(line, "VmFlags:", 8))
			found = snprintf(flags, bytes, "%s", line + 8) > 0;
	}
	fclose(file);
	return found;
}

int main(void)
{
	struct xsk_pool *pool;
	struct xsk_error err;
	char flags[512];
	uint8_t *area;

	test_begin();
	/* 8 MiB: whole huge pages. */
	REQUIRE(xsk_pool__open(&pool, &(struct xsk_pool_opts){ .frames = 4096, .numa_node = 1 }, &err) == 0);
	area = pool->geometry.area;
	CHECK((uintptr_t)area % (2 << 20) == 0);
	REQUIRE(flags_of(area, flags, sizeof(flags)));
	CHECK_TEXT(flags, " dc");
	CHECK_TEXT(flags, " dd");
	CHECK(strstr(flags, " hg") || strstr(flags, " ht"));
	/* All of it is there. */
	for (uint32_t frame = 0; frame < 4096; frame++)
		area[frame * 2048 + 2047] = 1;
	CHECK_INT(xsk_pool__close(pool, &err), 0);
	CHECK(!flags_of(area, flags, sizeof(flags)));

	REQUIRE(xsk_pool__open(&pool,
			&(struct xsk_pool_opts){ .frames = 100, .frame_bytes = 4096, .no_hugepages = true },
			&err) == 0);
	REQUIRE(flags_of(pool->geometry.area, flags, sizeof(flags)));
	CHECK_TEXT(flags, " dc");
	CHECK(!strstr(flags, " hg") && !strstr(flags, " ht"));
	CHECK_INT(xsk_pool__close(pool, &err), 0);
	return test_end();
}
