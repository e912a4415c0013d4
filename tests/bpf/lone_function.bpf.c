// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One function without SEC(): no program, so there is nothing to load. */
int lone(void *ctx)
{
	return 0;
}

char license_text[] __attribute__((section("license"), used)) = "GPL";
