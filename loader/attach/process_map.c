// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/process_map.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/error.h"

struct place {
	char path[PATH_MAX]; /* with no link in it; "" unknown */
	ino_t inode;
	dev_t device;
	uint64_t offset;
};

/*
 * By inode; and by path, because on overlayfs Linux before 6.8 shows the file below, which stat does not
 * (containers). 1: it is here, at *address.
 */
static int look_at_line(const char *line, const struct place *place, uint64_t *address)
{
	uint64_t start, end, from, inode;
	unsigned int device_major, device_minor;
	int path = 0;

	/* A line cut off looks like no mapping, or like one of another path. */
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*4s %" SCNx64 " %x:%x %" SCNu64 " %n", &start, &end, &from,
		    &device_major, &device_minor, &inode, &path) != 6)
		return 0;
	if (place->offset < from || place->offset - from >= end - start)
		return 0;
	if ((inode != place->inode || makedev(device_major, device_minor) != place->device) &&
		(!path || !place->path[0] || strcmp(line + path, place->path) != 0))
		return 0;
	*address = start + (place->offset - from);
	return 1;
}

int process_map_address(
	pid_t pid, const char *path, uint64_t offset, uint64_t *address, struct xsk_error *err)
{
	char name[32], line[PATH_MAX + 128];
	struct place place = { .offset = offset };
	struct stat status;
	FILE *file;
	int found = 0;

	if (stat(path, &status))
		return error_set(err, -errno, "%s: %s", path, error_name(-errno));
	place.inode = status.st_ino;
	place.device = status.st_dev;
	if (!realpath(path, place.path))
		place.path[0] = '\0';
	snprintf(name, sizeof(name), "/proc/%d/maps", pid ? (int)pid : (int)getpid());
	file = fopen(name, "re");
	if (!file)
		return error_set(err, -errno, "%s: %s", name, error_name(-errno));
	while (!found && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		found = look_at_line(line, &place, address);
	}
	fclose(file);
	return found ? 0 : error_set(err, -ENOENT, "%s is not mapped by process %d", path, (int)pid);
}
