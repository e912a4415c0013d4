// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Variables in an arena, a jump table, an exception callback: what newer compilers make by themselves, here by
 * section names, so that every clang makes it.
 */
#include "attributes.h"

struct {
	NUMBER(type, MAP_ARENA);
	NUMBER(map_flags, 1024);
	NUMBER(max_entries, 2);
	WIDE(map_extra, 0x100000000000);
} arena SECTION(".maps");

u32 in_arena SECTION(".addr_space.1") = 5;
u64 also_in_arena[100] SECTION(".addr_space.1") = { 6 };

/* Byte offsets in section xdp. */
u64 table[2] SECTION(".jumptables") = { 0, 8 };

NOINLINE int handle(u64 cookie)
{
	return cookie + 1;
}

SECTION("xdp") __attribute__((btf_decl_tag("exception_callback:handle"))) int jump(void *ctx)
{
	return in_arena + also_in_arena[3] + (long)table;
}

char license_text[] SECTION("license") = "GPL";
