/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Patterns of function names: '*' any characters, '?' any one. Nothing else is special. */
#ifndef LOADER_ATTACH_GLOB_H
#define LOADER_ATTACH_GLOB_H

#include <stdbool.h>

bool glob_matches(const char *pattern, const char *text);
bool glob_is_pattern(const char *text);

#endif
