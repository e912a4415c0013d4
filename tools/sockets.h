/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The AF_XDP sockets of this network namespace. By sock_diag where the kernel has that for AF_XDP
 * (CONFIG_XDP_SOCKETS_DIAG); else by looking at the descriptors of all processes, which tells less.
 */
#ifndef TOOLS_SOCKETS_H
#define TOOLS_SOCKETS_H

#include "tools/inventory.h"

/*
 * [{"inode", "ifindex", "queue_id", "mode", "rx_slots", ..., "umem": {...}, counters, "pids"}]. @source
 * receives "sock_diag" or "processes".
 */
facts *all_sockets(const struct inventory *inventory, const char **source);

/* Of one (tools/socket_processes.c). */
facts *sockets_of_processes(const struct inventory *inventory);

#endif
