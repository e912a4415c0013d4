// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A producer and a consumer in two threads on one ring, by arrays and one by one, mixed: every entry arrives once, in
 * order, and whole. Under TSan this is the test of the ring's acquire and release.
 */
#include <pthread.h>
#include <sched.h>
#include <xsk/ring.h>

#include "tests/harness/test.h"

enum { SLOTS = 64, ENTRIES = 400000 };

static __u32 producer_word, consumer_word, flags;
static struct xdp_desc slots[SLOTS];

static struct xdp_desc entry(__u32 number)
{
	return (struct xdp_desc){ .addr = (__u64)number << 20, .len = ~number, .options = number * 3 };
}

static void *produce(void *argument)
{
	struct xsk_ring_prod ring = { .cached_cons = SLOTS,
		.mask = SLOTS - 1,
		.size = SLOTS,
		.producer = &producer_word,
		.consumer = &consumer_word,
		.ring = slots,
		.flags = &flags };
	struct xdp_desc array[40];
	__u32 number = 0, at;

	(void)argument;
	for (__u32 turn = 0; number < ENTRIES; turn++) {
		__u32 wanted = 1 + turn % 40;

		if (wanted > ENTRIES - number)
			wanted = ENTRIES - number;
		if (turn % 2) {
			for (__u32 i = 0; i < wanted; i++)
				array[i] = entry(number + i);
			number += xsk_ring_prod__push(&ring, array, wanted);
		} else if (xsk_ring_prod__reserve(&ring, wanted, &at) == wanted) {
			for (__u32 i = 0; i < wanted; i++)
				*xsk_ring_prod__tx_desc(&ring, at++) = entry(number++);
			xsk_ring_prod__submit(&ring, wanted);
		} else {
			sched_yield();
		}
	}
	return NULL;
}

static void check(const struct xdp_desc *found, __u32 number)
{
	struct xdp_desc expected = entry(number);

	REQUIRE(found->addr == expected.addr && found->len == expected.len &&
		found->options == expected.options);
}

int main(void)
{
	struct xsk_ring_cons ring = { .mask = SLOTS - 1,
		.size = SLOTS,
		.producer = &producer_word,
		.consumer = &consumer_word,
		.ring = slots,
		.flags = &flags };
	struct xdp_desc array[50];
	__u32 number = 0, count, at;
	pthread_t thread;

	test_begin();
	REQUIRE(pthread_create(&thread, NULL, produce, NULL) == 0);
	for (__u32 turn = 0; number < ENTRIES; turn++) {
		if (turn % 2) {
			count = xsk_ring_cons__pop(&ring, array, 1 + turn % 50);
			for (__u32 i = 0; i < count; i++)
				check(&array[i], number++);
		} else {
			count = xsk_ring_cons__peek(&ring, 1 + turn % 50, &at);
			for (__u32 i = 0; i < count; i++)
				check(xsk_ring_cons__rx_desc(&ring, at++), number++);
			xsk_ring_cons__release(&ring, count);
		}
		if (!count)
			sched_yield();
	}
	pthread_join(thread, NULL);
	CHECK_INT(producer_word, ENTRIES);
	CHECK_INT(consumer_word, ENTRIES);
	return test_end();
}
