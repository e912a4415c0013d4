// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* kill -9 in the middle of traffic: program, map entries and promiscuous mode go with the process. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

/* Sends to itself by way of the other end, for ever. */
static void traffic(struct xsk_port *port, int ready)
{
	struct xsk_queue *queue = xsk_port__queue(port, 0);
	struct xsk_packet packets[64];

	for (uint32_t round = 0;; round++) {
		uint32_t count = xsk_queue__allocate(queue, packets, 64);
		int sent;

		for (uint32_t i = 0; i < count; i++) {
			memset(packets[i].data, 0xff, 60);
			packets[i].len = 60;
		}
		sent = xsk_queue__send(queue, packets, count);
		if (sent < 0)
			_exit(1);
		xsk_queue__free(queue, packets + sent, count - (uint32_t)sent);
		count = xsk_queue__receive(queue, packets, 64);
		xsk_queue__free(queue, packets, count);
		if (round == 100 && write(ready, "x", 1) != 1)
			_exit(1);
	}
}

static pid_t start(void)
{
	int ready[2];
	pid_t child;
	char byte;

	REQUIRE(pipe(ready) == 0);
	child = test_fork();
	if (!child) {
		struct xsk_port *port;
		struct xsk_error err;

		if (xsk_port__open(&port, "near", &(struct xsk_port_opts){ .promiscuous = true }, &err)) {
			fprintf(stderr, "%s\n", err.text);
			_exit(1);
		}
		traffic(port, ready[1]);
	}
	close(ready[1]);
	CHECK_INT(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

int main(void)
{
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;
	int status;

	test_begin();
	veth_create(&veth, 2, 0);
	for (int round = 0; round < 5; round++) {
		pid_t child = start();

		veth_command(
			"ip -d link show near | grep -q 'promiscuity 1' && ip link show near | grep -q xdp");
		kill(child, SIGKILL);
		REQUIRE(waitpid(child, &status, 0) == child);
		CHECK(WIFSIGNALED(status));
		/* The kernel takes a moment; the next open waits for the queue. */
		if (xsk_port__open(&port, "near", NULL, &err)) {
			test_failed(__FILE__, __LINE__, "%s", err.text);
			break;
		}
		xsk_port__close(port);
		veth_command("for i in $(seq 50); do ip -d link show near | grep -q 'promiscuity 0' && "
			     "! ip link show near | grep -q xdp && exit 0; sleep 0.02; done; exit 1");
	}
	veth_destroy(&veth);
	return test_end();
}
