// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Waiting: for packets, for room, for a wake from a thread or signal handler; by the caller's own epoll too.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static struct xsk_queue *in, *out;

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static void send_one(void)
{
	struct xsk_packet packet;

	REQUIRE(xsk_queue__allocate(out, &packet, 1) == 1);
	memset(packet.data, 0xff, 60);
	packet.len = 60;
	REQUIRE(xsk_queue__send(out, &packet, 1) == 1);
	REQUIRE(xsk_queue__flush(out) == 0);
}

static void take(uint32_t expected)
{
	struct xsk_packet packets[64];
	uint32_t count = xsk_queue__receive(in, packets, 64);

	CHECK_INT(count, expected);
	xsk_queue__free(in, packets, count);
}

static void *send_later(void *argument)
{
	(void)argument;
	usleep(50000);
	send_one();
	return NULL;
}

static void *wake_later(void *argument)
{
	(void)argument;
	usleep(50000);
	xsk_queue__wake(in);
	return NULL;
}

static void during(void *(*action)(void *argument), int (*wait)(void), int expected)
{
	struct timespec start;
	pthread_t thread;

	clock_gettime(CLOCK_MONOTONIC, &start);
	REQUIRE(pthread_create(&thread, NULL, action, NULL) == 0);
	CHECK_INT(wait(), expected);
	CHECK(elapsed_ms(&start) < 500);
	pthread_join(thread, NULL);
}

static int wait_receive(void)
{
	return xsk_queue__wait(in, XSK_WAIT_RECEIVE, -1);
}

static int wait_both_queues(void)
{
	struct xsk_queue *queues[] = { in, xsk_port__queue(xsk_queue__port(in), 1) };

	return xsk_wait(queues, 2, XSK_WAIT_RECEIVE, -1);
}

/* The loop of a program with an event loop of its own. */
static int wait_by_arm(void)
{
	for (;;) {
		struct pollfd wait = { .fd = xsk_queue__fd(in), .events = POLLIN };
		int timeout_ms, code = xsk_queue__arm(in, &timeout_ms);

		if (code)
			return code;
		CHECK_INT(timeout_ms, -1);
		REQUIRE(poll(&wait, 1, 2000) == 1);
	}
}

static void on_alarm(int number)
{
	(void)number;
	xsk_queue__wake(in);
}

static void wake_from_handler(void)
{
	struct itimerval soon = { .it_value.tv_usec = 50000 };
	struct timespec start;

	signal(SIGALRM, on_alarm);
	setitimer(ITIMER_REAL, &soon, NULL);
	clock_gettime(CLOCK_MONOTONIC, &start);
	CHECK_INT(wait_receive(), -EINTR);
	CHECK(elapsed_ms(&start) < 500);
	signal(SIGALRM, SIG_DFL);
	/* The handler's interruption and its wake were one request or two; no third one comes. */
	xsk_queue__wait(in, XSK_WAIT_RECEIVE, 10);
	CHECK_INT(xsk_queue__wait(in, XSK_WAIT_RECEIVE, 10), 0);
}

static void wakes_are_kept(void)
{
	xsk_queue__wake(in);
	xsk_queue__wake(in);
	CHECK_INT(wait_receive(), -EINTR);
	CHECK_INT(xsk_queue__wait(in, XSK_WAIT_RECEIVE, 20), 0);
	/* A request to stop does not drown in packets. */
	send_one();
	xsk_queue__wake(in);
	CHECK_INT(wait_receive(), -EINTR);
	CHECK_INT(wait_receive(), 1);
	take(1);
}

static void times(void)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	CHECK_INT(xsk_queue__wait(in, XSK_WAIT_RECEIVE, 0), 0);
	CHECK(elapsed_ms(&start) < 20);
	CHECK_INT(xsk_queue__wait(in, XSK_WAIT_RECEIVE, 60), 0);
	CHECK(elapsed_ms(&start) >= 60);
	CHECK_INT(xsk_queue__wait(in, XSK_WAIT_SEND, -1), 1);
	CHECK_INT(xsk_queue__wait(in, XSK_WAIT_SEND | XSK_WAIT_RECEIVE, -1), 1);
	CHECK_INT(xsk_queue__wait(in, 0, 0), -EINVAL);
	CHECK_INT(xsk_queue__wait(in, 4, 0), -EINVAL);
	CHECK_INT(xsk_wait(&in, 0, XSK_WAIT_SEND, 0), -EINVAL);
}

/* No frame is left: room comes when somebody gives some back, and no event tells of that. */
static void wait_for_frames(void)
{
	static struct xsk_packet all[16384];
	uint32_t count = 0, more;
	int timeout_ms;

	while ((more = xsk_queue__allocate(out, all + count, 64)))
		count += more;
	CHECK_INT(xsk_queue__wait(out, XSK_WAIT_SEND, 20), 0);
	CHECK_INT(xsk_queue__arm(out, &timeout_ms), 0);
	CHECK_INT(timeout_ms, 1);
	xsk_queue__free(out, all, count);
	CHECK_INT(xsk_queue__arm(out, &timeout_ms), 1);
	CHECK_INT(xsk_queue__arm(out, &timeout_ms), 0);
	CHECK_INT(timeout_ms, -1);
}

int main(void)
{
	struct xsk_port *near, *far;
	struct xsk_error err;
	struct veth veth;

	test_begin();
	veth_create(&veth, 2, 0);
	REQUIRE(xsk_port__open(&near, "near", NULL, &err) == 0);
	REQUIRE(xsk_port__open(&far, "far", &(struct xsk_port_opts){ .netns_fd = veth.far_ns }, &err) == 0);
	in = xsk_port__queue(near, 0);
	out = xsk_port__queue(far, 0);
	times();
	during(send_later, wait_receive, 1);
	CHECK_INT(wait_receive(), 1); /* still there */
	take(1);
	during(send_later, wait_both_queues, 1);
	take(1);
	during(send_later, wait_by_arm, 1);
	take(1);
	during(wake_later, wait_receive, -EINTR);
	during(wake_later, wait_by_arm, -EINTR);
	wake_from_handler();
	wakes_are_kept();
	wait_for_frames();
	xsk_port__close(near);
	xsk_port__close(far);
	veth_destroy(&veth);
	return test_end();
}
