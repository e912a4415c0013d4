// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* A queue that another port gives up meanwhile is had in the end; one that stays taken is refused at the deadline. */
#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *close_later(void *argument)
{
	usleep(150000);
	xsk_port__close(argument);
	return NULL;
}

int main(void)
{
	struct xsk_port *holder, *port;
	struct xsk_error err;
	struct veth veth;
	pthread_t thread;
	long start;

	test_begin();
	veth_create(&veth, 1, 0);
	REQUIRE(xsk_port__open(&holder, "near", NULL, &err) == 0);
	start = now_ms();
	CHECK_INT(xsk_port__open(&port, "near", &(struct xsk_port_opts){ .bind_timeout_ms = 100 }, &err),
		-EBUSY);
	CHECK(now_ms() - start >= 100 && now_ms() - start < 900);
	CHECK_TEXT(err.text, "in use by another socket, for 100 ms");

	REQUIRE(pthread_create(&thread, NULL, close_later, holder) == 0);
	start = now_ms();
	if (xsk_port__open(&port, "near", &(struct xsk_port_opts){ .bind_timeout_ms = 2000 }, &err))
		test_failed(__FILE__, __LINE__, "%s", err.text);
	else
		xsk_port__close(port);
	CHECK(now_ms() - start >= 150);
	pthread_join(thread, NULL);
	veth_destroy(&veth);
	return test_end();
}
