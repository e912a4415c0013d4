/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A double for the kernel: tests of loader/kernel that include this see every bpf(2) call instead of making
 * it. The library's system calls go through libc's syscall(), which this file defines for the test program.
 * Include it in one source file of a program, and only where no call should reach the kernel.
 */
#ifndef TESTS_HARNESS_BPF_DOUBLE_H
#define TESTS_HARNESS_BPF_DOUBLE_H

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "loader/kernel/attr.h"
#include "loader/kernel/uapi.h"
#include "tests/harness/test.h"

struct bpf_call {
	int command;
	unsigned int bytes, common_bytes;
	unsigned char attr[256] __attribute__((aligned(8)));
	struct attr_common common;
};

static struct bpf_call bpf_calls[16];
static int bpf_call_count;
/* What call number @nth (from 0) answers: a result or -errno; it may write into @attr, as the kernel does. */
static int (*bpf_answer)(int nth, int command, void *attr);

/* Forgets the calls so far. */
static inline void bpf_double_reset(int (*answer)(int nth, int command, void *attr))
{
	memset(bpf_calls, 0, sizeof(bpf_calls));
	bpf_call_count = 0;
	bpf_answer = answer;
}

/* The struct that the only call since the reset was made with. */
#define BPF_ONLY(type, wanted) \
	((const struct type *)bpf_double_only((wanted), sizeof(struct type), __FILE__, __LINE__))
/* That of call number @nth. */
#define BPF_NTH(type, nth) ((const struct type *)bpf_calls[nth].attr)

static inline const void *bpf_double_only(int command, unsigned int bytes, const char *file, int line)
{
	if (bpf_call_count != 1 || bpf_calls[0].command != command || bpf_calls[0].bytes != bytes)
		test_failed(file, line,
			"%d calls, the first command %d with %u bytes; expected command %d with %u",
			bpf_call_count, bpf_calls[0].command, bpf_calls[0].bytes, command, bytes);
	return bpf_calls[0].attr;
}

long syscall(long number, ...)
{
	struct bpf_call *call = &bpf_calls[bpf_call_count];
	void *attr, *common;
	int answer, command;
	va_list args;

	REQUIRE(number == SYS_bpf);
	REQUIRE(bpf_call_count < 16);
	va_start(args, number);
	command = va_arg(args, int);
	attr = va_arg(args, void *);
	call->command = command;
	call->bytes = va_arg(args, unsigned int);
	REQUIRE(call->bytes <= sizeof(call->attr));
	memcpy(call->attr, attr, call->bytes);
	if (command & UAPI_BPF_COMMON_ATTRS) {
		common = va_arg(args, void *);
		call->common_bytes = va_arg(args, unsigned int);
		REQUIRE(call->common_bytes == sizeof(call->common));
		memcpy(&call->common, common, sizeof(call->common));
	}
	va_end(args);
	answer = bpf_answer ? bpf_answer(bpf_call_count, command, attr) : 0;
	bpf_call_count++;
	if (answer >= 0)
		return answer;
	errno = -answer;
	return -1;
}

#endif
