/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A cgroup of the test's own, in a mount namespace that it has made. */
#ifndef TESTS_HARNESS_CGROUP_H
#define TESTS_HARNESS_CGROUP_H

#include <stdbool.h>

struct cgroup {
	int fd;
	char path[64];
};

/* Makes it and moves this process into it. False with fd -1: no cgroup2 here. */
bool cgroup_enter(struct cgroup *cgroup);
/* Moves this process to the root, and removes it. */
void cgroup_leave(struct cgroup *cgroup);

#endif
