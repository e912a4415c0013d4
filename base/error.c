// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The text of an error: formatting, cutting, one line. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Kernel and libnl texts may bring newlines; the record promises one line. */
static void flatten(char *text)
{
	for (; *text; text++)
		if (*text == '\n' || *text == '\r')
			*text = ' ';
}

int error_set(struct xsk_error *err, int code, const char *format, ...)
{
	va_list args;

	if (!err)
		return code;
	err->code = code;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	flatten(err->text);
	return code;
}

int error_prefix(struct xsk_error *err, int code, const char *format, ...)
{
	char tail[sizeof(err->text)];
	va_list args;
	int used;

	if (!err)
		return code;
	memcpy(tail, err->text, sizeof(tail));
	va_start(args, format);
	used = vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (used >= 0 && (size_t)used < sizeof(err->text))
		snprintf(err->text + used, sizeof(err->text) - used, ": %s", tail);
	flatten(err->text);
	err->code = code;
	return code;
}

void error_clear(struct xsk_error *err)
{
	if (err) {
		err->code = 0;
		err->text[0] = '\0';
	}
}

const char *error_name(int code)
{
	int number = code < 0 ? -code : code;
	const char *text = number == ERROR_KERNEL_ENOTSUPP ? "Not supported" : strerrordesc_np(number);

	return text ? text : "unknown error";
}
