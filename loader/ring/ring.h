/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* One ring that the kernel writes and user space reads: struct ring of the public API. */
#ifndef LOADER_RING_RING_H
#define LOADER_RING_RING_H

#include <bpf/libbpf.h>

#include "loader/ring/mapping.h"

struct ring {
	struct ring_mapping mapping;
	ring_buffer_sample_fn sample;
	void *context;
	int map_fd; /* the caller's */
};

#endif
