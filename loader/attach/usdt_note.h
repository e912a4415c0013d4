/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Statically defined probes (USDT): what <sys/sdt.h> leaves in a file's .note.stapsdt. Each note says where a probe
 * stands, which counter switches it on, and how its arguments are to be found:
 *
 *	address | base | semaphore | provider\0 | name\0 | arguments\0
 */
#ifndef LOADER_ATTACH_USDT_NOTE_H
#define LOADER_ATTACH_USDT_NOTE_H

#include "loader/elf/file.h"

struct usdt_note {
	const char *provider, *name, *arguments; /* in the file's memory */
	uint64_t offset;                         /* in the file, of the instruction */
	uint64_t address;                        /* as the file is linked */
	uint64_t semaphore;                      /* offset in the file; 0: none */
};

/*
 * Calls @visit for each probe of that provider and name until it returns other than 0, which is then the result.
 * -ENOENT with a line: the file has no such section. -EBADMSG: a note that cannot be.
 */
int usdt_each_note(const struct elf_file *file, const char *provider, const char *name,
	int (*visit)(void *context, const struct usdt_note *note), void *context, struct xsk_error *err);

#endif
