// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/process_map.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/error.h"

int process_map_address(
	pid_t pid, const char *path, uint64_t offset, uint64_t *address, struct xsk_error *err)
{
	char name[32], line[512];
	struct stat status;
	FILE *file;

	if (stat(path, &status))
		return error_set(err, -errno, "%s: %s", path, error_name(-errno));
	snprintf(name, sizeof(name), "/proc/%d/maps", pid ? (int)pid : (int)getpid());
	file = fopen(name, "re");
	if (!file)
		return error_set(err, -errno, "%s: %s", name, error_name(-errno));
	while (fgets(line, sizeof(line), file)) {
		uint64_t start, end, from, inode;
		unsigned int device_major, device_minor;

		/* A longer line is the end of a path; what is cut off looks like no mapping. */
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*4s %" SCNx64 " %x:%x %" SCNu64, &start, &end,
			    &from, &device_major, &device_minor, &inode) != 6)
			continue;
		if (inode == status.st_ino && makedev(device_major, device_minor) == status.st_dev &&
			offset >= from && offset - from < end - start) {
			*address = start + (offset - from);
			fclose(file);
			return 0;
		}
	}
	fclose(file);
	return error_set(err, -ENOENT, "%s is not mapped by process %d", path, (int)pid);
}
