// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* One thread, one namespace, one piece of work. */
#include "base/netns.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "base/error.h"

struct errand {
	int netns_fd;
	int (*work)(void *argument);
	void *argument;
	struct xsk_error *err;
	int result;
};

static void *run_errand(void *argument)
{
	struct errand *errand = argument;

	if (setns(errand->netns_fd, CLONE_NEWNET)) {
		int code = -errno;
		const char *remedy = code == -EPERM ? "needs CAP_SYS_ADMIN" :
						      "open it from /run/netns/NAME or /proc/PID/ns/net";

		errand->result = error_set(errand->err, code, "enter network namespace of descriptor %d: %s (%s)",
			errand->netns_fd, error_name(code), remedy);
		return NULL;
	}
	errand->result = errand->work(errand->argument);
	return NULL;
}

int netns_run(int netns_fd, int (*work)(void *argument), void *argument, struct xsk_error *err)
{
	struct errand errand = { netns_fd, work, argument, err, 0 };
	pthread_t thread;
	int code;

	if (netns_fd <= 0)
		return work(argument);
	code = pthread_create(&thread, NULL, run_errand, &errand);
	if (code)
		return error_set(err, -code, "start a thread for another network namespace: %s", error_name(code));
	pthread_join(thread, NULL);
	return errand.result;
}
