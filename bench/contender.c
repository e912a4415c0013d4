// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* fork, exec, and a board between. */
#include "bench/contender.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/fail.h"

enum { READY_MS = 10000, BUSY_TRIES = 20, STOP_MS = 3000 };

static void pause_ms(int ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

/* Beside this program, as in the build folder, or where it was installed. */
static bool find_backend(const char *name, char path[PATH_MAX])
{
	char own[PATH_MAX - 64];
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own) - 1);
	char *slash;

	own[length > 0 ? length : 0] = '\0';
	slash = strrchr(own, '/');
	if (slash)
		*slash = '\0';
	snprintf(path, PATH_MAX, "%s/xskbench-%s", own, name);
	if (!access(path, X_OK))
		return true;
	snprintf(path, PATH_MAX, "%s/xskbench-%s", BACKEND_FOLDER, name);
	return !access(path, X_OK);
}

static bool find_xdp_bench(char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/bin/xdp-bench", PEERS_PREFIX);
	if (PEERS_PREFIX[0] && !access(path, X_OK))
		return true;
	snprintf(path, PATH_MAX, "/usr/sbin/xdp-bench");
	return !access(path, X_OK);
}

static bool find(const char *name, char path[PATH_MAX])
{
	return strcmp(name, "xdp-bench") ? find_backend(name, path) : find_xdp_bench(path);
}

bool contender_exists(const char *name)
{
	char path[PATH_MAX];

	return find(name, path);
}

static void become(const char *path, bool foreign, const struct board_task *task, int board_fd)
{
	const char *action = task->work == BOARD_RX ? "xsk-drop" : "xsk-tx";
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	char batch[16];
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* What matters comes over the board; libxdp and libbpf have more to say. */
	dup2(null, STDERR_FILENO);
	if (foreign) {
		dup2(null, STDOUT_FILENO);
		clock_pin_cpu(task->cpu);
		snprintf(batch, sizeof(batch), "%u", task->batch);
		execl(path, path, action, "-Q", "-b", batch, task->ifname, (char *)NULL);
	} else {
		if (board_fd == BOARD_FD)
			fcntl(BOARD_FD, F_SETFD, 0);
		else
			dup2(board_fd, BOARD_FD);
		execl(path, path, (char *)NULL);
	}
	_exit(127);
}

static int spawn(
	struct contender *contender, const char *path, const struct board_task *task, struct xsk_error *err)
{
	int fd = memfd_create("board", MFD_CLOEXEC);
	void *mapped;

	if (fd < 0 || ftruncate(fd, BOARD_BYTES))
		return fail(err, -errno, "make a board: %s", strerror(errno));
	mapped = mmap(NULL, BOARD_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		return fail(err, -errno, "map a board: %s", strerror(errno));
	contender->board = mapped;
	contender->board->task = *task;
	fflush(stdout);
	contender->pid = fork();
	if (contender->pid == 0)
		become(path, contender->foreign, task, fd);
	close(fd);
	if (contender->pid < 0) {
		contender->pid = 0;
		return fail(err, -errno, "fork: %s", strerror(errno));
	}
	clock_getcpuclockid(contender->pid, &contender->cpu_clock);
	return 0;
}

/* -EBUSY is told by the text: the backends have no other channel; xdp-bench has none at all. */
static int await_ready(struct contender *contender, const char *name, struct xsk_error *err)
{
	for (int ms = 0; ms < READY_MS; ms++) {
		int status;

		if (atomic_load(&contender->board->ready))
			return 0;
		if (waitpid(contender->pid, &status, WNOHANG) == contender->pid) {
			const char *text = contender->board->error;

			contender->pid = 0;
			return fail(err, contender->foreign || strstr(text, strerror(EBUSY)) ? -EBUSY : -EIO,
				"%s: %s", name, text[0] ? text : "ended before it was set up");
		}
		if (contender->foreign && ms >= 500)
			return 0;
		pause_ms(1);
	}
	return fail(err, -ETIMEDOUT, "%s: not set up within %d s", name, READY_MS / 1000);
}

int contender_start(
	struct contender *contender, const char *name, const struct board_task *task, struct xsk_error *err)
{
	char path[PATH_MAX];
	int result = -ENOENT;

	if (!find(name, path))
		return fail(err, -ENOENT, "no program for the backend %s", name);
	for (int i = 0; i < BUSY_TRIES; i++) {
		*contender = (struct contender){ .foreign = !strcmp(name, "xdp-bench") };
		result = spawn(contender, path, task, err);
		if (!result)
			result = await_ready(contender, name, err);
		if (!result)
			return 0;
		contender_stop(contender);
		contender_forget(contender);
		if (result != -EBUSY)
			break;
		pause_ms(20);
	}
	return result;
}

void contender_ask(struct contender *contender)
{
	uint32_t ask = atomic_load(&contender->board->ask) + 1;

	if (contender->foreign)
		return;
	atomic_store(&contender->board->ask, ask);
	/* A backend that sleeps answers when the next packet comes. */
	for (int i = 0; i < 2000 && atomic_load(&contender->board->answered) != ask; i++)
		usleep(50);
}

void contender_stop(struct contender *contender)
{
	int signals[] = { 0, SIGINT, SIGKILL };

	if (!contender->pid)
		return;
	atomic_store(&contender->board->stop, 1);
	for (int i = contender->foreign ? 1 : 0; i < 3; i++) {
		if (signals[i])
			kill(contender->pid, signals[i]);
		for (int ms = 0; ms < STOP_MS; ms++) {
			if (waitpid(contender->pid, NULL, WNOHANG) == contender->pid) {
				contender->pid = 0;
				return;
			}
			pause_ms(1);
		}
	}
}

void contender_forget(struct contender *contender)
{
	if (contender->board)
		munmap(contender->board, BOARD_BYTES);
	contender->board = NULL;
}
