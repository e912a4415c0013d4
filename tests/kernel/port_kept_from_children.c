// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A child that lives on keeps neither the queue nor the frames: after its parent closed the port, the queue can be
 * had again. Rings and frames are not in its memory, and descriptors go when it starts another program.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static bool is_mapped(const void *memory)
{
	uintptr_t page = (uintptr_t)memory & ~(uintptr_t)4095;

	return msync((void *)page, 4096, MS_ASYNC) == 0 || errno != ENOMEM;
}

/* In the child: 1 for each thing that it should not have. */
static int inherited(const struct xsk_port *port)
{
	const struct port_queue *queue = &port->queues[0];

	return is_mapped(port->pool->geometry.area) << 0 | is_mapped(queue->rx.memory) << 1 |
	       is_mapped(queue->tx.memory) << 2 | is_mapped(queue->fill.memory) << 3 |
	       is_mapped(queue->completion.memory) << 4;
}

/* A child as daemon() leaves it: without descriptors, and with a life of its own. */
static pid_t start_child(const struct xsk_port *port)
{
	int ready[2], answer = -1;
	pid_t child;

	REQUIRE(pipe2(ready, O_CLOEXEC) == 0);
	child = fork();
	if (!child) {
		answer = inherited(port);
		if (write(ready[1], &answer, sizeof(answer)) != sizeof(answer))
			_exit(1);
		for (int fd = 3; fd < 1024; fd++)
			close(fd);
		pause();
		_exit(0);
	}
	REQUIRE(child > 0);
	REQUIRE(read(ready[0], &answer, sizeof(answer)) == sizeof(answer));
	CHECK_INT(answer, 0);
	close(ready[0]);
	close(ready[1]);
	return child;
}

/* Those that are open now are not ours to judge: the first call notes them. */
static void all_close_on_exec(void)
{
	static bool known[1024], noted;
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	REQUIRE(dir);
	while ((entry = readdir(dir))) {
		int fd = atoi(entry->d_name), flags = fcntl(fd, F_GETFD);

		if (entry->d_name[0] == '.' || fd >= 1024)
			continue;
		if (noted && !known[fd] && !(flags & FD_CLOEXEC))
			test_failed(__FILE__, __LINE__, "descriptor %d would survive an exec", fd);
		known[fd] = true;
	}
	closedir(dir);
	noted = true;
}

int main(void)
{
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;
	pid_t child;

	test_begin();
	veth_create(&veth, 1, 0);
	all_close_on_exec();
	REQUIRE(xsk_port__open(&port, "near", &(struct xsk_port_opts){ .promiscuous = true }, &err) == 0);
	all_close_on_exec();
	child = start_child(port);
	xsk_port__close(port);
	if (xsk_port__open(&port, "near", NULL, &err))
		test_failed(__FILE__, __LINE__, "while a child lives: %s", err.text);
	else
		xsk_port__close(port);
	kill(child, SIGKILL);
	REQUIRE(waitpid(child, NULL, 0) == child);
	veth_destroy(&veth);
	return test_end();
}
