// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The injection itself: functions with one defect each, and one without; each defect is noticed. Needs no
 * root. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fault/subject.h"
#include "tests/harness/test.h"

static enum {
	NONE,
	UNLISTED_SUCCESS,
	DESCRIPTOR_LEAK,
	BLOCK_LEAK,
	MAPPING_LEAK,
	HALF_A_MAPPING_LEAK,
	CRASH,
	NO_ERRNO,
	NO_SECOND_TRY,
	LEAK_AFTER_SUCCESS,
	EINTR_GIVEN_UP,
	DIRT_IN_THE_KERNEL,
	SUCCESS_LISTED_FOR_ANOTHER,
	SUCCESS_LISTED, /* from here on no defects */
	SUCCESS_LISTED_FOR_A_CALLER,
	DEFECTS,
} defect;

static int made_epoll, failures_before;
static char *made_block;
static void *made_mapping;

/* An epoll descriptor, two pages, a block; then it waits for nothing. */
static int steps(void)
{
	struct epoll_event event;
	int waited;

	made_epoll = epoll_create1(EPOLL_CLOEXEC);
	if (made_epoll < 0)
		return defect == UNLISTED_SUCCESS || defect >= SUCCESS_LISTED_FOR_ANOTHER ? 0 : -errno;
	made_mapping = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (made_mapping == MAP_FAILED)
		return -errno;
	made_block = malloc(100);
	if (!made_block && defect != CRASH)
		return -ENOMEM;
	made_block[0] = 'x';
	do {
		waited = epoll_wait(made_epoll, &event, 1, 0);
	} while (waited < 0 && errno == EINTR && defect != EINTR_GIVEN_UP);
	return waited < 0 ? -errno : 0;
}

static void undo_steps(void *context)
{
	if (made_epoll >= 0)
		close(made_epoll);
	if (made_mapping && made_mapping != MAP_FAILED)
		munmap(made_mapping, 8192);
	if (defect != LEAK_AFTER_SUCCESS)
		free(made_block);
}

__attribute__((noinline)) static int make(void *context)
{
	int result;

	made_epoll = -1;
	made_mapping = NULL;
	made_block = NULL;
	if (defect == NO_SECOND_TRY && failures_before)
		return -EIO;
	result = steps();
	if (result == 0)
		return 0;
	failures_before++;
	if (defect != DESCRIPTOR_LEAK && made_epoll >= 0)
		close(made_epoll);
	if (defect != MAPPING_LEAK && made_mapping && made_mapping != MAP_FAILED)
		munmap(made_mapping, defect == HALF_A_MAPPING_LEAK ? 4096 : 8192);
	if (defect != BLOCK_LEAK)
		free(made_block);
	return defect == NO_ERRNO ? -100000 : result;
}

static bool clean(void *context)
{
	return defect != DIRT_IN_THE_KERNEL;
}

static const char *const *listed(void)
{
	static const char *const plain[] = { "epoll_create1 # by reason", NULL };
	static const char *const caller[] = { "epoll_create1 @make # by reason", NULL };
	static const char *const other[] = { "epoll_create1 @clean # by reason",
		"epoll_create1 by clean # no", "epoll_create # make", "mmap memory # @make", NULL };

	return defect == SUCCESS_LISTED                ? plain
	       : defect == SUCCESS_LISTED_FOR_A_CALLER ? caller
	       : defect == SUCCESS_LISTED_FOR_ANOTHER  ? other
						       : NULL;
}

/* Exit status of a process that injects into the function with this defect. */
static int inject(void)
{
	pid_t child = fork();
	int status;

	REQUIRE(child >= 0);
	if (child == 0) {
		if (defect != NONE && defect < SUCCESS_LISTED) {
			int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);

			dup2(quiet, STDERR_FILENO);
			dup2(quiet, STDOUT_FILENO);
		}
		subject_inject(&(struct subject){ "function", make, undo_steps, clean, NULL, listed() });
		_exit(test_has_failed() ? 1 : 0);
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
	test_begin();
	for (defect = NONE; defect < DEFECTS; defect++)
		if (inject() != (defect == NONE || defect >= SUCCESS_LISTED ? 0 : 1))
			test_failed(__FILE__, __LINE__, "defect %d was not noticed as it should", defect);
	return test_end();
}
