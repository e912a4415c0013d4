/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BTF that the kernel holds, by descriptor. */
#ifndef LOADER_BTF_FETCH_H
#define LOADER_BTF_FETCH_H

#include <stdbool.h>
#include <xsk/error.h>

struct btf;
struct bpf_btf_info;

/* @name of @name_bytes: receives the module's name, "vmlinux", or "" for a program's. NULL: not wanted. */
int btf_fetch_info(
	int fd, struct bpf_btf_info *info, char *name, unsigned int name_bytes, struct xsk_error *err);

/* A copy of the bytes. @trusted: only the sections are checked, as for the kernel's own. */
int btf_fetch(struct btf **btf, int fd, const struct btf *base, bool trusted, struct xsk_error *err);

#endif
