// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "tool.h"
#include <pthread.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "tasks.skel.h"

static void *wait_for(void *barrier)
{
	pthread_barrier_wait(barrier);
	pthread_barrier_wait(barrier);
	return NULL;
}

int main(void)
{
	struct tasks_bpf *tool = tasks_bpf__open();
	pthread_barrier_t barrier;
	pthread_t thread;
	char text[4096];
	ssize_t bytes;
	int fd;

	tool_begin();
	TOOL_NEED(tool);
	tool->rodata->process = getpid();
	TOOL_NEED(!tasks_bpf__load(tool) && !tasks_bpf__attach(tool));
	pthread_setname_np(pthread_self(), "tool-main");
	pthread_barrier_init(&barrier, NULL, 2);
	TOOL_NEED(!pthread_create(&thread, NULL, wait_for, &barrier));
	pthread_setname_np(thread, "tool-worker");
	pthread_barrier_wait(&barrier);
	fd = bpf_iter_create(bpf_link__fd(tool->links.dump));
	TOOL_NEED(fd >= 0);
	while ((bytes = read(fd, text, sizeof(text))) > 0)
		fwrite(text, 1, (size_t)bytes, stdout);
	TOOL_NEED(!bytes);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	close(fd);
	tasks_bpf__destroy(tool);
	return 0;
}
