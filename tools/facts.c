// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* On json-c. */
#include "tools/facts.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facts *made(facts *value)
{
	if (!value) {
		fprintf(stderr, "xskctl: out of memory\n");
		exit(1);
	}
	return value;
}

facts *facts_new(void)
{
	return made(json_object_new_object());
}

facts *facts_new_list(void)
{
	return made(json_object_new_array());
}

facts *fact_put(facts *object, const char *key, facts *value)
{
	if (json_object_object_add(object, key, value))
		made(NULL);
	return value;
}

/* Bytes of the UTF-8 character at @text that may be shown; 0: none is there, or a control character. */
static size_t shown_bytes(const unsigned char *text)
{
	size_t length = text[0] < 0x80                      ? 1
			: text[0] >= 0xc2 && text[0] < 0xe0 ? 2
			: (text[0] & 0xf0) == 0xe0          ? 3
			: text[0] >= 0xf0 && text[0] < 0xf5 ? 4
							    : 0;

	if (length == 1)
		return isprint(text[0]) ? 1 : 0;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	/* C1 control characters; overlong forms, surrogates and what lies beyond Unicode. */
	if ((text[0] == 0xc2 && text[1] < 0xa0) || (text[0] == 0xe0 && text[1] < 0xa0) ||
		(text[0] == 0xed && text[1] >= 0xa0) || (text[0] == 0xf0 && text[1] < 0x90) ||
		(text[0] == 0xf4 && text[1] >= 0x90))
		return 0;
	return length;
}

/* Names of interfaces, programs and processes may hold any byte; JSON and a terminal may not. */
static facts *clean_text(const char *text)
{
	char clean[4200];
	size_t length = 0;

	while (*text && length < sizeof(clean) - 5) {
		size_t bytes = shown_bytes((const unsigned char *)text);

		if (bytes)
			memcpy(clean + length, text, bytes);
		else
			clean[length] = '?';
		length += bytes ? bytes : 1;
		text += bytes ? bytes : 1;
	}
	clean[length] = '\0';
	return made(json_object_new_string(clean));
}

void fact_text(facts *object, const char *key, const char *text)
{
	fact_put(object, key, clean_text(text));
}

void fact_format(facts *object, const char *key, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fact_text(object, key, text);
}

void fact_number(facts *object, const char *key, uint64_t number)
{
	fact_put(object, key, made(json_object_new_uint64(number)));
}

void fact_bool(facts *object, const char *key, bool value)
{
	fact_put(object, key, made(json_object_new_boolean(value)));
}

void facts_append(facts *list, facts *value)
{
	if (json_object_array_add(list, value))
		made(NULL);
}

void facts_append_text(facts *list, const char *text)
{
	facts_append(list, clean_text(text));
}

void facts_append_number(facts *list, uint64_t number)
{
	facts_append(list, made(json_object_new_uint64(number)));
}

facts *member_of(const facts *object, const char *key)
{
	facts *value = NULL;

	return object && json_object_object_get_ex(object, key, &value) ? value : NULL;
}

bool facts_has(const facts *object, const char *key)
{
	return member_of(object, key) != NULL;
}

const char *text_of(const facts *object, const char *key)
{
	facts *value = member_of(object, key);

	return value ? json_object_get_string(value) : "";
}

uint64_t number_of(const facts *object, const char *key)
{
	facts *value = member_of(object, key);

	return value ? json_object_get_uint64(value) : 0;
}

bool bool_of(const facts *object, const char *key)
{
	facts *value = member_of(object, key);

	return value && json_object_get_boolean(value);
}

size_t count_of(const facts *list)
{
	if (json_object_is_type(list, json_type_object))
		return (size_t)json_object_object_length(list);
	return list ? json_object_array_length(list) : 0;
}

facts *entry_of(const facts *list, size_t index)
{
	return json_object_array_get_idx(list, index);
}

facts *facts_find(const facts *list, const char *key, uint64_t number)
{
	for (size_t i = 0; i < count_of(list); i++) {
		if (number_of(entry_of(list, i), key) == number)
			return entry_of(list, i);
	}
	return NULL;
}

bool facts_have_number(const facts *list, uint64_t number)
{
	for (size_t i = 0; i < count_of(list); i++) {
		if (json_object_get_uint64(entry_of(list, i)) == number)
			return true;
	}
	return false;
}

void facts_print(const facts *object)
{
	puts(json_object_to_json_string_ext((facts *)object,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
}
