// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Text out of facts. */
#include "tools/show.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Adds to @text as much as fits. */
static void add(char *text, size_t bytes, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void add(char *text, size_t bytes, const char *format, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + length, bytes - length, format, args);
	va_end(args);
}

void show_pids(const facts *pids, char *text, size_t bytes)
{
	text[0] = '\0';
	for (size_t i = 0; i < count_of(pids); i++)
		add(text, bytes, "%s%" PRIu64 " (%s)", i ? ", " : "", number_of(entry_of(pids, i), "pid"),
			text_of(entry_of(pids, i), "command"));
}

void show_numbers(const facts *list, char *text, size_t bytes)
{
	text[0] = '\0';
	for (size_t i = 0; i < count_of(list); i++)
		add(text, bytes, "%s%" PRIu64, i ? ", " : "", json_object_get_uint64(entry_of(list, i)));
}

void show_program(const facts *program, uint64_t id, char *text, size_t bytes)
{
	text[0] = '\0';
	add(text, bytes, "%" PRIu64, id);
	if (facts_has(program, "name"))
		add(text, bytes, " \"%s\"", text_of(program, "name"));
	if (facts_has(program, "tag"))
		add(text, bytes, ", tag %s", text_of(program, "tag"));
}

void show_bytes(uint64_t number, char *text, size_t bytes)
{
	text[0] = '\0';
	if (number < 10000)
		add(text, bytes, "%" PRIu64 " B", number);
	else if (number < 10000000)
		add(text, bytes, "%.1f KiB", (double)number / 1024);
	else
		add(text, bytes, "%.1f MiB", (double)number / 1048576);
}

void show_holders(const facts *object, const char *indent)
{
	const facts *pinned = member_of(object, "pinned");
	char text[1024];

	show_pids(member_of(object, "pids"), text, sizeof(text));
	if (text[0])
		printf("%sheld by %s\n", indent, text);
	for (size_t i = 0; i < count_of(pinned); i++)
		printf("%spinned at %s\n", indent, json_object_get_string(entry_of(pinned, i)));
}
