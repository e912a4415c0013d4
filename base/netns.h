/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Work in another network namespace. Sockets belong for ever to the namespace of the thread that made them,
 * so a short-lived thread enters it, works and ends; the caller's thread never changes.
 */
#ifndef BASE_NETNS_H
#define BASE_NETNS_H

#include <xsk/error.h>

/*
 * Runs @work(@argument) in the namespace of @netns_fd and returns its result; with @netns_fd <= 0 it simply
 * calls it. -EBADF, -EINVAL or -EPERM with a line when the namespace cannot be entered.
 */
int netns_run(int netns_fd, int (*work)(void *argument), void *argument, struct xsk_error *err);

#endif
