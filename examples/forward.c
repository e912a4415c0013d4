// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Forwards all packets between two interfaces without copying: both ports use one pool. Ends with Ctrl-C.
 * Compile: cc -o forward forward.c $(pkg-config --cflags --libs libxsk)
 * Run, as root (not on the interface of your SSH session): ./forward veth0 veth1 */
#include <err.h>
#include <signal.h>
#include <xsk/port.h>

static struct xsk_queue *queues[2];

static void stop(int signal)
{
	xsk_queue__wake(queues[0]);
}

int main(int argc, char **argv)
{
	struct xsk_port_opts opts = { .queues = 1, .promiscuous = true }; /* NIC with more: ethtool -L */
	struct xsk_packet packets[64];
	struct xsk_port *ports[2];
	struct xsk_error error;

	if (argc != 3 || xsk_pool__open(&opts.pool, NULL, &error))
		errx(1, "usage: forward INTERFACE INTERFACE");
	for (int i = 0; i < 2; queues[i] = xsk_port__queue(ports[i], 0), i++)
		if (xsk_port__open(&ports[i], argv[1 + i], &opts, &error))
			errx(1, "%s", error.text);
	signal(SIGINT, stop);
	while (xsk_wait(queues, 2, XSK_WAIT_RECEIVE, -1) > 0)
		for (int i = 0; i < 2; i++) {
			uint32_t count = xsk_queue__receive(queues[i], packets, 64);
			int sent = xsk_queue__send(queues[!i], packets, count);
			uint32_t taken = sent > 0 ? (uint32_t)sent : 0; /* no room for the rest: dropped */
			xsk_queue__free(queues[i], packets + taken, count - taken);
		}
	xsk_port__close(ports[1]);
	xsk_port__close(ports[0]);
	return xsk_pool__close(opts.pool, NULL) ? 1 : 0;
}
