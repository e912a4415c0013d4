/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The far end of a transmission: an XDP program that drops everything, as cheap a receiver as there is. */
#ifndef BENCH_SINK_H
#define BENCH_SINK_H

#include <xsk/error.h>

struct sink {
	int program_fd, link_fd; /* -1: none */
};

#define SINK_NONE                               \
	{                                       \
		.program_fd = -1, .link_fd = -1 \
	}

/* On an interface of the calling thread's namespace. Goes with the process. */
int sink_open(struct sink *sink, const char *ifname, struct xsk_error *err);
void sink_close(struct sink *sink);

#endif
