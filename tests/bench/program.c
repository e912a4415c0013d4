// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Output goes to memory files, so that no pipe can fill up. */
#include "tests/bench/program.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"

void program_start(struct program *program, const char *const *argv)
{
	program->out_fd = memfd_create("out", MFD_CLOEXEC);
	program->err_fd = memfd_create("err", MFD_CLOEXEC);
	REQUIRE(program->out_fd >= 0 && program->err_fd >= 0);
	fflush(stdout);
	program->pid = fork();
	REQUIRE(program->pid >= 0);
	if (program->pid == 0) {
		dup2(program->out_fd, STDOUT_FILENO);
		dup2(program->err_fd, STDERR_FILENO);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
}

static void read_all(int fd, char *text, size_t bytes)
{
	ssize_t got = pread(fd, text, bytes - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	close(fd);
}

void program_wait(struct program *program, int seconds)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int status = 0;
	pid_t ended = 0;

	for (int i = 0; i < seconds * 100 && !ended; i++) {
		ended = waitpid(program->pid, &status, WNOHANG);
		if (!ended)
			nanosleep(&pause, NULL);
	}
	if (!CHECK(ended == program->pid)) {
		kill(program->pid, SIGKILL);
		waitpid(program->pid, &status, 0);
	}
	program->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	read_all(program->out_fd, program->out, sizeof(program->out));
	read_all(program->err_fd, program->err, sizeof(program->err));
}

void program_run(struct program *program, const char *const *argv)
{
	program_start(program, argv);
	program_wait(program, 30);
}
