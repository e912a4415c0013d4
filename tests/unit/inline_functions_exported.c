// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The functions that xdp/xsk.h defines inline exist as symbols too, for languages that cannot inline C; they
 * do the same.
 */
#include <xdp/xsk.h>

#include "tests/harness/test.h"

/* The symbol behind the inline function. */
#define EXPORTED(name) extern __typeof__(name) exported_##name __asm__(#name)

EXPORTED(xsk_cons_nb_avail);
EXPORTED(xsk_prod_nb_free);
EXPORTED(xsk_ring_cons__cancel);
EXPORTED(xsk_ring_cons__comp_addr);
EXPORTED(xsk_ring_cons__peek);
EXPORTED(xsk_ring_cons__release);
EXPORTED(xsk_ring_cons__rx_desc);
EXPORTED(xsk_ring_prod__fill_addr);
EXPORTED(xsk_ring_prod__needs_wakeup);
EXPORTED(xsk_ring_prod__reserve);
EXPORTED(xsk_ring_prod__submit);
EXPORTED(xsk_ring_prod__tx_desc);
EXPORTED(xsk_umem__add_offset_to_addr);
EXPORTED(xsk_umem__extract_addr);
EXPORTED(xsk_umem__extract_offset);
EXPORTED(xsk_umem__get_data);

#define SLOTS 8

static void test_addresses(__u64 *slots, __u32 *producer, __u32 *consumer, __u32 *flags)
{
	struct xsk_ring_prod fill = { .cached_cons = SLOTS,
		.mask = SLOTS - 1,
		.size = SLOTS,
		.producer = producer,
		.consumer = consumer,
		.ring = slots,
		.flags = flags };
	struct xsk_ring_cons completion = { .mask = SLOTS - 1,
		.size = SLOTS,
		.producer = producer,
		.consumer = consumer,
		.ring = slots,
		.flags = flags };
	__u32 at = 99;

	CHECK_INT(exported_xsk_prod_nb_free(&fill, 1), SLOTS);
	CHECK_INT(exported_xsk_ring_prod__reserve(&fill, 3, &at), 3);
	CHECK_INT(at, 0);
	for (__u32 i = 0; i < 3; i++)
		*exported_xsk_ring_prod__fill_addr(&fill, at + i) = 100 + i;
	exported_xsk_ring_prod__submit(&fill, 3);
	CHECK_INT(*producer, 3);
	CHECK_INT(exported_xsk_ring_prod__needs_wakeup(&fill), 0);
	*flags = XDP_RING_NEED_WAKEUP;
	CHECK(exported_xsk_ring_prod__needs_wakeup(&fill));

	CHECK_INT(exported_xsk_cons_nb_avail(&completion, SLOTS), 3);
	CHECK_INT(exported_xsk_ring_cons__peek(&completion, 2, &at), 2);
	CHECK_INT(at, 0);
	CHECK_INT(*exported_xsk_ring_cons__comp_addr(&completion, 1), 101);
	exported_xsk_ring_cons__cancel(&completion, 1);
	exported_xsk_ring_cons__release(&completion, 1);
	CHECK_INT(*consumer, 1);
	CHECK_INT(exported_xsk_ring_cons__peek(&completion, SLOTS, &at), 2);
	CHECK_INT(at, 1);
}

int main(void)
{
	__u64 slots[SLOTS] = { 0 };
	struct xdp_desc descriptors[SLOTS] = { { 0 } };
	__u32 producer = 0, consumer = 0, flags = 0;
	struct xsk_ring_prod tx = { .mask = SLOTS - 1, .ring = descriptors };
	struct xsk_ring_cons rx = { .mask = SLOTS - 1, .ring = descriptors };
	__u64 unaligned = 0x1000 | 40ULL << XSK_UNALIGNED_BUF_OFFSET_SHIFT;
	char memory[16];

	test_begin();
	test_addresses(slots, &producer, &consumer, &flags);
	CHECK(exported_xsk_ring_prod__tx_desc(&tx, SLOTS + 2) == &descriptors[2]);
	CHECK(exported_xsk_ring_cons__rx_desc(&rx, SLOTS + 3) == &descriptors[3]);
	CHECK_INT(exported_xsk_umem__extract_addr(unaligned), 0x1000);
	CHECK_INT(exported_xsk_umem__extract_offset(unaligned), 40);
	CHECK_INT(exported_xsk_umem__add_offset_to_addr(unaligned), 0x1000 + 40);
	CHECK(exported_xsk_umem__get_data(memory, 5) == memory + 5);
	return test_end();
}
