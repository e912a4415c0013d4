// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* How many CPUs a per-CPU map has values for. */
#include "loader/kernel/cpus.h"

#include <bpf/libbpf.h>
#include <stdatomic.h>

#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/print.h"
#include "loader/result.h"

enum { LIST_BYTES = 4096 };

/* A number below the limit; its end, or NULL. */
static const char *parse_number(const char *at, int *number)
{
	const char *start = at;

	*number = 0;
	for (; *at >= '0' && *at <= '9'; at++) {
		*number = *number * 10 + (*at - '0');
		if (*number >= CPUS_LIMIT)
			return NULL;
	}
	return at == start ? NULL : at;
}

int cpus_parse(const char *list, bool *cpus, int room)
{
	int count = 0, last = -1;

	for (const char *at = list;; at++) {
		int from, to;

		at = parse_number(at, &from);
		to = from;
		if (at && *at == '-')
			at = parse_number(at + 1, &to);
		if (!at || from <= last || to < from)
			return -EINVAL;
		for (int cpu = from; cpus && cpu <= to && cpu < room; cpu++)
			cpus[cpu] = true;
		count += to - from + 1;
		last = to;
		if (!*at || (*at == '\n' && !at[1]))
			return count;
		if (*at != ',')
			return -EINVAL;
	}
}

int cpus_read(const char *path, bool *cpus, int room)
{
	scoped_fd int fd = sys_open(path, O_RDONLY);
	char list[LIST_BYTES];
	size_t have = 0;
	ssize_t bytes;

	if (fd < 0)
		return fd;
	do {
		bytes = sys_read(fd, list + have, sizeof(list) - 1 - have);
		if (bytes < 0 && bytes != -EINTR)
			return (int)bytes;
		if (bytes > 0)
			have += (size_t)bytes;
	} while (bytes && have < sizeof(list) - 1);
	list[have] = '\0';
	return cpus_parse(list, cpus, room);
}

int libbpf_num_possible_cpus(void)
{
	static const char path[] = "/sys/devices/system/cpu/possible";
	static _Atomic int answer; /* never changes while the kernel runs */
	int count = atomic_load_explicit(&answer, memory_order_relaxed);

	if (count)
		return count;
	count = cpus_read(path, NULL, 0);
	if (count < 0) {
		print_warn("count possible CPUs: %s: %s\n", path, strerrordesc_np(-count));
		return result_int(count);
	}
	atomic_store_explicit(&answer, count, memory_order_relaxed);
	return count;
}
