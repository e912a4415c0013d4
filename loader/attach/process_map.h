/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Where a file's bytes lie in a process: /proc/PID/maps. */
#ifndef LOADER_ATTACH_PROCESS_MAP_H
#define LOADER_ATTACH_PROCESS_MAP_H

#include <stdint.h>
#include <sys/types.h>
#include <xsk/error.h>

/* @pid 0: this process. Files are compared by device and inode, not by name. -ENOENT: it is not mapped there. */
int process_map_address(
	pid_t pid, const char *path, uint64_t offset, uint64_t *address, struct xsk_error *err);

#endif
