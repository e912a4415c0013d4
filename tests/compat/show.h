/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Prints calls with what they answer, for programs that are run with two libraries and compared. */
#ifndef TESTS_COMPAT_SHOW_H
#define TESTS_COMPAT_SHOW_H

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/harness/private_mounts.h"

/* Before each line. */
static const char *show_prefix = "";

/* A number: what is negative, with errno. */
#define SHOW(call)                                                                                \
	do {                                                                                      \
		long code_ = (errno = 0, (long)(call));                                           \
		printf("%s%s: %ld errno %d\n", show_prefix, #call, code_, code_ < 0 ? errno : 0); \
	} while (0)
/* A descriptor, whose number says nothing. */
#define SHOW_FD(call)                                                                                      \
	do {                                                                                               \
		int fd_ = (errno = 0, (call));                                                             \
		printf("%s%s: %d errno %d\n", show_prefix, #call, fd_ < 0 ? fd_ : 0, fd_ < 0 ? errno : 0); \
		if (fd_ >= 0)                                                                              \
			close(fd_);                                                                        \
	} while (0)
/* Something that @destroy ends; NULL with errno. */
#define SHOW_OBJECT(call, destroy)                                                         \
	do {                                                                               \
		__typeof__(call) made_ = (errno = 0, (call));                              \
		printf("%s%s: %s errno %d\n", show_prefix, #call, made_ ? "made" : "NULL", \
			made_ ? 0 : errno);                                                \
		if (made_)                                                                 \
			destroy(made_);                                                    \
	} while (0)
#define SHOW_TEXT(call)                                                           \
	do {                                                                      \
		const char *text_ = (call);                                       \
		printf("%s%s: %s\n", show_prefix, #call, text_ ? text_ : "NULL"); \
	} while (0)

/* @opts is larger than the library's: zero behind it is fine, anything else is not. */
#define LARGER(type, name, ...) \
	struct {                \
		type opts;      \
		char more[16];  \
	} name = { .opts = { .sz = sizeof(name), ##__VA_ARGS__ }, .more = { 0 } }

#define PINS "/tmp/xsk-compat-pins"

/* A bpf file system in PINS, a network and mounts that nobody else sees; 77 unless root. */
static inline int show_begin(void)
{
	if (geteuid()) {
		printf("skipped: not root\n");
		return 77;
	}
	setbuf(stdout, NULL);
	if (unshare(CLONE_NEWNET) || !private_mounts() || mount("tmp", "/tmp", "tmpfs", 0, NULL) ||
		mkdir(PINS, 0700) || mount("bpf", PINS, "bpf", 0, NULL))
		return perror("a bpf file system for pins"), 1;
	/* May be there already. */
	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	return 0;
}

#endif
