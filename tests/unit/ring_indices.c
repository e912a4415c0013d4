// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reserve, submit, peek, cancel, release: across the ring's end and the indices' end at 2^32, and when the
 * other side writes nonsense. */
#include <xdp/xsk.h>

#include "tests/harness/test.h"

#define SLOTS 8u

struct memory {
	__u32 producer, consumer, flags;
	__u64 slots[SLOTS];
};

/* Both sides of one ring in memory, starting at @start. */
static void begin(struct memory *memory, struct xsk_ring_prod *prod, struct xsk_ring_cons *cons, __u32 start)
{
	*memory = (struct memory){ .producer = start, .consumer = start };
	*prod = (struct xsk_ring_prod){ start, start + SLOTS, SLOTS - 1, SLOTS, &memory->producer,
		&memory->consumer, memory->slots, &memory->flags };
	*cons = (struct xsk_ring_cons){ start, start, SLOTS - 1, SLOTS, &memory->producer, &memory->consumer,
		memory->slots, &memory->flags };
}

/* 100 turns of 5 entries through 8 slots, every one once and in order. */
static void turns(__u32 start)
{
	struct memory memory;
	struct xsk_ring_prod prod;
	struct xsk_ring_cons cons;
	__u64 next = 0, expected = 0;

	begin(&memory, &prod, &cons, start);
	for (int turn = 0; turn < 100; turn++) {
		__u32 idx = 0;

		CHECK_INT(xsk_ring_prod__reserve(&prod, 5, &idx), 5);
		for (__u32 i = 0; i < 5; i++)
			*xsk_ring_prod__fill_addr(&prod, idx + i) = next++;
		CHECK_INT(xsk_ring_cons__peek(&cons, 5, &idx), 0);
		xsk_ring_prod__submit(&prod, 5);
		CHECK_INT(xsk_prod_nb_free(&prod, SLOTS), 3);
		CHECK_INT(xsk_ring_prod__reserve(&prod, 4, &idx), 0);

		CHECK_INT(xsk_ring_cons__peek(&cons, 3, &idx), 3);
		xsk_ring_cons__cancel(&cons, 3);
		CHECK_INT(xsk_ring_cons__peek(&cons, 64, &idx), 5);
		for (__u32 i = 0; i < 5; i++)
			CHECK_INT(*xsk_ring_cons__comp_addr(&cons, idx + i), expected++);
		CHECK_INT(xsk_prod_nb_free(&prod, SLOTS), 3);
		xsk_ring_cons__release(&cons, 5);
		CHECK_INT(xsk_prod_nb_free(&prod, SLOTS), SLOTS);
	}
	CHECK_INT(memory.producer, (__u32)(start + 500));
	CHECK_INT(memory.consumer, (__u32)(start + 500));
}

/* What the other side writes decides how many entries are believed, but never more than the ring has. */
static void hostile(__u32 start)
{
	struct memory memory;
	struct xsk_ring_prod prod;
	struct xsk_ring_cons cons;
	__u32 idx = 0;

	begin(&memory, &prod, &cons, start);
	memory.producer = start + 1000000;
	CHECK_INT(xsk_cons_nb_avail(&cons, 1u << 31), SLOTS);
	CHECK_INT(xsk_ring_cons__peek(&cons, 64, &idx), SLOTS);
	memory.producer = start - 1;
	CHECK(xsk_ring_cons__peek(&cons, 64, &idx) <= SLOTS);

	begin(&memory, &prod, &cons, start);
	CHECK_INT(xsk_ring_prod__reserve(&prod, 3, &idx), 3);
	memory.consumer = start + 77;
	CHECK_INT(xsk_prod_nb_free(&prod, 1u << 31), SLOTS);
	CHECK_INT(xsk_ring_prod__reserve(&prod, SLOTS + 1, &idx), 0);
	memory.consumer = start - 5 * SLOTS;
	CHECK(xsk_prod_nb_free(&prod, 1u << 31) <= SLOTS);
}

static void addresses(void)
{
	char area[16];
	__u64 addr = (5ull << 48) | 3;

	CHECK(xsk_umem__get_data(area, 7) == area + 7);
	CHECK_INT(xsk_umem__extract_addr(addr), 3);
	CHECK_INT(xsk_umem__extract_offset(addr), 5);
	CHECK_INT(xsk_umem__add_offset_to_addr(addr), 8);
}

int main(void)
{
	struct memory memory;
	struct xsk_ring_prod prod;
	struct xsk_ring_cons cons;

	test_begin();
	turns(0);
	turns(5);
	turns(UINT32_MAX - 250);
	hostile(0);
	hostile(UINT32_MAX - 3);
	addresses();
	begin(&memory, &prod, &cons, 0);
	CHECK_INT(xsk_ring_prod__needs_wakeup(&prod), 0);
	memory.flags = XDP_RING_NEED_WAKEUP;
	CHECK(xsk_ring_prod__needs_wakeup(&prod) != 0);
	return test_end();
}
