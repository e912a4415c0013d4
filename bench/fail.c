// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One line into the record. */
#include "bench/fail.h"

#include <stdarg.h>
#include <stdio.h>

int fail(struct xsk_error *err, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	err->code = code;
	return code;
}
