/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* .BTF.ext */
#ifndef LOADER_BTF_EXT_H
#define LOADER_BTF_EXT_H
#include <stddef.h>
#include <xsk/error.h>
struct btf_ext;
int btf_ext_open(struct btf_ext **ext, const void *bytes, size_t size, struct xsk_error *err);
#endif
