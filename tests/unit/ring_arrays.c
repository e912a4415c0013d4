// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Arrays pushed and popped: split at the ring's end, partial, at the indices' end, and bounded whatever the
 * other side writes. */
#include <string.h>
#include <xsk/ring.h>

#include "tests/harness/test.h"

#define SLOTS 8u
#define GUARD 0x5a5a5a5a5a5a5a5aull

/* One ring, guarded on both sides, seen from both sides. */
struct fixture {
	__u32 producer, consumer, flags;
	union {
		struct xdp_desc descs[SLOTS + 2];
		__u64 addrs[SLOTS + 2];
	} slots;
	struct xsk_ring_prod prod;
	struct xsk_ring_cons cons;
};

static void begin(struct fixture *f, __u32 start, size_t entry_bytes)
{
	void *ring = (char *)&f->slots + entry_bytes;

	memset(&f->slots, 0x5a, sizeof(f->slots));
	f->producer = f->consumer = start;
	f->prod = (struct xsk_ring_prod){ start, start + SLOTS, SLOTS - 1, SLOTS, &f->producer, &f->consumer,
		ring, &f->flags };
	f->cons = (struct xsk_ring_cons){ start, start, SLOTS - 1, SLOTS, &f->producer, &f->consumer, ring,
		&f->flags };
}

static void descriptors(__u32 start)
{
	struct fixture f;
	struct xdp_desc in[SLOTS + 4], out[SLOTS + 4];
	__u32 next = 0, expected = 0;

	begin(&f, start, sizeof(struct xdp_desc));
	for (__u32 turn = 0; turn < 100; turn++) {
		__u32 count = turn % (SLOTS + 4) + 1, taken = count < SLOTS ? count : SLOTS;

		for (__u32 i = 0; i < count; i++)
			in[i] = (struct xdp_desc){ .addr = next + i, .len = ~(next + i), .options = i };
		CHECK_INT(xsk_ring_prod__push(&f.prod, in, count), taken);
		next += taken;
		CHECK_INT(xsk_ring_cons__pop(&f.cons, out, 1), 1);
		CHECK_INT(out[0].addr, expected);
		expected++;
		CHECK_INT(xsk_ring_cons__pop(&f.cons, out, SLOTS + 4), taken - 1);
		for (__u32 i = 0; i + 1 < taken; i++, expected++) {
			CHECK_INT(out[i].addr, expected);
			CHECK_INT(out[i].len, (__u32)~expected);
		}
		CHECK_INT(xsk_ring_cons__pop(&f.cons, out, 4), 0);
	}
	CHECK_INT(f.producer, (__u32)(start + next));
	CHECK_INT(f.consumer, (__u32)(start + next));
	CHECK_INT(f.slots.descs[0].addr, GUARD);
	CHECK_INT(f.slots.descs[SLOTS + 1].addr, GUARD);
}

static void addresses(__u32 start)
{
	struct fixture f;
	__u64 in[SLOTS + 1], out[SLOTS + 1];
	uint64_t same[2] = { 1, 2 };

	begin(&f, start, sizeof(__u64));
	for (__u32 i = 0; i <= SLOTS; i++)
		in[i] = i;
	CHECK_INT(xsk_ring_prod__push(&f.prod, in, 3), 3);
	CHECK_INT(xsk_ring_prod__push(&f.prod, in + 3, SLOTS), SLOTS - 3);
	CHECK_INT(xsk_ring_prod__push(&f.prod, in, 1), 0);
	CHECK_INT(xsk_ring_cons__pop(&f.cons, out, SLOTS + 1), SLOTS);
	CHECK(memcmp(in, out, SLOTS * sizeof(*in)) == 0);
	CHECK_INT(xsk_ring_prod__push(&f.prod, same, 2), 2);
	CHECK_INT(xsk_ring_cons__pop(&f.cons, same, 1), 1);
	CHECK_INT(xsk_ring_prod__push(&f.prod, in, 0), 0);
	CHECK_INT(f.slots.addrs[0], GUARD);
	CHECK_INT(f.slots.addrs[SLOTS + 1], GUARD);
}

/* Indices that jump must not make a copy longer than the ring: it would run over what lies behind. */
static void hostile(__u32 start, __u32 jump)
{
	struct fixture f;
	struct xdp_desc descs[4 * SLOTS];

	memset(descs, 0, sizeof(descs));
	begin(&f, start, sizeof(struct xdp_desc));
	f.consumer = start + jump;
	CHECK(xsk_ring_prod__push(&f.prod, descs, 4 * SLOTS) <= SLOTS);
	CHECK_INT(f.slots.descs[0].addr, GUARD);
	CHECK_INT(f.slots.descs[SLOTS + 1].addr, GUARD);

	begin(&f, start, sizeof(struct xdp_desc));
	f.producer = start + jump;
	CHECK(xsk_ring_cons__pop(&f.cons, descs, 4 * SLOTS) <= SLOTS);
	f.producer = start - jump;
	CHECK(xsk_ring_cons__pop(&f.cons, descs, 4 * SLOTS) <= SLOTS);
}

int main(void)
{
	test_begin();
	descriptors(0);
	descriptors(3);
	descriptors(UINT32_MAX - 120);
	addresses(0);
	addresses(UINT32_MAX - 2);
	for (__u32 jump = 1; jump; jump <<= 1) {
		hostile(0, jump);
		hostile(5, jump + 3);
	}
	hostile(UINT32_MAX, UINT32_MAX);
	return test_end();
}
