/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * One test program, one behaviour. main() calls CHECKs and returns test_end(); exit status 0 passed, 1
 * failed, 77 skipped with a printed reason. Descriptors, mappings of AF_XDP rings and the like are compared
 * with the start by test_end().
 */
#ifndef TESTS_HARNESS_TEST_H
#define TESTS_HARNESS_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

/* Remembers /proc/self/fd; call first. */
void test_begin(void);
/* Compares it, prints what leaked; the exit status for main. */
int test_end(void);
/* Ends the program with status 77. */
void test_skip(const char *reason, ...) __attribute__((format(printf, 1, 2), noreturn));
/*
 * Is the running kernel older than that? For tests of what a kernel lacks, where asking it is the test
 * itself.
 */
bool test_kernel_below(int major, int minor);
/* Skips unless running as root. */
void test_needs_root(void);

/* fork() for a child that runs until it is killed: it goes when the test ends in the middle, by REQUIRE or a signal.
 * From the main thread. */
pid_t test_fork(void);

/* How many packets, rounds or the like: @count, or a hundredth of it (at least 100) where the processor is
 * emulated. */
unsigned long test_scaled(unsigned long count);

void test_failed(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
bool test_has_failed(void);

/* CHECK goes on after a failure, REQUIRE ends the program. */
#define CHECK(condition) ((condition) ? true : (test_failed(__FILE__, __LINE__, "%s", #condition), false))
#define REQUIRE(condition)                                                 \
	do {                                                               \
		if (!(condition)) {                                        \
			test_failed(__FILE__, __LINE__, "%s", #condition); \
			exit(1);                                           \
		}                                                          \
	} while (0)
#define CHECK_INT(actual, expected)                                                                    \
	do {                                                                                           \
		long long actual_ = (actual), expected_ = (expected);                                  \
		if (actual_ != expected_)                                                              \
			test_failed(__FILE__, __LINE__, "%s is %lld, not %s = %lld", #actual, actual_, \
				#expected, expected_);                                                 \
	} while (0)
/* The text holds the part; both in the message. */
#define CHECK_TEXT(text, part)                                                                            \
	do {                                                                                              \
		const char *text_ = (text), *part_ = (part);                                              \
		if (!test_text_has(text_, part_))                                                         \
			test_failed(__FILE__, __LINE__, "\"%s\" has no \"%s\"", text_ ? text_ : "(null)", \
				part_);                                                                   \
	} while (0)
bool test_text_has(const char *text, const char *part);

#endif
