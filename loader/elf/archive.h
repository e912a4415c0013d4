/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * ZIP archives, as far as probes need them: where a member that is stored uncompressed lies (Android maps libraries
 * straight from packages). Layout: PKWARE APPNOTE 6.3.3, 4.3.
 */
#ifndef LOADER_ELF_ARCHIVE_H
#define LOADER_ELF_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <xsk/error.h>

struct archive_member {
	uint64_t offset, bytes; /* of its contents, inside the archive */
};

/* -ENOENT: no such member; -ENOTSUP: it is compressed or encrypted; -EBADMSG: no archive, or one that is damaged. */
int archive_find(const void *archive, size_t bytes, const char *name, struct archive_member *member,
	struct xsk_error *err);

#endif
