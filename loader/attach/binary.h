/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The file that a user-space probe goes into: a path, or a name to be looked for where the shell and the
 * dynamic linker look; and a member of an archive, "app.apk!/lib/x86_64/libfoo.so", which is mapped from the
 * archive itself.
 */
#ifndef LOADER_ATTACH_BINARY_H
#define LOADER_ATTACH_BINARY_H

#include <limits.h>

#include "loader/elf/file.h"

struct binary {
	char path[PATH_MAX]; /* of the file; of the archive, for a member */
	uint64_t base;       /* where the member begins in the archive; 0 */
	struct elf_file *elf;
	void *archive; /* mapping, and its length */
	size_t archive_bytes;
};

/* The full path of @name. -ENOENT with a line that says where was looked. */
int binary_find(const char *name, char path[PATH_MAX], struct xsk_error *err);

/* Finds and opens. -LIBBPF_ERRNO__FORMAT: no ELF file. */
int binary_open(struct binary *binary, const char *name, struct xsk_error *err);
void binary_close(struct binary *binary);

#endif
