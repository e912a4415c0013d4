/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What commands know, as JSON: short forms of json-c, for writing and for reading again. */
#ifndef TOOLS_FACTS_H
#define TOOLS_FACTS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct json_object facts;

/* Out of memory they end the program. */
facts *facts_new(void);
facts *facts_new_list(void);
void fact_text(facts *object, const char *key, const char *text);
void fact_format(facts *object, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void fact_number(facts *object, const char *key, uint64_t number);
void fact_bool(facts *object, const char *key, bool value);
/* A member that is a list or an object; @value then belongs to @object. Returns @value. */
facts *fact_put(facts *object, const char *key, facts *value);
void facts_append(facts *list, facts *value);
void facts_append_text(facts *list, const char *text);
void facts_append_number(facts *list, uint64_t number);

/* Reading: what is not there is "", 0, false, NULL, a list without entries. */
bool facts_has(const facts *object, const char *key);
const char *text_of(const facts *object, const char *key);
uint64_t number_of(const facts *object, const char *key);
bool bool_of(const facts *object, const char *key);
facts *member_of(const facts *object, const char *key);
size_t count_of(const facts *list); /* entries, or members of an object */
facts *entry_of(const facts *list, size_t index);

/* The entry of a list of objects whose @key is this number, or NULL. */
facts *facts_find(const facts *list, const char *key, uint64_t number);
bool facts_have_number(const facts *list, uint64_t number);

/* Prints the object with a newline. */
void facts_print(const facts *object);

#endif
