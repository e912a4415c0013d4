/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Mounts of a test's own, which nobody else sees and which go with the process; also in a chroot, where "/" is no
 * mount point and its propagation cannot be set: there the root of the namespace is found by going up from outside of
 * a smaller chroot. Needs CAP_SYS_ADMIN and CAP_SYS_CHROOT, and one thread. In a header, for programs without the
 * harness too.
 */
#ifndef TESTS_HARNESS_PRIVATE_MOUNTS_H
#define TESTS_HARNESS_PRIVATE_MOUNTS_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* To the directory that is its own parent. */
static inline bool private_mounts_go_up(void)
{
	struct stat here, above;

	for (int depth = 0; depth < 100; depth++) {
		if (stat(".", &here) || stat("..", &above))
			return false;
		if (here.st_dev == above.st_dev && here.st_ino == above.st_ino)
			return chroot(".") == 0;
		if (chdir(".."))
			return false;
	}
	return false;
}

static inline bool private_mounts_in_chroot(void)
{
	char below[] = "/tmp/xsk-root-XXXXXX";
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC),
	    old = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool made = false;

	if (root >= 0 && old >= 0 && mkdtemp(below)) {
		made = !chroot(below) && !fchdir(root) && private_mounts_go_up() &&
		       !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
		made = !fchdir(root) && !chroot(".") && made;
		rmdir(below);
		made = !fchdir(old) && made;
	}
	if (root >= 0)
		close(root);
	if (old >= 0)
		close(old);
	return made;
}

/* A mount namespace of this process's own. False: errno says why. */
static inline bool private_mounts(void)
{
	if (unshare(CLONE_NEWNS))
		return false;
	if (!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return true;
	return errno == EINVAL && private_mounts_in_chroot();
}

#endif
