// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Any text as kernel configuration, for externs of every type. The value of each stays inside its place. */
#include "loader/object/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct extern_spec externs[] = {
	{ .name = "CONFIG_B", .type = KCONFIG_BOOL, .offset = 1, .size = 1, .is_weak = true },
	{ .name = "CONFIG_C", .type = KCONFIG_CHARACTER, .offset = 3, .size = 1, .is_weak = true },
	{ .name = "CONFIG_T", .type = KCONFIG_TRISTATE, .offset = 5, .size = 4, .is_weak = true },
	{ .name = "CONFIG_I",
		.type = KCONFIG_INTEGER,
		.offset = 10,
		.size = 2,
		.is_weak = true,
		.is_signed = true },
	{ .name = "CONFIG_L", .type = KCONFIG_INTEGER, .offset = 13, .size = 8, .is_weak = true },
	{ .name = "CONFIG_S", .type = KCONFIG_TEXT, .offset = 22, .size = 5, .is_weak = true },
};

static int number(void *context, const char *name, uint64_t *value, struct xsk_error *err)
{
	return -ENOENT;
}

static int settings(
	void *context, const char *const *names, const char **values, uint32_t count, struct xsk_error *err)
{
	for (uint32_t i = 0; i < count; i++)
		values[i] = i & 1 ? NULL : context;
	return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const unsigned char gaps[] = { 0, 2, 4, 9, 12, 21, 27 };
	struct object_spec spec = { .externs = externs,
		.extern_count = sizeof(externs) / sizeof(externs[0]) };
	unsigned char value[28] = { 0 };
	struct xsk_object_error err;
	char *text = malloc(size + 1);
	char *tail = size > 8 ? text + size - 8 : text;
	struct kconfig_kernel kernel = { number, settings, tail };

	memcpy(text, data, size);
	text[size] = '\0';
	libbpf_set_print(NULL);
	kconfig_resolve(&spec, value, text, &kernel, &err);
	for (size_t i = 0; i < sizeof(gaps); i++)
		if (value[gaps[i]])
			abort();
	free(text);
	return 0;
}
