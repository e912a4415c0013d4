/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Values for the .kconfig externs of an object: from the text that the caller of open gave, from the kernel's
 * configuration, and from what the kernel is (names that begin with LINUX_). A pure function over texts; where
 * they come from is the caller's business.
 */
#ifndef LOADER_OBJECT_KCONFIG_H
#define LOADER_OBJECT_KCONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "loader/object/spec.h"

/* What may have to be asked of the machine. Each is called only when an extern needs it, settings() once. */
struct kconfig_kernel {
	/* LINUX_KERNEL_VERSION and so on: 0, -ENOENT for a name that is unknown, or another error. */
	int (*number)(void *context, const char *name, uint64_t *value, struct xsk_error *err);
	/*
	 * What the kernel's configuration has behind the '=' of each of @names, which ascend; NULL where it does
	 * not set it. The texts stay valid during kconfig_resolve().
	 */
	int (*settings)(void *context, const char *const *names, const char **values, uint32_t count,
		struct xsk_error *err);
	void *context;
};

/*
 * Fills @value, the zeroed value of the .kconfig map. @option is bpf_object_open_opts.kconfig or NULL; what it
 * sets wins. Weak externs that nothing sets stay zero.
 *
 * -EINVAL: a line without '=' or value, a value that does not fit its extern's type, an extern of a name that
 * is neither CONFIG_ nor LINUX_; -ERANGE: a number too large for it; -ESRCH: a strong extern that nothing sets;
 * or what kernel->settings() or number() returned.
 */
int kconfig_resolve(const struct object_spec *spec, void *value, const char *option,
	const struct kconfig_kernel *kernel, struct xsk_object_error *err);

#endif
