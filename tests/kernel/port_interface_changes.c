// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The interface goes down, comes up, and goes away while a queue waits, receives and sends: told apart, told
 * at once, and close gives everything back. Also when a namespace goes: the peer's takes the interface with
 * it, its own does not, while a socket is there.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static int namespace_fd;
static const char *command;
static struct timespec command_ended;

static void *run_later(void *argument)
{
	(void)argument;
	usleep(100000);
	REQUIRE(setns(namespace_fd, CLONE_NEWNET) == 0);
	veth_command("%s", command);
	clock_gettime(CLOCK_MONOTONIC, &command_ended);
	return NULL;
}

/* Waits while another thread runs the command; the answer must come soon after. */
static int wait_during(struct xsk_queue *queue, const char *line, int timeout_ms)
{
	struct timespec woken;
	pthread_t thread;
	int code;

	command = line;
	REQUIRE(pthread_create(&thread, NULL, run_later, NULL) == 0);
	code = xsk_queue__wait(queue, XSK_WAIT_RECEIVE, timeout_ms);
	clock_gettime(CLOCK_MONOTONIC, &woken);
	pthread_join(thread, NULL);
	/* Not at the end of the longest sleep, a second: by what the monitor heard. */
	if (timeout_ms < 0)
		CHECK((woken.tv_sec - command_ended.tv_sec) * 1000 +
				(woken.tv_nsec - command_ended.tv_nsec) / 1000000 <
			500);
	return code;
}

static int send_one(struct xsk_queue *queue)
{
	struct xsk_packet packet;
	int code;

	REQUIRE(xsk_queue__allocate(queue, &packet, 1) == 1);
	memset(packet.data, 0xff, 60);
	packet.len = 60;
	code = xsk_queue__send(queue, &packet, 1);
	if (code != 1)
		xsk_queue__free(queue, &packet, 1);
	return code;
}

static struct xsk_port *open_near(struct xsk_pool **pool)
{
	struct xsk_port *port;
	struct xsk_error err;

	REQUIRE(xsk_pool__open(pool, &(struct xsk_pool_opts){ .frames = 4096 }, &err) == 0);
	if (xsk_port__open(&port, "near", &(struct xsk_port_opts){ .pool = *pool }, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return port;
}

static void close_near(struct xsk_port *port, struct xsk_pool *pool)
{
	struct xsk_pool_stats stats;
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	xsk_port__close(port);
	CHECK(elapsed_ms(&start) < 2000);
	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, 4096);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
}

static void down_and_up(void)
{
	struct xsk_pool *pool;
	struct xsk_port *port = open_near(&pool);
	struct xsk_queue *queue = xsk_port__queue(port, 0);
	struct timespec start;
	int timeout_ms;

	CHECK_INT(wait_during(queue, "ip link set near down", -1), -ENETDOWN);
	/* While it lasts it is told again, but not in every turn. */
	clock_gettime(CLOCK_MONOTONIC, &start);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_RECEIVE, -1), -ENETDOWN);
	CHECK(elapsed_ms(&start) >= 50);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 10), 0);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_SEND, 10), 0);
	CHECK_INT(send_one(queue), 1);
	CHECK_INT(xsk_queue__flush(queue), -ENETDOWN);
	CHECK_INT(send_one(queue), -ENETDOWN);
	wait_during(queue, "ip link set near up", 150);
	while (xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 10) == -ENETDOWN)
		;
	/* What waited in the ring goes out. */
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_SEND, 300), 1);
	CHECK_INT(send_one(queue), 1);
	CHECK_INT(xsk_queue__flush(queue), 0);
	CHECK_INT(xsk_queue__arm(queue, &timeout_ms), 0);
	CHECK_INT(queue->outstanding, 0);
	CHECK_INT(queue->counters.tx_completed, 2);
	close_near(port, pool);
}

static void gone(const struct veth *veth, const char *line)
{
	struct xsk_pool *pool;
	struct xsk_port *port = open_near(&pool);
	struct xsk_queue *queue = xsk_port__queue(port, 0);
	struct xsk_queue_stats stats;
	int timeout_ms, code;

	(void)veth;
	CHECK_INT(send_one(queue), 1); /* not flushed: a frame is in the TX ring */
	code = wait_during(queue, line, -1);
	/* A veth is taken down first. */
	if (code == -ENETDOWN)
		code = xsk_queue__wait(queue, XSK_WAIT_RECEIVE, -1);
	CHECK_INT(code, -ENODEV);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_SEND, -1), -ENODEV);
	CHECK_INT(xsk_queue__arm(queue, &timeout_ms), -ENODEV);
	CHECK_INT(xsk_queue__flush(queue), -ENODEV);
	CHECK_INT(send_one(queue), -ENODEV);
	CHECK_INT(xsk_port__stats(port, &stats), 0);
	close_near(port, pool);
}

/* The far namespace belongs to a child: with the child it goes, and the pair with it. */
static void peer_namespace_goes(struct veth *veth)
{
	char line[200];
	int ready[2];
	pid_t child;

	REQUIRE(pipe2(ready, O_CLOEXEC) == 0);
	child = test_fork();
	if (!child) {
		if (unshare(CLONE_NEWNET) || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	REQUIRE(child > 0 && read(ready[0], line, 1) == 1);
	close(ready[0]);
	close(ready[1]);
	veth_command("ip link add near type veth peer name other netns %d && ip link set near up", child);
	snprintf(line, sizeof(line), "kill -9 %d", child);
	gone(veth, line);
	REQUIRE(waitpid(child, NULL, 0) == child);
}

/* Our own namespace loses its name and our thread: the socket holds it, and packets go on. */
static void own_namespace_goes(struct veth *veth)
{
	struct xsk_pool *pool;
	struct xsk_port *port;
	struct xsk_queue *queue;

	veth_destroy(veth);
	veth_create(veth, 1, 0);
	port = open_near(&pool);
	queue = xsk_port__queue(port, 0);
	veth_enter_far(veth);
	close(veth->near_ns);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_RECEIVE, 50), 0);
	for (int i = 0; i < 100; i++)
		CHECK_INT(send_one(queue), 1);
	CHECK_INT(xsk_queue__flush(queue), 0);
	CHECK_INT(queue->counters.tx_completed, 100);
	CHECK_INT(xsk_queue__wait(queue, XSK_WAIT_SEND, 50), 1);
	close_near(port, pool);
	close(veth->far_ns);
}

int main(void)
{
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	namespace_fd = veth.near_ns;
	down_and_up();
	gone(&veth, "ip link del near");
	peer_namespace_goes(&veth);
	own_namespace_goes(&veth);
	return test_end();
}
