// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A thread for each queue: queues share nothing that needs a lock. Takes everything that arrives on the interface
 * and prints what each queue received at Ctrl-C.
 *
 * Compile: cc -o threads threads.c $(pkg-config --cflags --libs libxsk) -pthread
 * Run, as root: ./threads veth0
 */
#include <err.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <xsk/port.h>

static void *receive(void *argument)
{
	struct xsk_queue *queue = argument;
	struct xsk_packet packets[64];

	while (xsk_queue__wait(queue, XSK_WAIT_RECEIVE, -1) > 0) {
		uint32_t count = xsk_queue__receive(queue, packets, 64);

		xsk_queue__free(queue, packets, count);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct xsk_queue_stats stats;
	pthread_t threads[1024];
	struct xsk_port *port;
	struct xsk_error error;
	sigset_t stops;
	int signal;

	if (argc != 2)
		errx(2, "usage: threads INTERFACE");
	sigemptyset(&stops);
	sigaddset(&stops, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stops, NULL); /* the threads inherit it: main alone takes it */
	if (xsk_port__open(&port, argv[1], NULL, &error))
		errx(1, "%s", error.text);
	for (uint32_t i = 0; i < xsk_port__queues(port); i++)
		if (pthread_create(&threads[i], NULL, receive, xsk_port__queue(port, i)))
			errx(1, "cannot start a thread");
	sigwait(&stops, &signal);
	for (uint32_t i = 0; i < xsk_port__queues(port); i++) {
		xsk_queue__wake(xsk_port__queue(port, i)); /* its wait ends, now or when it comes to it */
		pthread_join(threads[i], NULL);
		xsk_queue__stats(xsk_port__queue(port, i), &stats);
		printf("queue %u: %lu received\n", i, (unsigned long)stats.rx_packets);
	}
	xsk_port__close(port);
}
