/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The change monitor: tells that an interface went down, came up, was renamed or is gone. Poll its descriptor
 * for POLLIN, then ask. One thread at a time. It lives in the namespace of the thread that opened it.
 */
#ifndef NETLINK_MONITOR_H
#define NETLINK_MONITOR_H

#include <net/if.h>
#include <stdbool.h>
#include <xsk/error.h>

enum monitor_state {
	MONITOR_UP,   /* IFF_UP (with or without carrier) */
	MONITOR_DOWN, /* may come back */
	MONITOR_GONE, /* deleted, or moved to another namespace: final */
};

struct monitor;

int monitor_open(struct monitor **monitor, int ifindex, struct xsk_error *err);
void monitor_close(struct monitor *monitor);
int monitor_fd(const struct monitor *monitor);

/*
 * Reads what has arrived, without blocking, and returns the state as it is now. When the kernel lost
 * notifications (ENOBUFS) the state is asked again, never guessed.
 */
enum monitor_state monitor_update(struct monitor *monitor);

/*
 * Asks the kernel for the state, whether or not it told of a change: it tells of a lost carrier up to a
 * second late. 0, or -errno and the state as it was.
 */
int monitor_ask(struct monitor *monitor);

/* As of the last update: has a carrier; the current name. */
bool monitor_running(const struct monitor *monitor);
const char *monitor_name(const struct monitor *monitor);

#endif
