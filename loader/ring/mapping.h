/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A ring buffer map as user space sees it, in two mappings:
 *
 *	offset 0          page_size           2 * page_size          2 * page_size + bytes
 *	| consumer page   | producer page     | data                 | data again          |
 *	 '--- first -----'  '--- second -------------------------------------------------'
 *
 * Of BPF_MAP_TYPE_RINGBUF user space may write the first, of BPF_MAP_TYPE_USER_RINGBUF the second. (Kernel:
 * kernel/bpf/ringbuf.c, ringbuf_map_mmap_kern(), ringbuf_map_mmap_user().) Data stands twice in a row so that
 * no record wraps.
 */
#ifndef LOADER_RING_MAPPING_H
#define LOADER_RING_MAPPING_H

#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

struct ring_mapping {
	unsigned long *consumer; /* free-running byte positions */
	unsigned long *producer;
	uint8_t *data;
	uint64_t mask; /* bytes - 1 */
};

/* -EINVAL, with a line, when the map is of another type. ring_mapping_close() takes what a failure leaves. */
int ring_mapping_open(struct ring_mapping *mapping, int map_fd, enum bpf_map_type type);
void ring_mapping_close(struct ring_mapping *mapping);

#endif
