/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Where the BTF of the running kernel is to be had. Inside loader/btf/ only; kernel.h is for the others. */
#ifndef LOADER_BTF_LOCATE_H
#define LOADER_BTF_LOCATE_H

#include "loader/btf/index.h"

/* Sections in place, types not walked. -ENOENT with the paths that were tried. */
int kernel_btf_locate(struct btf **btf, struct xsk_error *err);

/* /sys/kernel/btf/NAME; mapped where the kernel allows it. */
int kernel_btf_open_sysfs(struct btf **btf, const char *name, const struct btf *base, struct xsk_error *err);

/* The wishes without candidates, in every loaded module. */
int kernel_modules_find(
	struct btf_wish *wishes, uint32_t count, struct btf_candidates *found, struct xsk_error *err);

#endif
