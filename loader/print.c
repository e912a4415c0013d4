// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The one print callback of the process, as libbpf's interface has it. Messages come from any thread; setting
 * the callback while others print is safe: each message goes wholly to the old or to the new one.
 */
#include "loader/print.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

static enum libbpf_print_level most_verbose = LIBBPF_INFO;
static pthread_once_t environment_read = PTHREAD_ONCE_INIT;

static void read_environment(void)
{
	static const char *const names[] = {
		[LIBBPF_WARN] = "warn", [LIBBPF_INFO] = "info", [LIBBPF_DEBUG] = "debug"
	};
	const char *wanted = getenv("LIBBPF_LOG_LEVEL");

	if (!wanted)
		return;
	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcasecmp(wanted, names[i])) {
			most_verbose = (enum libbpf_print_level)i;
			return;
		}
	}
	fprintf(stderr, "libbpf: LIBBPF_LOG_LEVEL is '%s', not warn, info or debug: taken as info\n", wanted);
}

static int print_to_stderr(enum libbpf_print_level level, const char *format, va_list args)
{
	pthread_once(&environment_read, read_environment);
	return level > most_verbose ? 0 : vfprintf(stderr, format, args);
}

static _Atomic(libbpf_print_fn_t) callback = print_to_stderr;

/* Release and acquire: what the caller prepared for its callback is there when another thread calls it. */
libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
{
	return atomic_exchange_explicit(&callback, fn, memory_order_acq_rel);
}

void print_message(enum libbpf_print_level level, const char *format, ...)
{
	libbpf_print_fn_t print = atomic_load_explicit(&callback, memory_order_acquire);
	int errno_before = errno;
	va_list args;

	if (!print)
		return;
	va_start(args, format);
	print(level, format, args);
	va_end(args);
	errno = errno_before;
}
