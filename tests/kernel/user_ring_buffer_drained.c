// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A user ring buffer and the BPF program that drains it: every sample arrives whole, once and in order, room
 * comes back, and whoever waits for it is woken.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/bpf_object.h"
#include "tests/harness/test.h"

enum { RING_BYTES = 4096, SAMPLE_BYTES = 256 };

static struct user_ring_buffer *ring;
static int program_fd;
static unsigned int *limit, *count;
static int *wrong_length;
static unsigned char (*kept)[SAMPLE_BYTES];

static unsigned int bytes_of(unsigned int number)
{
	return 4 + number * 37 % (SAMPLE_BYTES - 3);
}

static void fill(unsigned char *sample, unsigned int number)
{
	unsigned int bytes = bytes_of(number);

	for (unsigned int i = 4; i < bytes; i++)
		sample[i] = (unsigned char)(number * 131 + i);
	memcpy(sample, &bytes, sizeof(bytes));
}

static void *reserve(unsigned int number)
{
	void *sample = user_ring_buffer__reserve(ring, bytes_of(number));

	if (sample)
		fill(sample, number);
	return sample;
}

/* How many samples the program saw. */
static int drain(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	*count = 0;
	CHECK_INT(bpf_prog_test_run_opts(program_fd, &opts), 0);
	CHECK_INT(*wrong_length, 0);
	return (int)opts.retval;
}

static void check_kept(unsigned int slot, unsigned int number)
{
	unsigned char wanted[SAMPLE_BYTES];

	fill(wanted, number);
	if (memcmp(wanted, kept[slot], bytes_of(number)))
		test_failed(__FILE__, __LINE__, "place %u is not sample %u", slot, number);
}

/* Until the ring is full, again and again, so that samples go over its end. */
static void arrives_whole(void)
{
	unsigned int number = 0;

	for (int round = 0; round < 20; round++) {
		unsigned int first = number;
		void *sample;

		while ((sample = reserve(number))) {
			user_ring_buffer__submit(ring, sample);
			number++;
		}
		CHECK_INT(errno, ENOSPC);
		CHECK(number > first + 10);
		CHECK_INT(drain(), number - first);
		CHECK_INT(*count, number - first);
		for (unsigned int i = 0; i < *count; i++)
			check_kept(i, first + i);
		CHECK_INT(drain(), 0);
	}
}

static void in_order_of_reservation(void)
{
	void *first = reserve(1), *second = reserve(2), *third = reserve(3);

	REQUIRE(first && second && third);
	user_ring_buffer__submit(ring, third);
	CHECK_INT(drain(), 0);
	user_ring_buffer__submit(ring, first);
	CHECK_INT(drain(), 1);
	check_kept(0, 1);
	user_ring_buffer__discard(ring, second);
	CHECK_INT(drain(), 1);
	check_kept(0, 3);
}

static void a_few_at_a_time(void)
{
	for (unsigned int number = 0; number < 5; number++) {
		void *sample = reserve(number);

		REQUIRE(sample);
		user_ring_buffer__submit(ring, sample);
	}
	*limit = 2;
	drain();
	CHECK_INT(*count, 2);
	check_kept(1, 1);
	*limit = 0;
	CHECK_INT(drain(), 3);
	check_kept(0, 2);
	check_kept(2, 4);
}

static void refuses(void)
{
	void *whole;

	CHECK(!user_ring_buffer__reserve(ring, RING_BYTES - 7) && errno == E2BIG);
	CHECK(!user_ring_buffer__reserve_blocking(ring, RING_BYTES, -1) && errno == E2BIG);
	whole = user_ring_buffer__reserve(ring, RING_BYTES - 8);
	REQUIRE(whole);
	CHECK(!user_ring_buffer__reserve(ring, 0) && errno == ENOSPC);
	user_ring_buffer__discard(ring, whole);
	CHECK(!user_ring_buffer__reserve(ring, 0) && errno == ENOSPC);
	CHECK_INT(drain(), 0);
	CHECK_INT(*count, 0);
}

struct waiter {
	pthread_t thread;
	void *sample;
	int waits; /* set before, cleared after */
};

static void *wait_for_room(void *argument)
{
	struct waiter *waiter = argument;

	__atomic_store_n(&waiter->waits, 1, __ATOMIC_RELEASE);
	waiter->sample = user_ring_buffer__reserve_blocking(ring, bytes_of(9), 20000);
	__atomic_store_n(&waiter->waits, 0, __ATOMIC_RELEASE);
	return NULL;
}

static void wakes_who_waits(void)
{
	struct timespec start, end;
	struct waiter waiter = { .waits = 0 };
	void *whole = user_ring_buffer__reserve(ring, RING_BYTES - 8);

	REQUIRE(whole);
	user_ring_buffer__discard(ring, whole);
	clock_gettime(CLOCK_MONOTONIC, &start);
	REQUIRE(!pthread_create(&waiter.thread, NULL, wait_for_room, &waiter));
	while (!__atomic_load_n(&waiter.waits, __ATOMIC_ACQUIRE))
		usleep(1000);
	usleep(50000);
	CHECK_INT(__atomic_load_n(&waiter.waits, __ATOMIC_ACQUIRE), 1);
	CHECK_INT(drain(), 0);
	REQUIRE(!pthread_join(waiter.thread, NULL));
	clock_gettime(CLOCK_MONOTONIC, &end);
	CHECK(end.tv_sec - start.tv_sec < 10);
	REQUIRE(waiter.sample);
	fill(waiter.sample, 9);
	user_ring_buffer__submit(ring, waiter.sample);
	CHECK_INT(drain(), 1);
	check_kept(0, 9);
}

int main(void)
{
	struct bpf_object *object;

	test_begin();
	test_needs_root();
	if (test_kernel_below(6, 1))
		test_skip("this kernel has no user ring buffer");
	object = object_open("drained");
	CHECK_INT(bpf_object__load(object), 0);
	REQUIRE(!test_has_failed());
	program_fd = bpf_program__fd(object_program(object, "drain"));
	limit = object_variable(object, "limit");
	count = object_variable(object, "count");
	kept = object_variable(object, "kept");
	wrong_length = object_variable(object, "wrong_length");
	ring = user_ring_buffer__new(bpf_map__fd(object_map(object, "samples")), NULL);
	REQUIRE(ring);
	arrives_whole();
	in_order_of_reservation();
	a_few_at_a_time();
	refuses();
	wakes_who_waits();
	user_ring_buffer__free(ring);
	bpf_object__close(object);
	return test_end();
}
