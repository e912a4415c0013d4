// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The error record of an object: filling it, and the public side of it that needs no object. */
#include "loader/object/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "loader/print.h"

static void set_name(char *field, const char *name)
{
	snprintf(field, XSK_OBJECT_ERROR_NAME_BYTES, "%s", name ? name : "");
}

/* Names come from the file: nothing that a terminal would obey, and one line. */
static void flatten(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

static void fill(struct xsk_object_error *err, int code, const struct object_place *place, const char *format,
	va_list args)
{
	int used;

	*err = (struct xsk_object_error){
		.code = code,
		.phase = place->phase,
		.kernel_errno = place->kernel_errno,
	};
	set_name(err->section, place->section);
	set_name(err->program, place->program);
	set_name(err->map, place->map);
	set_name(err->relocation, place->relocation);
	snprintf(err->remedy, sizeof(err->remedy), "%s", place->remedy ? place->remedy : "");
	used = vsnprintf(err->text, sizeof(err->text), format, args);
	if (err->remedy[0] && used >= 0 && (size_t)used < sizeof(err->text))
		snprintf(err->text + used, sizeof(err->text) - used, " (%s)", err->remedy);
	flatten(err->text);
}

int object_error_set(
	struct xsk_object_error *err, int code, const struct object_place *place, const char *format, ...)
{
	va_list args;

	if (!err)
		return code;
	va_start(args, format);
	fill(err, code, place, format, args);
	va_end(args);
	return code;
}

int object_error_from(struct xsk_object_error *err, int code, const struct object_place *place,
	const struct xsk_error *cause)
{
	return object_error_set(err, code, place, "%s", cause->text);
}

int object_error_memory(struct xsk_object_error *err, enum xsk_object_phase phase)
{
	return object_error_set(
		err, -ENOMEM, OBJECT_AT(.phase = phase), "%s: out of memory", xsk_object__phase_name(phase));
}

void object_error_clear(struct xsk_object_error *err)
{
	if (err)
		*err = (struct xsk_object_error){ 0 };
}

void object_error_report(const struct xsk_object_error *err)
{
	if (err->code)
		print_warn("%s\n", err->text);
}

const char *xsk_object__phase_name(enum xsk_object_phase phase)
{
	static const char *const names[] = {
		[XSK_OBJECT_PHASE_NONE] = "none",
		[XSK_OBJECT_PHASE_OPTIONS] = "options",
		[XSK_OBJECT_PHASE_FILE] = "file",
		[XSK_OBJECT_PHASE_ELF] = "ELF",
		[XSK_OBJECT_PHASE_BTF] = "BTF",
		[XSK_OBJECT_PHASE_PROGRAMS] = "programs",
		[XSK_OBJECT_PHASE_MAPS] = "maps",
		[XSK_OBJECT_PHASE_EXTERNS] = "externs",
		[XSK_OBJECT_PHASE_RELOCATIONS] = "relocations",
		[XSK_OBJECT_PHASE_KERNEL] = "kernel",
		[XSK_OBJECT_PHASE_RELOCATE] = "relocate",
		[XSK_OBJECT_PHASE_BTF_LOAD] = "BTF load",
		[XSK_OBJECT_PHASE_MAP_CREATE] = "map create",
		[XSK_OBJECT_PHASE_PROGRAM_LOAD] = "program load",
		[XSK_OBJECT_PHASE_PIN] = "pin",
		[XSK_OBJECT_PHASE_ATTACH] = "attach",
	};

	if ((unsigned int)phase >= sizeof(names) / sizeof(names[0]))
		return "unknown phase";
	return names[phase];
}
