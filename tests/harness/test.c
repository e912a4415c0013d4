// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Counting failures, comparing descriptors, skipping. */
#include "tests/harness/test.h"

#include <dirent.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tests/harness/leftovers.h"

static int failures;
static bool open_at_start[4096];

static void each_descriptor(void (*visit)(int fd))
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] != '.' && fd != dirfd(dir) && fd < 4096)
			visit(fd);
	}
	closedir(dir);
}

static void remember(int fd)
{
	open_at_start[fd] = true;
}

static void report_leak(int fd)
{
	char path[32], target[256];
	ssize_t bytes;

	if (open_at_start[fd])
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	bytes = readlink(path, target, sizeof(target) - 1);
	target[bytes > 0 ? bytes : 0] = '\0';
	test_failed(__FILE__, __LINE__, "descriptor %d is still open: %s", fd, target);
}

void test_begin(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	leftovers_remember();
	each_descriptor(remember);
}

int test_end(void)
{
	each_descriptor(report_leak);
	leftovers_report();
	return failures ? 1 : 0;
}

void test_skip(const char *reason, ...)
{
	va_list args;

	printf("skipped: ");
	va_start(args, reason);
	vprintf(reason, args);
	va_end(args);
	printf("\n");
	exit(77);
}

bool test_kernel_below(int major, int minor)
{
	struct utsname kernel;
	int has_major = 0, has_minor = 0;

	REQUIRE(uname(&kernel) == 0 && sscanf(kernel.release, "%d.%d", &has_major, &has_minor) == 2);
	return has_major < major || (has_major == major && has_minor < minor);
}

void test_needs_root(void)
{
	if (geteuid() != 0)
		test_skip("needs root");
}

pid_t test_fork(void)
{
	pid_t test = getpid(), child = fork();

	if (!child && (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != test))
		_exit(1);
	return child;
}

unsigned long test_scaled(unsigned long count)
{
	if (!getenv("XSK_TEST_EMULATED"))
		return count;
	return count / 100 > 100 ? count / 100 : (count < 100 ? count : 100);
}

void test_failed(const char *file, int line, const char *format, ...)
{
	va_list args;

	__atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED);
	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
}

bool test_has_failed(void)
{
	return __atomic_load_n(&failures, __ATOMIC_RELAXED) > 0;
}

bool test_text_has(const char *text, const char *part)
{
	return text && strstr(text, part);
}
