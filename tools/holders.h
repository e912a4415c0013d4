/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * Which processes hold programs, maps, links and sockets open, by /proc. A process may end at any moment:
 * what can't be read any more is left out. This process itself does not count.
 */
#ifndef TOOLS_HOLDERS_H
#define TOOLS_HOLDERS_H

#include <sys/types.h>

#include "tools/facts.h"

enum held {
	HELD_PROGRAM,
	HELD_MAP,
	HELD_LINK,
	HELD_SOCKET, /* by inode */
};

struct holder {
	enum held what;
	uint64_t id;
	pid_t pid;
	int fd; /* in that process; -1: only mapped */
	char command[16];
};

struct holders {
	struct holder *list;
	size_t count;
	size_t hidden; /* processes whose descriptors may not be read */
};

void holders_gather(struct holders *holders);
void holders_free(struct holders *holders);

/* [{"pid", "command"}], each process once. */
facts *holders_of(const struct holders *holders, enum held what, uint64_t id);

#endif
