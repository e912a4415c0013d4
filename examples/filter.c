// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * A port on a program of one's own: filter.bpf.c decides which packets come here, its globals say which and
 * count. Ends with Ctrl-C.
 *
 * Compile: cc -o filter filter.c $(pkg-config --cflags --libs libxsk)
 * Run, as root, beside filter.bpf.o: ./filter veth0 5000
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <xsk/program.h>

static struct xsk_queue *queue;

static void stop(int signal)
{
	xsk_queue__wake(queue);
}

int main(int argc, char **argv)
{
	struct xsk_port_opts opts = { .queues = 1 };
	struct xsk_packet packets[64];
	struct xsk_error error;
	struct xsk_port *port;
	unsigned long received = 0;
	size_t bytes;

	if (argc != 3)
		errx(2, "usage: filter INTERFACE UDP-PORT");
	struct bpf_object *object = bpf_object__open("filter.bpf.o");
	if (!object)
		err(1, "filter.bpf.o");

	/* The globals: read-only ones are set before the load, the others are shared memory after it. */
	uint16_t *wanted = bpf_map__initial_value(bpf_object__find_map_by_name(object, ".rodata"), &bytes);
	*wanted = (uint16_t)atoi(argv[2]);
	if (bpf_object__load(object) ||
		xsk_port_opts__set_program(&opts, object, "filter", "sockets", &error))
		errx(1, "filter.bpf.o does not load, or has no program filter with a map sockets");
	const uint64_t *counts = /* taken, passed */
		bpf_map__initial_value(bpf_object__find_map_by_name(object, ".bss"), &bytes);
	if (xsk_port__open(&port, argv[1], &opts, &error))
		errx(1, "%s", error.text);
	queue = xsk_port__queue(port, 0);
	signal(SIGINT, stop);
	while (xsk_queue__wait(queue, XSK_WAIT_RECEIVE, -1) > 0) {
		uint32_t count = xsk_queue__receive(queue, packets, 64);
		received += count;
		xsk_queue__free(queue, packets, count);
	}
	xsk_port__close(port);
	printf("%lu received; the program took %lu, passed %lu\n", received, (unsigned long)counts[0],
		(unsigned long)counts[1]);
	bpf_object__close(object);
	return 0;
}
