/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * All programs, maps and links that the kernel has, with who holds them. What goes away while it is asked for
 * is left out.
 */
#ifndef TOOLS_INVENTORY_H
#define TOOLS_INVENTORY_H

#include "tools/facts.h"
#include "tools/holders.h"
#include "tools/pins.h"

struct inventory {
	struct holders holders;
	struct pins pins;
	facts *links; /* list */
	int denied;   /* 0; -EPERM: the kernel does not list its objects to us */
};

/* Holders, pins and links. */
void inventory_gather(struct inventory *inventory);
void inventory_free(struct inventory *inventory);

/* One of them, with "pids" and "pinned"; NULL when it is gone or may not be seen. */
facts *program_facts(const struct inventory *inventory, uint32_t id);
facts *map_facts(const struct inventory *inventory, uint32_t id);
/* All of them; a program also with what it is attached to, a map with the programs that use it. */
facts *all_programs(const struct inventory *inventory);
facts *all_maps(const struct inventory *inventory);

/* An inventory's links (tools/links.c). */
facts *all_links(const struct inventory *inventory);

/* A number out of /proc/self/fdinfo, 0 without. */
uint64_t own_fdinfo(int fd, const char *key);

#endif
