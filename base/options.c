// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Option structs of any age, read once at the door. */
#include "base/options.h"

#include <errno.h>
#include <string.h>

static bool all_zero(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i])
			return false;
	return true;
}

int options_copy(void *known, size_t known_bytes, const void *given, size_t given_bytes)
{
	memset(known, 0, known_bytes);
	if (!given)
		return 0;
	if (given_bytes > known_bytes) {
		if (!all_zero((const unsigned char *)given + known_bytes, given_bytes - known_bytes))
			return -EINVAL;
		given_bytes = known_bytes;
	}
	memcpy(known, given, given_bytes);
	return 0;
}

void results_copy(void *given, size_t given_bytes, const void *known, size_t known_bytes)
{
	if (given_bytes > known_bytes) {
		memset((char *)given + known_bytes, 0, given_bytes - known_bytes);
		given_bytes = known_bytes;
	}
	memcpy(given, known, given_bytes);
}

bool options_valid(const void *opts, size_t known_bytes)
{
	size_t bytes;

	if (!opts)
		return true;
	memcpy(&bytes, opts, sizeof(bytes));
	if (bytes < sizeof(bytes))
		return false;
	return bytes <= known_bytes || all_zero((const unsigned char *)opts + known_bytes, bytes - known_bytes);
}
