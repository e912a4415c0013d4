// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* cgroup2 mounted for the test, with one group in it. */
#include "tests/harness/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness/test.h"

#define MOUNTED "/tmp/xsk-cgroup"

static void move_to(const char *group)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	REQUIRE(fd >= 0 && write(fd, "0", 1) == 1);
	close(fd);
}

bool cgroup_enter(struct cgroup *cgroup)
{
	cgroup->fd = -1;
	REQUIRE(mkdir(MOUNTED, 0700) == 0 || errno == EEXIST);
	if (mount("none", MOUNTED, "cgroup2", 0, NULL))
		return false;
	snprintf(cgroup->path, sizeof(cgroup->path), "%s/xsk-test-%d", MOUNTED, getpid());
	REQUIRE(mkdir(cgroup->path, 0700) == 0);
	move_to(cgroup->path);
	cgroup->fd = open(cgroup->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	REQUIRE(cgroup->fd >= 0);
	return true;
}

void cgroup_leave(struct cgroup *cgroup)
{
	if (cgroup->fd < 0)
		return;
	close(cgroup->fd);
	move_to(MOUNTED);
	CHECK_INT(rmdir(cgroup->path), 0);
	umount(MOUNTED);
	rmdir(MOUNTED);
}
