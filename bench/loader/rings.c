// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * rings OBJECT RECORD_BYTES RING_BYTES: fills a ring, then reads all of it, many times over, and prints
 * the CPU time a record: "callback_ns", and with our library "batch_ns". The reader sums the first 8 bytes
 * of each record.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef LIBRARY_OURS
#include <xsk/ring_records.h>
#endif

enum { ROUNDS = 30 };

static uint64_t sum, read_count;

static uint64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void fail(const char *step)
{
	perror(step);
	exit(1);
}

static int on_record(void *context, void *data, size_t bytes)
{
	sum += *(const uint64_t *)data;
	read_count++;
	return 0;
}

static void drain_callback(struct ring_buffer *manager)
{
	if (ring_buffer__consume(manager) < 0)
		fail("consume");
}

#ifdef LIBRARY_OURS
static void drain_batch(struct ring_buffer *manager)
{
	struct xsk_ring_records records;
	const uint64_t *data;
	uint64_t batch_sum = 0;
	uint32_t bytes;

	xsk_ring_records__begin(&records, ring_buffer__ring(manager, 0));
	while ((data = xsk_ring_records__next(&records, &bytes))) {
		batch_sum += *data;
		read_count++;
	}
	sum += batch_sum;
	if (xsk_ring_records__end(&records))
		fail("records");
}
#endif

/* The best half of the rounds: an interrupt in one of 0.1 ms would be half of it. */
static double measure(int program, struct ring_buffer *manager, void (*drain)(struct ring_buffer *manager))
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	double times[ROUNDS], total = 0;

	for (int i = 0; i < ROUNDS; i++) {
		uint64_t start, before = read_count;

		if (bpf_prog_test_run_opts(program, &opts))
			fail("fill");
		start = cpu_ns();
		drain(manager);
		start = cpu_ns() - start;
		if (read_count == before)
			fail("nothing read");
		times[i] = (double)start / (double)(read_count - before);
	}
	for (int i = 0; i < ROUNDS; i++)
		for (int j = i; j > 0 && times[j] < times[j - 1]; j--) {
			double other = times[j];

			times[j] = times[j - 1];
			times[j - 1] = other;
		}
	for (int i = 0; i < ROUNDS / 2; i++)
		total += times[i];
	return total / (ROUNDS / 2);
}

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 4 ? bpf_object__open(argv[1]) : NULL;
	struct ring_buffer *manager;
	struct bpf_map *map, *ring = NULL;
	size_t bytes;
	int program;

	if (!object)
		return 2;
	bpf_object__for_each_map(map, object)
	{
		unsigned int *value = bpf_map__initial_value(map, &bytes);

		if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF)
			ring = map;
		else if (strstr(bpf_map__name(map), ".rodata") && value)
			*value = (unsigned int)atoi(argv[2]);
	}
	if (!ring || bpf_map__set_max_entries(ring, (unsigned int)atoi(argv[3])) || bpf_object__load(object))
		fail("load");
	program = bpf_program__fd(bpf_object__next_program(object, NULL));
	manager = ring_buffer__new(bpf_map__fd(ring), on_record, NULL, NULL);
	if (!manager)
		fail("ring_buffer__new");
	measure(program, manager, drain_callback); /* pages are mapped, caches warm */
	printf("callback_ns %.4f\n", measure(program, manager, drain_callback));
#ifdef LIBRARY_OURS
	printf("batch_ns %.4f\n", measure(program, manager, drain_batch));
#endif
	printf("records %llu\n", (unsigned long long)read_count);
	ring_buffer__free(manager);
	bpf_object__close(object);
	return sum == 0;
}
