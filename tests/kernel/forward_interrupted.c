// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Forwarding under full load is cut off: the process is killed, or the interface deleted that packets come
 * from, or the one that they go to. No hang, nothing attached, every frame back in the pool.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/generator.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include "xsk/port_state.h"

static struct veth veth;

static struct xsk_port *open_port(const char *name, struct xsk_pool *pool)
{
	struct xsk_port *port;
	struct xsk_error err;

	if (xsk_port__open(&port, name, &(struct xsk_port_opts){ .pool = pool }, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return port;
}

static struct generator *start_generator(void)
{
	/* Live frames; before Linux 5.18 a sender. */
	struct generator_opts opts = { .netns_fd = veth.far_ns, .ifname = "far", .cpu = -1 };
	struct generator *generator;
	struct xsk_error err;

	frame_plan_init(&opts.plan);
	if (generator_open(&generator, &opts, &err) || generator_start(generator, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.text);
		exit(1);
	}
	return generator;
}

/* The loop of examples/forward.c, one way; ends with the error that ended it. */
static int forward(struct xsk_queue *in, struct xsk_queue *out, uint64_t *moved)
{
	struct xsk_packet packets[64];

	for (;;) {
		uint32_t count, done = 0;
		int code = xsk_queue__wait(in, XSK_WAIT_RECEIVE, 2000);

		if (code < 0 && code != -ENETDOWN)
			return code;
		count = xsk_queue__receive(in, packets, 64);
		while (done < count) {
			code = xsk_queue__send(out, packets + done, count - done);
			if (code == 0)
				code = xsk_queue__wait(out, XSK_WAIT_SEND, 2000) < 0 ? -ENETDOWN : 0;
			if (code == -ENODEV) {
				xsk_queue__free(in, packets + done, count - done);
				return code;
			}
			if (code == -ENETDOWN)
				break;
			done += (uint32_t)code;
		}
		xsk_queue__free(in, packets + done, count - done);
		xsk_queue__flush(out);
		__atomic_fetch_add(moved, done, __ATOMIC_RELAXED);
	}
}

static void killed(void)
{
	int ready[2], status;
	struct generator *generator;
	pid_t child;
	char byte;

	REQUIRE(pipe(ready) == 0);
	child = test_fork();
	if (!child) {
		struct xsk_pool *pool;
		struct xsk_port *near, *near2;
		uint64_t moved = 0;

		REQUIRE(xsk_pool__open(&pool, NULL, NULL) == 0);
		near = open_port("near", pool);
		near2 = open_port("near2", pool);
		REQUIRE(write(ready[1], "x", 1) == 1);
		forward(xsk_port__queue(near, 0), xsk_port__queue(near2, 0), &moved);
		_exit(0);
	}
	close(ready[1]);
	CHECK_INT(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	generator = start_generator();
	usleep(300000);
	kill(child, SIGKILL);
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status));
	generator_close(generator);
	veth_command("for i in $(seq 50); do ip link show | grep -q xdp || exit 0; sleep 0.02; done; exit 1");
}

static const char *doomed;

static void *delete_later(void *argument)
{
	uint64_t *moved = argument;

	/* In the middle: once packets flow. */
	for (int i = 0; i < 300 && __atomic_load_n(moved, __ATOMIC_RELAXED) < 10000; i++)
		usleep(10000);
	REQUIRE(setns(veth.near_ns, CLONE_NEWNET) == 0);
	veth_command("ip link del %s", doomed);
	return NULL;
}

static void deleted(const char *name)
{
	struct xsk_port *near, *near2;
	struct xsk_pool_stats stats;
	struct xsk_pool *pool;
	struct timespec start, end;
	struct generator *generator;
	uint64_t moved = 0;
	pthread_t thread;

	doomed = name;
	REQUIRE(xsk_pool__open(&pool, NULL, NULL) == 0);
	near = open_port("near", pool);
	near2 = open_port("near2", pool);
	generator = start_generator();
	REQUIRE(pthread_create(&thread, NULL, delete_later, &moved) == 0);
	CHECK_INT(forward(xsk_port__queue(near, 0), xsk_port__queue(near2, 0), &moved), -ENODEV);
	CHECK(moved >= 10000);
	/* The kernel's generator holds its interface: the deletion ends after it. */
	generator_close(generator);
	pthread_join(thread, NULL);
	clock_gettime(CLOCK_MONOTONIC, &start);
	xsk_port__close(near);
	xsk_port__close(near2);
	clock_gettime(CLOCK_MONOTONIC, &end);
	CHECK(end.tv_sec - start.tv_sec < 2);
	xsk_pool__stats(pool, &stats);
	CHECK_INT(stats.free, stats.frames);
	CHECK_INT(xsk_pool__close(pool, NULL), 0);
	veth_command("! ip link show | grep -q xdp");
}

int main(void)
{
	test_begin();
	veth_create(&veth, 1, 0);
	veth_add(&veth, "near2", "far2");
	killed();
	deleted("near2");
	veth_add(&veth, "near2", "far2");
	deleted("near");
	veth_destroy(&veth);
	return test_end();
}
