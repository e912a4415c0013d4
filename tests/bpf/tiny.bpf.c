// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Two instructions, no map: the smallest object that loads. */
#include "attributes.h"

SECTION("xdp") int pass(void *ctx)
{
	return 2;
}

char license_text[] SECTION("license") = "GPL";
