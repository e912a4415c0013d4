/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Names of programs and maps in the kernel: 15 characters, cut off. */
#ifndef LOADER_KERNEL_NAME_H
#define LOADER_KERNEL_NAME_H

#include <string.h>

static inline void name_copy(char *field, size_t bytes, const char *name)
{
	if (!name)
		return;
	memset(field, 0, bytes);
	memcpy(field, name, strnlen(name, bytes - 1));
}

#endif
