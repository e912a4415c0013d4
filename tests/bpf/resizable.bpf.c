// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Data sections that end in an array, which user space may make longer, and one that does not. */
#include "attributes.h"

u32 count SECTION(".bss.counts");
u64 counts[1] SECTION(".bss.counts");
u32 fixed_first SECTION(".data.fixed") = 1;
u64 fixed_last SECTION(".data.fixed") = 2;

SECTION("xdp") int sum(void *ctx)
{
	u64 total = fixed_first + fixed_last;

	for (u32 i = 0; i < count && i < 8; i++)
		total += counts[i];
	return total;
}

char license_text[] SECTION("license") = "GPL";
