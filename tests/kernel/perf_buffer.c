// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Perf buffers: records of every alignment around a ring of one page, lost ones counted, raw consumers. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness/instructions.h"
#include "tests/harness/test.h"

static unsigned long samples, lost, raw_samples;
static int expected_cpu;

static void on_sample(void *context, int cpu, void *data, __u32 size)
{
	uint64_t words[5]; /* behind a u32, so not aligned to 8 bytes */

	CHECK(context == &samples);
	CHECK_INT(cpu, expected_cpu);
	REQUIRE(size >= sizeof(words));
	memcpy(words, data, sizeof(words));
	CHECK_INT(words[0], 42);
	CHECK_INT(words[4], 4242);
	samples++;
}

static void on_lost(void *context, int cpu, __u64 count)
{
	CHECK_INT(cpu, expected_cpu);
	lost += count;
}

static enum bpf_perf_event_ret on_event(void *context, int cpu, struct perf_event_header *event)
{
	if (event->type == PERF_RECORD_SAMPLE)
		raw_samples++;
	return raw_samples == 3 ? LIBBPF_PERF_EVENT_DONE : LIBBPF_PERF_EVENT_CONT;
}

/* Each run outputs 40 bytes to the ring of the CPU it runs on. */
static int load_writer(int map_fd)
{
	struct bpf_insn program[] = {
		I_STORE64(BPF_REG_10, -40, 42),
		I_STORE64(BPF_REG_10, -32, 0),
		I_STORE64(BPF_REG_10, -24, 0),
		I_STORE64(BPF_REG_10, -16, 0),
		I_STORE64(BPF_REG_10, -8, 4242),
		I_MAP(BPF_REG_2, map_fd),
		I_MOV64(BPF_REG_3, BPF_F_CURRENT_CPU),
		I_MOV_REG(BPF_REG_4, BPF_REG_10),
		I_ADD(BPF_REG_4, -40),
		I_MOV(BPF_REG_5, 40),
		I_CALL(BPF_FUNC_perf_event_output),
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

static void test_records(int map_fd, int program_fd)
{
	struct perf_buffer *buffer = perf_buffer__new(map_fd, 1, on_sample, on_lost, &samples, NULL);
	size_t bytes = 0;
	void *base = NULL;

	REQUIRE(buffer);
	CHECK_INT(perf_buffer__poll(buffer, 0), 0);
	for (int round = 0; round < 200; round++) {
		run(program_fd, 7);
		CHECK(perf_buffer__poll(buffer, 1000) == 1);
	}
	CHECK_INT(samples, 1400);
	CHECK_INT(lost, 0);

	samples = 0;
	run(program_fd,
		500); /* more than a page holds: the next write after there is room tells of the loss */
	CHECK_INT(perf_buffer__consume(buffer), 0);
	run(program_fd, 1);
	CHECK_INT(perf_buffer__consume_buffer(buffer, (size_t)expected_cpu), 0);
	CHECK(lost > 0);
	CHECK_INT(samples + lost, 501);

	CHECK(perf_buffer__buffer_cnt(buffer) >= 1);
	CHECK(perf_buffer__buffer_fd(buffer, (size_t)expected_cpu) >= 0);
	CHECK_INT(perf_buffer__buffer_fd(buffer, 100000), -EINVAL);
	CHECK_INT(perf_buffer__buffer(buffer, expected_cpu, &base, &bytes), 0);
	CHECK(base != NULL);
	CHECK_INT(bytes, getpagesize());
	CHECK_INT(perf_buffer__buffer(buffer, -1, &base, &bytes), -EINVAL);
	CHECK(perf_buffer__epoll_fd(buffer) >= 0);
	perf_buffer__free(buffer);
}

static void test_raw(int map_fd, int program_fd)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = 1,
	};
	int key = expected_cpu;
	LIBBPF_OPTS(perf_buffer_raw_opts, opts, .cpu_cnt = 1, .cpus = &expected_cpu, .map_keys = &key);
	struct perf_buffer *buffer = perf_buffer__new_raw(map_fd, 2, &attr, on_event, NULL, &opts);

	REQUIRE(buffer);
	CHECK_INT(perf_buffer__buffer_cnt(buffer), 1);
	run(program_fd, 5);
	CHECK_INT(perf_buffer__consume(buffer), 0); /* the consumer says that it is done after the third */
	CHECK_INT(raw_samples, 3);
	CHECK_INT(perf_buffer__consume(buffer), 0);
	CHECK_INT(raw_samples, 5);
	perf_buffer__free(buffer);

	opts.cpus = NULL;
	CHECK(!perf_buffer__new_raw(map_fd, 2, &attr, on_event, NULL, &opts) && errno == EINVAL);
}

int main(void)
{
	int map_fd, program_fd, array;
	cpu_set_t cpus;

	test_begin();
	test_needs_root();
	CPU_ZERO(&cpus);
	CPU_SET(expected_cpu = sched_getcpu(), &cpus);
	REQUIRE(sched_setaffinity(0, sizeof(cpus), &cpus) == 0);
	map_fd = bpf_map_create(
		BPF_MAP_TYPE_PERF_EVENT_ARRAY, "events", 4, 4, (__u32)libbpf_num_possible_cpus(), NULL);
	REQUIRE(map_fd >= 0);
	program_fd = load_writer(map_fd);
	test_records(map_fd, program_fd);
	test_raw(map_fd, program_fd);

	libbpf_set_print(NULL);
	array = bpf_map_create(BPF_MAP_TYPE_ARRAY, "array", 4, 4, 1, NULL);
	CHECK(!perf_buffer__new(array, 1, on_sample, on_lost, NULL, NULL) && errno == EINVAL);
	CHECK(!perf_buffer__new(map_fd, 3, on_sample, on_lost, NULL, NULL) && errno == EINVAL);
	CHECK(!perf_buffer__new(-1, 1, on_sample, on_lost, NULL, NULL) && errno == EBADFD);
	perf_buffer__free(NULL);
	close(array);
	close(program_fd);
	close(map_fd);
	return test_end();
}
