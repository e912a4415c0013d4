// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What a load costs, counted and not timed: calls of bpf(2), threads, allocations, heap. The times are
 * measured next to libbpf by scripts/measure-loader.
 */
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>
#include <xsk/object.h>

#include "bench/loader/calls.h"
#include "bench/loader/heap.h"
#include "tests/harness/test.h"

static int threads_started;

/* Stands before libc's. */
int pthread_create(
	pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
	int (*libc_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
		(int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(
			RTLD_NEXT, "pthread_create");

	threads_started++;
	return libc_create(thread, attributes, start, argument);
}

struct cost {
	uint64_t calls, allocations, heap_bytes;
	int threads;
};

static struct bpf_object *open_object(const char *name)
{
	char path[512];
	struct bpf_object *object;

	snprintf(path, sizeof(path), "%s/%s", TEST_BPF_DIR, name);
	object = bpf_object__open(path);
	REQUIRE(object);
	return object;
}

/* Opens, loads, closes. */
static struct cost cost_of(const char *name, unsigned int threads, bool loads)
{
	struct calls calls = calls_now();
	struct bpf_object *object;
	struct heap before, after;

	heap_begin();
	before = heap_now();
	threads_started = 0;
	object = open_object(name);
	CHECK_INT(xsk_object__set_threads(object, threads), 0);
	CHECK_INT(bpf_object__load(object) == 0, loads);
	after = heap_now();
	bpf_object__close(object);
	return (struct cost){ calls_now().count - calls.count, after.allocations, after.peak - before.live,
		threads_started };
}

/* libbpf 1.7 makes 18 calls. */
static void test_smallest(void)
{
	char name[64], compiler[32];
	struct cost cost;

	REQUIRE(sscanf(TEST_BPF_COMPILERS, "%31s", compiler) == 1);
	snprintf(name, sizeof(name), "tiny.%s.bpfel.o", compiler);
	cost = cost_of(name, 0, true);
	/* BTF, program, and where there is a bpffs the question for a token. */
	CHECK(cost.calls >= 2 && cost.calls <= 4);
	CHECK_INT(cost.threads, 0);
}

/*
 * The first load makes the index over the kernel's BTF; what the second takes is its own. libbpf: 281, 658
 * kB.
 */
static void test_fields(void)
{
	struct cost cost;

	cost_of("costs_fields.o", 0, true);
	cost = cost_of("costs_fields.o", 0, true);
	printf("10 types: %llu allocations, %llu bytes\n", (unsigned long long)cost.allocations,
		(unsigned long long)cost.heap_bytes);
	CHECK(cost.allocations <= 60);
	CHECK(cost.heap_bytes <= 250000);
	CHECK_INT(cost.threads, 0);
}

/* Small programs start no thread, not even when they may; and memory grows with their number, not faster. */
static void test_many(void)
{
	struct cost few = cost_of("costs_many64.o", 0, true), more = cost_of("costs_many512.o", 0, true);

	CHECK_INT(few.threads, 0);
	CHECK_INT(cost_of("costs_many64.o", 8, true).threads, 0);
	printf("64 programs: %llu bytes, 512: %llu\n", (unsigned long long)few.heap_bytes,
		(unsigned long long)more.heap_bytes);
	CHECK(more.heap_bytes <= few.heap_bytes * 9);
	CHECK(more.allocations <= few.allocations * 9);
	CHECK(few.heap_bytes >= 64 * 100); /* it counts */
}

/* 16 programs of several milliseconds: threads are started only if there may be more than one. */
static void test_heavy(void)
{
	CHECK_INT(cost_of("costs_heavy.o", 1, true).threads, 0);
	CHECK_INT(cost_of("costs_heavy.o", 2, true).threads, 1);
	CHECK_INT(cost_of("costs_heavy.o", 4, true).threads, 3);
}

/* The log of a program that is refused after long verification. libbpf: 16.8 MB. */
static void test_refused(void)
{
	struct cost accepted = cost_of("costs_long.o", 0, true), refused;

	libbpf_set_print(NULL);
	refused = cost_of("costs_refused.o", 0, false);
	printf("accepted: %llu bytes, refused: %llu\n", (unsigned long long)accepted.heap_bytes,
		(unsigned long long)refused.heap_bytes);
	CHECK(refused.heap_bytes > accepted.heap_bytes);
	CHECK(refused.heap_bytes - accepted.heap_bytes <= 1000000);
}

/* By a hash, where there are many. */
static void test_find(void)
{
	struct bpf_object *object = open_object("costs_many64.o");
	struct bpf_program *program;
	int count = 0;

	bpf_object__for_each_program(program, object)
	{
		CHECK(bpf_object__find_program_by_name(object, bpf_program__name(program)) == program);
		count++;
	}
	CHECK_INT(count, 64);
	CHECK(!bpf_object__find_program_by_name(object, "on_"));
	CHECK(!bpf_object__find_program_by_name(object, ""));
	bpf_object__close(object);
}

int main(void)
{
	test_begin();
	test_needs_root();
	test_smallest();
	test_fields();
	test_many();
	test_heavy();
	test_refused();
	test_find();
	return test_end();
}
