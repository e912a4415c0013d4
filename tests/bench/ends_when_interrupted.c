// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Ctrl-C and SIGTERM end a run at once with its summary, whether its threads spin or sleep; and after any
 * end, SIGKILL too, no program of it is left in the kernel.
 */
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/program.h"
#include "tests/harness/test.h"

static void pause_ms(int ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

/* XDP programs of the benchmark: its generator's and sink's, and the library's redirect program. */
static int programs_loaded(void)
{
	struct bpf_prog_info info;
	__u32 id = 0, bytes;
	int count = 0;

	while (!bpf_prog_get_next_id(id, &id)) {
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd < 0)
			continue;
		memset(&info, 0, sizeof(info));
		bytes = sizeof(info);
		if (!bpf_obj_get_info_by_fd(fd, &info, &bytes) && !strncmp(info.name, "xsk_", 4))
			count++;
		close(fd);
	}
	return count;
}

static bool gone_soon(int before)
{
	for (int i = 0; i < 300; i++) {
		if (programs_loaded() <= before)
			return true;
		pause_ms(10);
	}
	return false;
}

static void interrupt(const char *const *argv, int signal)
{
	static struct program program;
	int before = programs_loaded();

	program_start(&program, argv);
	for (int i = 0; i < 500 && programs_loaded() == before; i++)
		pause_ms(10);
	pause_ms(300);
	kill(program.pid, signal);
	program_wait(&program, 3);
	CHECK_INT(program.status, signal == SIGKILL ? 128 + SIGKILL : 0);
	if (signal != SIGKILL)
		CHECK_TEXT(program.out, "bound by");
	CHECK(gone_soon(before));
}

int main(int argc, char **argv)
{
	test_begin();
	test_needs_root();
	REQUIRE(argc == 2);
	interrupt((const char *[]){ argv[1], "rx", "--self", "-d", "0", NULL }, SIGINT);
	interrupt(
		(const char *[]){ argv[1], "rx", "--self", "-d", "0", "-r", "10", "--wait", NULL }, SIGTERM);
	interrupt((const char *[]){ argv[1], "tx", "--self", "-d", "0", "--wait", NULL }, SIGINT);
	interrupt((const char *[]){ argv[1], "forward", "--self", "-d", "0", "-o", "port1", NULL }, SIGTERM);
	interrupt((const char *[]){ argv[1], "forward", "--self", "-d", "0", NULL }, SIGKILL);
	return test_end();
}
