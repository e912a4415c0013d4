/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Filling in a struct xsk_object_error: what the loader's stages use instead of struct xsk_error, because an
 * object keeps what went wrong as data. The deepest function that knows the facts fills it, those above pass
 * the code on. Whoever stands at the door of the API then calls object_error_report(), once.
 *
 *	return object_error_set(err, -EINVAL, OBJECT_AT(.phase = XSK_OBJECT_PHASE_MAPS, .map = name,
 *		.remedy = "give it __uint(type, BPF_MAP_TYPE_...)"), "map %s: no type", name);
 */
#ifndef LOADER_OBJECT_ERROR_H
#define LOADER_OBJECT_ERROR_H

#include <xsk/error.h>
#include <xsk/object.h>

/* Where; what is NULL or 0 does not apply. */
struct object_place {
	enum xsk_object_phase phase;
	const char *section, *program, *map, *relocation;
	int kernel_errno;   /* positive */
	const char *remedy; /* appended to the line in parentheses */
};

#define OBJECT_AT(...) (&(const struct object_place){ __VA_ARGS__ })

/* Fills the record with one line and returns @code, negative. @err may be NULL. */
int object_error_set(struct xsk_object_error *err, int code, const struct object_place *place,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same from a line that a lower layer (elf, kernel) wrote; @code may differ from cause->code. */
int object_error_from(struct xsk_object_error *err, int code, const struct object_place *place,
	const struct xsk_error *cause);

/* -ENOMEM with its line. */
int object_error_memory(struct xsk_object_error *err, enum xsk_object_phase phase);

void object_error_clear(struct xsk_object_error *err);

/* Gives the line to libbpf's print callback at level warn; does nothing for an empty record. */
void object_error_report(const struct xsk_object_error *err);

#endif
