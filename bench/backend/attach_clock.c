// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * How long the kernel takes to attach an XDP program, whoever asks: by link (bpf(2)) or by netlink. The
 * libraries call libc's functions through the dynamic table, so that these stand before them.
 */
#include <dlfcn.h>
#include <linux/bpf.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/backend/attach_clock.h"
#include "bench/clock.h"

uint64_t attach_clock_ns;

long syscall(long number, ...)
{
	static long (*next)(long, ...);
	uint64_t begin = clock_now();
	long argument[6], result;
	va_list args;

	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "syscall");
	va_start(args, number);
	for (int i = 0; i < 6; i++)
		argument[i] = va_arg(args, long);
	va_end(args);
	result = next(number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
	if (number == __NR_bpf && argument[0] == BPF_LINK_CREATE)
		attach_clock_ns += clock_now() - begin;
	return result;
}

ssize_t send(int fd, const void *data, size_t bytes, int flags)
{
	const struct nlmsghdr *message = data;
	uint64_t begin = clock_now();
	ssize_t result = sendto(fd, data, bytes, flags, NULL, 0);

	/* The kernel does the work of a netlink request before it returns. */
	if (bytes >= sizeof(*message) && message->nlmsg_type == RTM_SETLINK)
		attach_clock_ns += clock_now() - begin;
	return result;
}
