/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which sockets stand in an XSKMAP. User space can't look that up, but a program can: a small one that does
 * is loaded and run by BPF_PROG_TEST_RUN, attached nowhere.
 */
#ifndef TOOLS_XSKMAP_H
#define TOOLS_XSKMAP_H

#include "tools/facts.h"

enum { XSKMAP_KEYS = 4096 }; /* so many are looked at */

/*
 * [{"key", "queue_id"}]: the queue that the socket under this key is bound to; NULL with *@result an -errno.
 */
facts *xskmap_entries(uint32_t map_id, uint32_t max_entries, int *result);

/* The queue that a socket is bound to, or -errno. */
int socket_queue(int socket_fd);

#endif
