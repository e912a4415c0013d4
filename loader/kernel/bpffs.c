// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/kernel/bpffs.h"

#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* The directory of @path: "." without a slash, "/" for what stands in the root. */
static int parent_of(const char *path, char parent[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (len >= PATH_MAX)
		return -ENAMETOOLONG;
	if (!len) {
		strcpy(parent, slash ? "/" : ".");
		return 0;
	}
	memcpy(parent, path, len);
	parent[len] = '\0';
	return 0;
}

int bpffs_check_parent(const char *path, bool make)
{
	char parent[PATH_MAX];
	struct statfs status;
	int code = parent_of(path, parent);

	if (code)
		return code;
	if (make && mkdir(parent, 0700) && errno != EEXIST)
		return -errno;
	if (statfs(parent, &status))
		return -errno;
	return status.f_type == BPF_FS_MAGIC ? 0 : -EINVAL;
}
