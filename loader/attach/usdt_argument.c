// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The part of an argument that is the same on all machines: "[-]BYTES@place". */
#include "loader/attach/usdt_argument.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

void usdt_argument_set(
	struct usdt_argument *argument, enum usdt_argument_kind kind, int64_t value, int register_offset)
{
	argument->value = (uint64_t)value;
	argument->register_offset = (int16_t)register_offset;
	argument->kind_and_index = kind; /* the low byte in both byte orders */
}

void usdt_argument_set_index(struct usdt_argument *argument, int index_offset, unsigned int shift)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	argument->kind_and_index |= (uint32_t)(index_offset & 0xfff) << 16 | shift << 28;
#else
	argument->kind_and_index |= (uint32_t)(index_offset & 0xfff) << 12 | shift << 8;
#endif
}

#if !defined(__x86_64__) && !defined(__aarch64__)
int usdt_parse_place(const char *text, struct usdt_argument *argument)
{
	(void)text;
	(void)argument;
	return 0; /* how this machine's assembler writes places is not known here */
}
#endif

static int parse_one(struct usdt_argument *argument, const char **text, struct xsk_error *err)
{
	int bytes, used = 0, place;

	if (sscanf(*text, " %d @%n", &bytes, &used) != 1 || !used)
		return error_set(err, -EINVAL, "argument '%.40s': no [-]BYTES@ in front", *text);
	place = usdt_parse_place(*text + used, argument);
	if (!place)
		return error_set(err, -EINVAL, "argument '%.40s': a place of an unknown form", *text);
	*text += used + place;
	argument->is_signed = bytes < 0;
	bytes = bytes < 0 ? -bytes : bytes;
	if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8)
		return error_set(err, -EINVAL, "an argument of %d bytes", bytes);
	argument->shift = (int8_t)(64 - 8 * bytes);
	return 0;
}

int usdt_parse_arguments(struct usdt_spec *spec, const char *text, struct xsk_error *err)
{
	memset(spec, 0, sizeof(*spec));
	if (*text == ':') /* how old assemblers wrote "none" */
		return 0;
	text += strspn(text, " ");
	while (*text) {
		int code;

		if (spec->count == USDT_ARGUMENTS)
			return error_set(err, -E2BIG, "more than %d arguments", USDT_ARGUMENTS);
		code = parse_one(&spec->arguments[spec->count], &text, err);
		if (code)
			return code;
		spec->count++;
		text += strspn(text, " ");
	}
	return 0;
}
