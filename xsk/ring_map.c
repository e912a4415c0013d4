// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Making and mapping the rings of a socket. What moves entries through them is inline: xdp/xsk.h, xsk/ring.h.
 */
#include "xsk/ring_map.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/syscall.h"

static_assert(sizeof(struct xdp_desc) == 16, "RX and TX entries, as the kernel has them");
static_assert(sizeof(struct xsk_ring_prod) == 48 && sizeof(struct xsk_ring_cons) == 48,
	"compiled into programs by the inline functions");

/* Fixed by kind of ring: what the kernel calls it, where it is mapped, how large an entry is. */
static const struct {
	const char *name;
	int option;
	off_t page_offset;
	size_t entry_bytes;
} kinds[] = {
	[RING_RX] = { "RX", XDP_RX_RING, XDP_PGOFF_RX_RING, sizeof(struct xdp_desc) },
	[RING_TX] = { "TX", XDP_TX_RING, XDP_PGOFF_TX_RING, sizeof(struct xdp_desc) },
	[RING_FILL] = { "fill", XDP_UMEM_FILL_RING, (off_t)XDP_UMEM_PGOFF_FILL_RING, sizeof(__u64) },
	[RING_COMPLETION] = { "completion", XDP_UMEM_COMPLETION_RING, (off_t)XDP_UMEM_PGOFF_COMPLETION_RING,
		sizeof(__u64) },
};

int ring_create(int fd, enum ring_kind kind, uint32_t slots, struct xsk_error *err)
{
	int code;

	if (!slots || (slots & (slots - 1)))
		return error_set(
			err, -EINVAL, "%s ring of %u slots: must be a power of two", kinds[kind].name, slots);
	code = sys_setsockopt(fd, SOL_XDP, kinds[kind].option, &slots, sizeof(slots));
	if (code == -EINVAL)
		return error_set(err, code, "make the %s ring of %u slots: the socket has one already",
			kinds[kind].name, slots);
	if (code)
		return error_set(err, code, "make the %s ring of %u slots: %s", kinds[kind].name, slots,
			error_name(code));
	return 0;
}

static int ring_offsets(int fd, enum ring_kind kind, struct xdp_ring_offset *offsets, struct xsk_error *err)
{
	struct xdp_mmap_offsets all;
	socklen_t bytes = sizeof(all);
	int code = sys_getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &all, &bytes);

	if (!code && bytes != sizeof(all))
		code = -EOPNOTSUPP; /* before Linux 5.4 */
	if (code)
		return error_set(err, code, "ask where the socket's rings lie: %s", error_name(code));
	switch (kind) {
	case RING_RX:
		*offsets = all.rx;
		break;
	case RING_TX:
		*offsets = all.tx;
		break;
	case RING_FILL:
		*offsets = all.fr;
		break;
	case RING_COMPLETION:
		*offsets = all.cr;
		break;
	}
	return 0;
}

/* Out of fork children, whose copy would hold the queue, and out of core dumps. */
static int keep_private(const struct ring_map *map)
{
	int code = sys_madvise(map->memory, map->bytes, MADV_DONTFORK);

	return code ? code : sys_madvise(map->memory, map->bytes, MADV_DONTDUMP);
}

static int ring_map(int fd, enum ring_kind kind, uint32_t slots, bool private, struct ring_map *map,
	struct xdp_ring_offset *offsets, struct xsk_error *err)
{
	int code = ring_offsets(fd, kind, offsets, err);

	if (code)
		return code;
	map->bytes = offsets->desc + slots * kinds[kind].entry_bytes;
	code = sys_mmap(&map->memory, map->bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd,
		kinds[kind].page_offset);
	if (!code && private) {
		code = keep_private(map);
		if (code)
			ring_unmap(map);
	}
	if (code) {
		memset(map, 0, sizeof(*map));
		return error_set(err, code, "map the %s ring of %u slots: %s", kinds[kind].name, slots,
			error_name(code));
	}
	return 0;
}

int ring_map_producer(int fd, enum ring_kind kind, uint32_t slots, bool private, struct ring_map *map,
	struct xsk_ring_prod *ring, struct xsk_error *err)
{
	struct xdp_ring_offset offsets;
	int code = ring_map(fd, kind, slots, private, map, &offsets, err);

	if (code)
		return code;
	*ring = (struct xsk_ring_prod){
		.mask = slots - 1,
		.size = slots,
		.producer = (__u32 *)((char *)map->memory + offsets.producer),
		.consumer = (__u32 *)((char *)map->memory + offsets.consumer),
		.ring = (char *)map->memory + offsets.desc,
		.flags = (__u32 *)((char *)map->memory + offsets.flags),
	};
	ring_resume_producer(ring);
	return 0;
}

int ring_map_consumer(int fd, enum ring_kind kind, uint32_t slots, bool private, struct ring_map *map,
	struct xsk_ring_cons *ring, struct xsk_error *err)
{
	struct xdp_ring_offset offsets;
	int code = ring_map(fd, kind, slots, private, map, &offsets, err);

	if (code)
		return code;
	*ring = (struct xsk_ring_cons){
		.mask = slots - 1,
		.size = slots,
		.producer = (__u32 *)((char *)map->memory + offsets.producer),
		.consumer = (__u32 *)((char *)map->memory + offsets.consumer),
		.ring = (char *)map->memory + offsets.desc,
		.flags = (__u32 *)((char *)map->memory + offsets.flags),
	};
	ring_resume_consumer(ring);
	return 0;
}

void ring_resume_producer(struct xsk_ring_prod *ring)
{
	ring->cached_prod = *ring->producer;
	/* Acquire: pairs with the kernel's release of the slots it has read. */
	ring->cached_cons = __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE) + ring->size;
}

void ring_resume_consumer(struct xsk_ring_cons *ring)
{
	ring->cached_cons = *ring->consumer;
	/* Nothing is cached: the first peek looks, and bounds what it finds. */
	ring->cached_prod = ring->cached_cons;
}

void ring_unmap(struct ring_map *map)
{
	if (map->memory)
		sys_munmap(map->memory, map->bytes);
	memset(map, 0, sizeof(*map));
}
