// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Opens and loads the objects of its arguments, one after the other, and prints what each took as lines
 * "FIGURE.POSITION VALUE". Built with libbpf and with ours, once with clocks (LOAD_TIMES) and once with a
 * heap that counts (LOAD_HEAP).
 *
 *	-t N   threads, where the library has a call for it
 *	-k     keep each object while the next is loaded
 *	-f     the load of each object is to fail
 */
#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/loader/calls.h"
#ifdef LOAD_HEAP
#include "bench/loader/heap.h"
#endif
#ifdef LIBRARY_OURS
#include <xsk/object.h>
#endif

static unsigned int threads;
static uint64_t opened_ns; /* when the object was open */
static bool keeps, fails;

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

static struct bpf_object *load(const char *path)
{
	struct bpf_object *object = bpf_object__open(path);

	if (!object) {
		fprintf(stderr, "open %s fails\n", path);
		exit(1);
	}
#ifdef LIBRARY_OURS
	if (threads)
		xsk_object__set_threads(object, threads);
#endif
	opened_ns = calls_wall_ns();
	if ((bpf_object__load(object) != 0) != fails) {
		fprintf(stderr, "load %s %s\n", path, fails ? "succeeds" : "fails");
		exit(1);
	}
	return object;
}

static struct bpf_object *measure(const char *path, int position)
{
	struct bpf_object *object;

#ifdef LOAD_HEAP
	struct heap before, after;

	heap_begin();
	before = heap_now();
	object = load(path);
	heap_look();
	after = heap_now();
	printf("allocations.%d %llu\n", position, (unsigned long long)after.allocations);
	printf("heap_kb.%d %.1f\n", position, (double)(after.peak - before.live) / 1000);
	printf("kept_kb.%d %.1f\n", position, (double)(after.live - before.live) / 1000);
	printf("private_kb.%d %llu\n", position, (unsigned long long)after.private_kb);
#else
	struct calls before = calls_now(), after;
	uint64_t cpu = calls_cpu_ns(), start = calls_wall_ns(), wall;
	double outside;

	object = load(path);
	wall = calls_wall_ns() - start;
	cpu = calls_cpu_ns() - cpu;
	after = calls_now();
	outside = (double)(cpu - (after.cpu_ns - before.cpu_ns));
	outside -= calls_clock_ns() * (double)(after.count - before.count);
	printf("library_us.%d %.3f\n", position, outside / 1000);
	printf("kernel_us.%d %.3f\n", position, (double)(after.cpu_ns - before.cpu_ns) / 1000);
	printf("cpu_us.%d %.3f\n", position, (double)cpu / 1000);
	printf("open_us.%d %.3f\n", position, (double)(opened_ns - start) / 1000);
	printf("load_us.%d %.3f\n", position, (double)(start + wall - opened_ns) / 1000);
	printf("wall_us.%d %.3f\n", position, (double)wall / 1000);
	printf("calls.%d %llu\n", position, (unsigned long long)(after.count - before.count));
#endif
	return object;
}

int main(int argc, char **argv)
{
	struct bpf_object *objects[16];
	int option, count;

	while ((option = getopt(argc, argv, "t:kf")) != -1) {
		if (option == 't')
			threads = (unsigned int)atoi(optarg);
		else if (option == 'k')
			keeps = true;
		else if (option == 'f')
			fails = true;
		else
			return 2;
	}
	libbpf_set_print(quiet);
#ifdef LOAD_HEAP
	calls_before = heap_look;
#endif
	count = argc - optind;
	if (count < 1 || count > 16)
		return 2;
	for (int i = 0; i < count; i++) {
		objects[i] = measure(argv[optind + i], i);
		if (!keeps)
			bpf_object__close(objects[i]);
	}
	for (int i = 0; keeps && i < count; i++)
		bpf_object__close(objects[i]);
	return 0;
}
