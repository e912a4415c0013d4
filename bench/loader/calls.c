// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "bench/loader/calls.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void (*calls_before)(void);

static long (*libc_syscall)(long number, ...);
static _Atomic uint64_t count, cpu_ns;

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

__attribute__((constructor)) static void find_libc(void)
{
	libc_syscall = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
}

long syscall(long number, ...)
{
	long arguments[6], result;
	uint64_t start = 0;
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	if (number == __NR_bpf) {
		if (calls_before)
			calls_before();
		start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	}
	result = libc_syscall(
		number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
	if (number == __NR_bpf) {
		cpu_ns += clock_ns(CLOCK_THREAD_CPUTIME_ID) - start;
		count++;
	}
	return result;
}

struct calls calls_now(void)
{
	return (struct calls){ count, cpu_ns };
}

double calls_clock_ns(void)
{
	enum { TIMES = 1000 };
	uint64_t start = clock_ns(CLOCK_THREAD_CPUTIME_ID);

	for (int i = 0; i < TIMES; i++)
		clock_ns(CLOCK_THREAD_CPUTIME_ID);
	return (double)(clock_ns(CLOCK_THREAD_CPUTIME_ID) - start) / TIMES;
}

uint64_t calls_cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t calls_wall_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}
