// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Reading a ring buffer whose bytes we write ourselves: wrap, busy, discarded, and what no kernel would write. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xsk/ring_records.h>

#include "loader/ring/ring.h"
#include "tests/harness/test.h"

enum { RING_BYTES = 4096 };

static struct ring ring;
static unsigned long consumer, producer;
static int seen;
static uint64_t last;
static int stop_at = -1;

/* Data twice in a row, as the kernel maps it. */
static void map_twice(void)
{
	int fd = memfd_create("ring", MFD_CLOEXEC);
	uint8_t *base;

	REQUIRE(fd >= 0 && ftruncate(fd, RING_BYTES) == 0);
	base = mmap(NULL, 2 * RING_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(base != MAP_FAILED);
	for (int i = 0; i < 2; i++)
		REQUIRE(mmap(base + i * RING_BYTES, RING_BYTES, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED);
	close(fd);
	ring.mapping.data = base;
	ring.mapping.mask = RING_BYTES - 1;
	ring.mapping.consumer = &consumer;
	ring.mapping.producer = &producer;
}

static void produce(uint32_t bytes, uint32_t flags, uint64_t value)
{
	uint8_t *header = ring.mapping.data + (producer & (RING_BYTES - 1));
	uint32_t word = bytes | flags;

	memcpy(header, &word, sizeof(word));
	if (bytes >= sizeof(value))
		memcpy(header + 8, &value, sizeof(value));
	producer += (bytes + 8 + 7) & ~7ul;
}

static void start(unsigned long position)
{
	consumer = producer = position;
	seen = 0;
	last = 0;
	stop_at = -1;
}

static int on_record(void *context, void *data, size_t size)
{
	CHECK(context == &ring);
	if (size >= sizeof(last))
		memcpy(&last, data, sizeof(last));
	return seen++ == stop_at ? -ECANCELED : 0;
}

static void test_order_and_wrap(void)
{
	/* Starts close below 2^64 and inside the ring's end, so that both wrap. */
	start(-(RING_BYTES / 2) - 24ul);
	for (uint64_t round = 0; round < 1000; round++) {
		produce(8 + round % 64, 0, round);
		produce(16, BPF_RINGBUF_DISCARD_BIT, 0);
		CHECK_INT(ring__consume(&ring), 1);
		CHECK_INT(last, round);
		CHECK(consumer == producer);
	}
}

static void test_busy_stops(void)
{
	start(0);
	produce(8, 0, 1);
	produce(8, BPF_RINGBUF_BUSY_BIT, 2);
	produce(8, 0, 3);
	CHECK_INT(ring__consume(&ring), 1);
	CHECK_INT(consumer, 16);
	CHECK_INT(ring__avail_data_size(&ring), 32);
	CHECK_INT(ring__consume(&ring), 0);
	memcpy(ring.mapping.data + 16, &(uint32_t){ 8 }, 4);
	CHECK_INT(ring__consume(&ring), 2);
	CHECK_INT(last, 3);
}

static void test_counts_and_errors(void)
{
	start(0);
	for (int i = 0; i < 10; i++)
		produce(8, 0, (uint64_t)i);
	CHECK_INT(ring__consume_n(&ring, 3), 3);
	CHECK_INT(consumer, 48);
	stop_at = seen + 1;
	errno = 0;
	CHECK_INT(ring__consume(&ring), -ECANCELED);
	CHECK_INT(errno, ECANCELED);
	CHECK_INT(last, 4);
	CHECK_INT(consumer, 80); /* the record that was refused is consumed too */
	stop_at = -1;
	CHECK_INT(ring__consume_n(&ring, 0), 0);
	CHECK_INT(ring__consume(&ring), 5);
	start(0);
	for (int i = 0; i < 4; i++)
		produce(8, BPF_RINGBUF_DISCARD_BIT, 0);
	CHECK_INT(ring__consume(&ring), 0);
	CHECK_INT(consumer, 64);
}

static void test_corrupt(void)
{
	/* A length beyond what was produced. */
	start(0);
	produce(8, 0, 7);
	produce(8, 0, 8);
	memcpy(ring.mapping.data + 16, &(uint32_t){ 4000 }, 4);
	CHECK_INT(ring__consume(&ring), -EBADMSG);
	CHECK_INT(seen, 1);
	CHECK_INT(consumer, 16);

	/* The largest length: the sum must not wrap. */
	memcpy(ring.mapping.data + 16, &(uint32_t){ 0x3fffffff }, 4);
	CHECK_INT(ring__consume(&ring), -EBADMSG);

	/* Positions further apart than the ring is large. */
	start(0);
	producer = RING_BYTES + 8;
	CHECK_INT(ring__consume(&ring), -EBADMSG);
	CHECK_INT(seen, 0);
	consumer = 16;
	producer = 8;
	CHECK_INT(ring__consume(&ring), -EBADMSG);
	CHECK_INT(consumer, 16);
}

static void test_batch(void)
{
	struct xsk_ring_records records;
	const void *data;
	uint32_t size;
	int count = 0;

	start(RING_BYTES - 24);
	for (int i = 0; i < 5; i++)
		produce(24, i == 2 ? BPF_RINGBUF_DISCARD_BIT : 0, (uint64_t)i);
	xsk_ring_records__begin(&records, &ring);
	while ((data = xsk_ring_records__next(&records, &size))) {
		CHECK_INT(size, 24);
		CHECK_INT(*(const uint64_t *)data, count < 2 ? count : count + 1);
		CHECK_INT(consumer, RING_BYTES - 24); /* nothing is given back before the end */
		count++;
	}
	CHECK_INT(count, 4);
	CHECK_INT(xsk_ring_records__end(&records), 0);
	CHECK(consumer == producer);
}

int main(void)
{
	test_begin();
	map_twice();
	ring.sample = on_record;
	ring.context = &ring;
	libbpf_set_print(NULL);
	test_order_and_wrap();
	test_busy_stops();
	test_counts_and_errors();
	test_corrupt();
	test_batch();
	munmap(ring.mapping.data, 2 * RING_BYTES);
	return test_end();
}
