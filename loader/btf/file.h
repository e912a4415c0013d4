/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* BTF out of files: raw, or the .BTF section of an ELF file. */
#ifndef LOADER_BTF_FILE_H
#define LOADER_BTF_FILE_H

#include <xsk/error.h>

struct btf;
struct btf_ext;

enum btf_file_kind { BTF_FILE_ANY, BTF_FILE_RAW, BTF_FILE_ELF };

/*
 * Everything checked. @ext: NULL, or receives .BTF.ext of an ELF file, NULL where it has none. -EPROTO: no
 * BTF and RAW asked for; -ENODATA: an ELF file without .BTF.
 */
int btf_open_file(struct btf **btf, const char *path, const struct btf *base, enum btf_file_kind kind,
	struct btf_ext **ext, struct xsk_error *err);

#endif
