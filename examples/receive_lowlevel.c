// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Receives with the low-level API alone: UMEM, rings and frames by hand, as with libxdp's xsk.h. Queue 0 of the
 * interface; takes everything that arrives there. Prints the count at Ctrl-C.
 *
 * Compile: cc -o receive_lowlevel receive_lowlevel.c $(pkg-config --cflags --libs libxsk)
 * Run, as root: ./receive_lowlevel veth0
 */
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <xdp/xsk.h>

#define FRAMES XSK_RING_PROD__DEFAULT_NUM_DESCS
#define BYTES  ((size_t)FRAMES * XSK_UMEM__DEFAULT_FRAME_SIZE)

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
	stopping = 1;
}

int main(int argc, char **argv)
{
	void *area = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct xsk_ring_prod fill;
	struct xsk_ring_cons completion, rx;
	struct xsk_socket *socket;
	struct xsk_umem *umem;
	unsigned long received = 0;
	uint32_t at = 0, to = 0, count;

	if (argc != 2 || area == MAP_FAILED)
		errx(2, "usage: receive_lowlevel INTERFACE");
	if (xsk_umem__create(&umem, area, BYTES, &fill, &completion, NULL) ||
		xsk_socket__create(&socket, argv[1], 0, umem, &rx, NULL, NULL))
		err(1, "%s", argv[1]);
	xsk_ring_prod__reserve(&fill, FRAMES, &to);
	for (uint32_t i = 0; i < FRAMES; i++)
		*xsk_ring_prod__fill_addr(&fill, to++) = (uint64_t)i * XSK_UMEM__DEFAULT_FRAME_SIZE;
	xsk_ring_prod__submit(&fill, FRAMES);
	signal(SIGINT, stop);
	while (!stopping) {
		poll(&(struct pollfd){ .fd = xsk_socket__fd(socket), .events = POLLIN }, 1, 100);
		count = xsk_ring_cons__peek(&rx, 64, &at);
		xsk_ring_prod__reserve(&fill, count, &to); /* there is room: as many frames as slots */
		for (uint32_t i = 0; i < count; i++)
			*xsk_ring_prod__fill_addr(&fill, to++) = xsk_ring_cons__rx_desc(&rx, at++)->addr;
		xsk_ring_prod__submit(&fill, count);
		xsk_ring_cons__release(&rx, count);
		received += count;
	}
	xsk_socket__delete(socket);
	xsk_umem__delete(umem);
	printf("%lu received\n", received);
}
