// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/glob.h"

#include <stddef.h>
#include <string.h>

bool glob_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	/* On a mismatch the last star takes one character more: earlier stars need never change. */
	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}
