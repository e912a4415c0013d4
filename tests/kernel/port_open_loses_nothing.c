// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Packets that arrive while a port is being opened go to the kernel's stack, every one. The queue is held by a socket
 * that no program feeds, so that opening takes long; it fails in the end, and until then nothing may be lost.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

#include "tests/harness/packet.h"
#include "tests/harness/test.h"
#include "tests/harness/veth.h"
#include <xsk/port.h>

enum { PACKETS = 200, AREA = 64 * 4096 };

static int packet_socket(const char *name)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(0x88b5) };
	struct timeval patience = { .tv_sec = 1 };
	int room = 8 << 20;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(0x88b5));

	REQUIRE(fd >= 0);
	address.sll_ifindex = (int)if_nametoindex(name);
	REQUIRE(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	REQUIRE(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0);
	REQUIRE(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) == 0);
	return fd;
}

static void *send_all(void *argument)
{
	static const uint8_t everybody[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	uint8_t bytes[2048];

	for (uint32_t number = 0; number < PACKETS; number++) {
		uint32_t len = packet_write(bytes, everybody, number);

		REQUIRE(send(*(int *)argument, bytes, len, 0) == (ssize_t)len);
		usleep(1000);
	}
	return NULL;
}

int main(void)
{
	struct xsk_socket_config config = { .rx_size = 64,
		.tx_size = 64,
		.bind_flags = XDP_COPY,
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD };
	void *area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct xsk_ring_prod fill;
	struct xsk_ring_cons completion, rx;
	struct xsk_socket *holder;
	struct xsk_umem *umem;
	struct xsk_port *port;
	struct xsk_error err;
	struct veth veth;
	pthread_t thread;
	uint8_t bytes[2048];
	uint32_t received = 0;
	int near, far;

	test_begin();
	REQUIRE(area != MAP_FAILED);
	veth_create(&veth, 1, 0);
	near = packet_socket("near");
	veth_enter_far(&veth);
	far = packet_socket("far");
	veth_enter_near(&veth);
	REQUIRE(xsk_umem__create(&umem, area, AREA, &fill, &completion, NULL) == 0);
	REQUIRE(xsk_socket__create(&holder, "near", 0, umem, &rx, NULL, &config) == 0);
	REQUIRE(pthread_create(&thread, NULL, send_all, &far) == 0);
	usleep(20000);
	CHECK_INT(xsk_port__open(&port, "near", &(struct xsk_port_opts){ .bind_timeout_ms = 150 }, &err),
		-EBUSY);
	pthread_join(thread, NULL);
	while (received < PACKETS) {
		ssize_t len = recv(near, bytes, sizeof(bytes), 0);

		if (len < 0)
			break;
		received += packet_read(bytes, (uint32_t)len) != PACKET_FOREIGN;
	}
	CHECK_INT(received, PACKETS);
	xsk_socket__delete(holder);
	xsk_umem__delete(umem);
	munmap(area, AREA);
	close(near);
	close(far);
	veth_destroy(&veth);
	return test_end();
}
