// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Mapping the two kinds of ring buffer maps, after a look at what the descriptor is. */
#include "loader/ring/mapping.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>
#include <string.h>

#include "base/syscall.h"
#include "loader/print.h"

static size_t second_bytes(const struct ring_mapping *mapping)
{
	return (size_t)sysconf(_SC_PAGESIZE) + 2 * ((size_t)mapping->mask + 1);
}

int ring_mapping_open(struct ring_mapping *mapping, int map_fd, enum bpf_map_type type)
{
	bool user = type == BPF_MAP_TYPE_USER_RINGBUF;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct bpf_map_info info = { 0 };
	__u32 info_bytes = sizeof(info);
	void *first, *second;
	int result;

	memset(mapping, 0, sizeof(*mapping));
	result = bpf_map_get_info_by_fd(map_fd, &info, &info_bytes);
	if (result) {
		print_warn("ring buffer: no map behind descriptor %d: %s\n", map_fd, strerror(-result));
		return result;
	}
	if (info.type != type) {
		print_warn("ring buffer: map '%s' is of type %s, not %s\n", info.name,
			libbpf_bpf_map_type_str(info.type), libbpf_bpf_map_type_str(type));
		return -EINVAL;
	}
	if (!info.max_entries || info.max_entries & (info.max_entries - 1) ||
		info.max_entries > (SIZE_MAX - page) / 2)
		return -E2BIG;
	mapping->mask = info.max_entries - 1;
	result = sys_mmap(&first, page, user ? PROT_READ : PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
	if (result)
		return result;
	mapping->consumer = first;
	result = sys_mmap(&second, second_bytes(mapping), user ? PROT_READ | PROT_WRITE : PROT_READ,
		MAP_SHARED, map_fd, (off_t)page);
	if (result)
		return result;
	mapping->producer = second;
	mapping->data = (uint8_t *)second + page;
	return 0;
}

void ring_mapping_close(struct ring_mapping *mapping)
{
	if (mapping->consumer)
		munmap(mapping->consumer, (size_t)sysconf(_SC_PAGESIZE));
	if (mapping->producer)
		munmap(mapping->producer, second_bytes(mapping));
	memset(mapping, 0, sizeof(*mapping));
}
