// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Saying which option struct was refused. */
#include "loader/result.h"

#include <string.h>

#include "loader/print.h"

bool result_opts_valid(const void *opts, size_t known_bytes, const char *type)
{
	size_t bytes;

	if (options_valid(opts, known_bytes))
		return true;
	memcpy(&bytes, opts, sizeof(bytes));
	if (bytes < sizeof(bytes))
		print_warn("%s: its size (.sz) is %zu: declare it with LIBBPF_OPTS()\n", type, bytes);
	else
		print_warn("%s has non-zero extra bytes: %zu bytes were given, %zu are known here\n", type,
			bytes, known_bytes);
	return false;
}
