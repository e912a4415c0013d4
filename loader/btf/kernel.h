/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The kernel's own BTF, one per process: mapped (or read, before 6.16), walked once, never freed. All calls
 * from any thread. What is pointed at stays.
 *
 * The first walk answers the names of whoever comes first, counts the types and keeps every 16th offset.
 * Names asked for again are remembered. When others are asked for, a table of all names but those of
 * functions is made (160 kB, 2 ms); for functions numbers for all (500 kB, 1 ms; keys.h).
 */
#ifndef LOADER_BTF_KERNEL_H
#define LOADER_BTF_KERNEL_H

#include "loader/btf/index.h"

enum kernel_btf_where {
	KERNEL_BTF_ONLY,        /* vmlinux */
	KERNEL_BTF_AND_MODULES, /* wishes that vmlinux leaves empty are looked for in all loaded modules */
};

/*
 * Candidates of each wish. -ENOENT where the kernel offers no BTF (the line names the paths); -ENOMEM;
 * -EINVAL. Nothing found is no error.
 */
int kernel_btf_find(struct btf_wish *wishes, uint32_t count, struct btf_candidates *found,
	enum kernel_btf_where where, struct xsk_error *err);

/* vmlinux; NULL as above. For reading types by id; types were bounds-checked, not validated. */
const struct btf *kernel_btf(struct xsk_error *err);

/* One of the two after the other, for a single name of one kind: id, -ENOENT, or what kernel_btf_find() says.
 */
int kernel_btf_find_one(const char *name, uint32_t kind, struct xsk_error *err);

/* ---- modules ---- */

/* The module whose own types a candidate's btf has; NULL for vmlinux. */
const char *kernel_btf_module_name(const struct btf *btf);
/* A descriptor of a module's BTF, the caller's; 0 for vmlinux, which needs none; -ENOENT when it was
 * unloaded. */
int kernel_btf_open_fd(const struct btf *btf, struct xsk_error *err);
/* The module of that name; NULL and -ENOENT when there is none. */
const struct btf *kernel_btf_module(const char *name, struct xsk_error *err);

#endif
