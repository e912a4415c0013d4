// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Ring buffers that the kernel fills: a program writes a record a run, user space polls, consumes, batches. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <xsk/ring_records.h>

#include "tests/harness/instructions.h"
#include "tests/harness/test.h"

enum { RECORD_BYTES = 24, RING_BYTES = 4096 };

static int counts[2];

static int on_record(void *context, void *data, size_t size)
{
	CHECK_INT(size, RECORD_BYTES);
	CHECK_INT(*(const uint64_t *)data, 42);
	++*(int *)context;
	return 0;
}

/* Each run outputs one record of RECORD_BYTES that begins with 42. */
static int load_writer(int map_fd)
{
	struct bpf_insn program[] = {
		I_STORE64(BPF_REG_10, -24, 42),
		I_STORE64(BPF_REG_10, -16, 0),
		I_STORE64(BPF_REG_10, -8, 0),
		I_MAP(BPF_REG_1, map_fd),
		I_MOV_REG(BPF_REG_2, BPF_REG_10),
		I_ADD(BPF_REG_2, -24),
		I_MOV(BPF_REG_3, RECORD_BYTES),
		I_MOV(BPF_REG_4, 0),
		I_CALL(BPF_FUNC_ringbuf_output),
		I_MOV(BPF_REG_0, 0),
		I_EXIT,
	};
	int fd = bpf_prog_load(
		BPF_PROG_TYPE_XDP, "writer", "GPL", program, sizeof(program) / sizeof(*program), NULL);

	REQUIRE(fd >= 0);
	return fd;
}

static void run(int program_fd, int times)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(
		bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet), .repeat = times);

	CHECK_INT(bpf_prog_test_run_opts(program_fd, &opts), 0);
}

static int create_ring(void)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, RING_BYTES, NULL);

	REQUIRE(fd >= 0);
	return fd;
}

static void test_manager(int maps[2], int programs[2])
{
	struct ring_buffer *manager = ring_buffer__new(maps[0], on_record, &counts[0], NULL);
	struct ring *first;

	REQUIRE(manager);
	first = ring_buffer__ring(manager, 0);
	CHECK_INT(ring_buffer__add(manager, maps[1], on_record, &counts[1]), 0);
	CHECK(ring_buffer__ring(manager, 0) == first);
	CHECK(ring_buffer__ring(manager, 2) == NULL && errno == ERANGE);
	CHECK_INT(ring_buffer__poll(manager, 0), 0);
	run(programs[0], 5);
	run(programs[1], 7);
	CHECK_INT(ring_buffer__poll(manager, 1000), 12);
	CHECK_INT(counts[0], 5);
	CHECK_INT(counts[1], 7);
	run(programs[0], 3);
	run(programs[1], 3);
	CHECK_INT(ring_buffer__consume_n(manager, 4), 4);
	CHECK_INT(counts[0], 8);
	CHECK_INT(ring_buffer__consume(manager), 2);
	CHECK_INT(ring__size(first), RING_BYTES);
	CHECK_INT(ring__map_fd(first), maps[0]);
	CHECK_INT(ring__consumer_pos(first), 8 * 32);
	CHECK_INT(ring__producer_pos(first), 8 * 32);
	CHECK(ring_buffer__epoll_fd(manager) >= 0);
	ring_buffer__free(manager);
}

/* Many times around: what the ring has no room for is lost, what it took comes out once. */
static void test_batches(int map_fd, int program_fd)
{
	struct ring_buffer *manager = ring_buffer__new(map_fd, on_record, &counts[0], NULL);
	struct xsk_ring_records records;
	const void *data;
	uint32_t size;
	uint64_t sum = 0;

	REQUIRE(manager);
	for (int round = 0; round < 100; round++) {
		run(program_fd, 100);
		xsk_ring_records__begin(&records, ring_buffer__ring(manager, 0));
		while ((data = xsk_ring_records__next(&records, &size)))
			sum += *(const uint64_t *)data;
		CHECK_INT(xsk_ring_records__end(&records), 0);
	}
	CHECK_INT(sum, 100 * 100 * 42);
	ring_buffer__free(manager);
}

static void test_refusals(void)
{
	struct ring_buffer_opts opts = { .sz = 4 };
	int array = bpf_map_create(BPF_MAP_TYPE_ARRAY, "array", 4, 4, 1, NULL);
	int ring = create_ring();

	libbpf_set_print(NULL);
	CHECK(!ring_buffer__new(array, on_record, NULL, NULL) && errno == EINVAL);
	CHECK(!ring_buffer__new(-1, on_record, NULL, NULL) && errno == EBADFD);
	CHECK(!ring_buffer__new(ring, on_record, NULL, &opts) && errno == EINVAL);
	CHECK(!user_ring_buffer__new(ring, NULL) && errno == EINVAL);
	ring_buffer__free(NULL);
	close(array);
	close(ring);
}

int main(void)
{
	int maps[2], programs[2];

	test_begin();
	test_needs_root();
	for (int i = 0; i < 2; i++) {
		maps[i] = create_ring();
		programs[i] = load_writer(maps[i]);
	}
	test_manager(maps, programs);
	test_batches(maps[0], programs[0]);
	test_refusals();
	for (int i = 0; i < 2; i++) {
		close(programs[i]);
		close(maps[i]);
	}
	return test_end();
}
