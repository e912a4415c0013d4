// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Takes every packet that arrives, on all queues, and counts by protocol. Nothing reaches the kernel's stack
 * meanwhile: try it on a veth pair. Prints the counts at Ctrl-C.
 *
 * Compile: cc -o count_protocols count_protocols.c $(pkg-config --cflags --libs libxsk)
 * Run, as root: ./count_protocols veth0
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <xsk/headers.h>
#include <xsk/port.h>

static struct xsk_queue *queues[1024];

static void stop(int signal)
{
	xsk_queue__wake(queues[0]);
}

static const char *const names[] = { "ARP", "TCP", "UDP", "other IPv4", "other IPv6", "other" };

static int protocol(const struct xsk_packet *packet)
{
	struct xsk_headers found;

	xsk_headers__find(&found, packet->data, packet->len);
	if (found.ethertype == 0x0806)
		return 0;
	return found.tcp ? 1 : found.udp ? 2 : found.ipv4 ? 3 : found.ipv6 ? 4 : 5;
}

int main(int argc, char **argv)
{
	unsigned long counts[6] = { 0 };
	struct xsk_packet packets[64];
	struct xsk_port *port;
	struct xsk_error error;

	if (argc != 2)
		errx(2, "usage: count_protocols INTERFACE");
	if (xsk_port__open(&port, argv[1], NULL, &error))
		errx(1, "%s", error.text);
	for (uint32_t i = 0; i < xsk_port__queues(port); i++)
		queues[i] = xsk_port__queue(port, i);
	signal(SIGINT, stop);
	while (xsk_wait(queues, xsk_port__queues(port), XSK_WAIT_RECEIVE, -1) > 0)
		for (uint32_t i = 0; i < xsk_port__queues(port); i++) {
			uint32_t count = xsk_queue__receive(queues[i], packets, 64);
			for (uint32_t j = 0; j < count; j++)
				counts[protocol(&packets[j])]++;
			xsk_queue__free(queues[i], packets, count);
		}
	xsk_port__close(port);
	for (int i = 0; i < 6; i++)
		printf("%-10s %lu\n", names[i], counts[i]);
}
