// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Answers UDP datagrams to one port (7, echo) with themselves. A match takes only those; everything else, ARP too,
 * goes on to the kernel, which needs an address on the interface to answer ARP. Ends with Ctrl-C.
 *
 * Compile: cc -o udp_echo udp_echo.c $(pkg-config --cflags --libs libxsk)
 * Run, as root: ./udp_echo veth0
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <xsk/headers.h>
#include <xsk/port.h>

static struct xsk_queue *queue;

static void stop(int signal)
{
	xsk_queue__wake(queue);
}

/* The packet, turned round: where it came from is where it goes. */
static bool answer(struct xsk_packet *packet)
{
	struct xsk_headers found;

	if (!xsk_headers__find(&found, packet->data, packet->len) || !found.udp || found.malformed)
		return false;
	xsk_headers__reverse(&found); /* the checksums stay right */
	return true;
}

int main(int argc, char **argv)
{
	struct xsk_match echo = { .protocol = 17, .dst_port = 7 };
	struct xsk_port_opts opts = { .queues = 1, .match = &echo, .match_count = 1 };
	struct xsk_packet packets[64];
	struct xsk_port *port;
	struct xsk_error error;
	unsigned long answered = 0;

	if (argc != 2)
		errx(2, "usage: udp_echo INTERFACE");
	if (xsk_port__open(&port, argv[1], &opts, &error))
		errx(1, "%s", error.text);
	queue = xsk_port__queue(port, 0);
	signal(SIGINT, stop);
	while (xsk_queue__wait(queue, XSK_WAIT_RECEIVE, -1) > 0) {
		uint32_t count = xsk_queue__receive(queue, packets, 64);
		for (uint32_t i = 0; i < count; i++)
			if (answer(&packets[i]) && xsk_queue__send(queue, &packets[i], 1) == 1)
				answered++;
			else
				xsk_queue__free(queue, &packets[i], 1);
	}
	xsk_port__close(port);
	printf("%lu answered\n", answered);
	return 0;
}
