/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A backend as a process: started, asked, ended. */
#ifndef BENCH_CONTENDER_H
#define BENCH_CONTENDER_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>
#include <xsk/error.h>

#include "bench/backend/board.h"

struct contender {
	pid_t pid; /* 0: not running */
	clockid_t cpu_clock;
	struct board *board;
	bool foreign; /* xdp-bench: knows nothing of the board */
};

/* Is the backend's program there? "xdp-bench" is one of the peers'. */
bool contender_exists(const char *name);

/*
 * Starts it in the calling thread's network namespace and waits until it is set up. Whoever used the queue
 * before may not have let go of it yet, so a busy queue is tried again for a while.
 */
int contender_start(
	struct contender *contender, const char *name, const struct board_task *task, struct xsk_error *err);
/* Brings board->dropped up to date. */
void contender_ask(struct contender *contender);
/* Ends it and waits; the board stays readable until contender_forget. */
void contender_stop(struct contender *contender);
void contender_forget(struct contender *contender);

#endif
