// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What loader/object/kconfig.c has to ask of the machine. */
#include "loader/load/kconfig_values.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "loader/kernel/capabilities.h"
#include "loader/kernel/config.h"
#include "loader/kernel/version.h"
#include "loader/object/kconfig.h"

static int number(void *context, const char *name, uint64_t *value, struct xsk_error *err)
{
	const struct bpf_object *object = context;

	if (strcmp(name, "LINUX_KERNEL_VERSION") == 0) {
		*value = kernel_version();
		return *value ? 0 : error_set(err, -EINVAL, "the kernel's release cannot be read");
	}
	if (strcmp(name, "LINUX_HAS_BPF_COOKIE") == 0)
		*value = capability_has(CAPABILITY_COOKIE, object->token_fd);
	else if (strcmp(name, "LINUX_HAS_SYSCALL_WRAPPER") == 0)
		*value = capability_has(CAPABILITY_SYSCALL_WRAPPER, object->token_fd);
	else
		return -ENOENT;
	return 0;
}

static int settings(
	void *context, const char *const *names, const char **values, uint32_t count, struct xsk_error *err)
{
	return kernel_config_settings(names, values, count, err);
}

int kconfig_fill(struct bpf_object *object, struct xsk_object_error *err)
{
	struct bpf_map *map = &object->maps[object->spec->kconfig_map];
	const struct kconfig_kernel kernel = { number, settings, object };

	return kconfig_resolve(object->spec, map->value, object->kconfig, &kernel, err);
}
