// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Small UMEMs, sockets, packets. */
#include "tests/harness/low_socket.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "netlink/xdp.h"
#include "tests/harness/test.h"

#define ETHERTYPE 0x88b5

const struct xsk_umem_config low_umem_config = {
	.fill_size = LOW_SLOTS,
	.comp_size = LOW_SLOTS,
	.frame_size = LOW_FRAME_BYTES,
};
const struct xsk_socket_config low_config = {
	.rx_size = LOW_SLOTS, .tx_size = LOW_SLOTS, .bind_flags = XDP_COPY
};
const struct xsk_socket_config low_inhibit_config = {
	.rx_size = LOW_SLOTS,
	.tx_size = LOW_SLOTS,
	.bind_flags = XDP_COPY,
	.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
};

void low_umem(struct low_socket *low)
{
	memset(low, 0, sizeof(*low));
	low->area = mmap(NULL, LOW_FRAMES * LOW_FRAME_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(low->area != MAP_FAILED);
	REQUIRE(xsk_umem__create(&low->umem, low->area, LOW_FRAMES * LOW_FRAME_BYTES, &low->fill, &low->comp,
			&low_umem_config) == 0);
}

int low_open(
	struct low_socket *low, const char *ifname, uint32_t queue_id, const struct xsk_socket_config *config)
{
	if (!low->umem)
		low_umem(low);
	return xsk_socket__create(&low->xsk, ifname, queue_id, low->umem, &low->rx, &low->tx, config);
}

void low_close(struct low_socket *low)
{
	xsk_socket__delete(low->xsk);
	CHECK_INT(xsk_umem__delete(low->umem), 0);
	if (low->area)
		munmap(low->area, LOW_FRAMES * LOW_FRAME_BYTES);
	memset(low, 0, sizeof(*low));
}

void low_fill(struct xsk_ring_prod *fill, uint32_t first, uint32_t count)
{
	__u32 idx = 0;

	REQUIRE(xsk_ring_prod__reserve(fill, count, &idx) == count);
	for (uint32_t i = 0; i < count; i++)
		*xsk_ring_prod__fill_addr(fill, idx + i) = (__u64)(first + i) * LOW_FRAME_BYTES;
	xsk_ring_prod__submit(fill, count);
}

uint32_t low_receive(struct xsk_socket *xsk, struct xsk_ring_cons *rx, uint32_t wanted, int timeout_ms)
{
	uint32_t count = 0;

	for (;;) {
		struct pollfd socket = { .fd = xsk_socket__fd(xsk), .events = POLLIN };
		__u32 idx = 0, some = xsk_ring_cons__peek(rx, LOW_SLOTS, &idx);

		if (some)
			xsk_ring_cons__release(rx, some);
		count += some;
		if (count >= wanted || (!some && poll(&socket, 1, timeout_ms) <= 0))
			return count;
	}
}

static uint32_t drain_completions(struct low_socket *low)
{
	__u32 idx = 0, some = xsk_ring_cons__peek(&low->comp, LOW_SLOTS, &idx);

	if (some)
		xsk_ring_cons__release(&low->comp, some);
	return some;
}

uint32_t low_send(struct low_socket *low, uint32_t count)
{
	uint32_t completed = 0;
	__u32 idx = 0;

	if (xsk_ring_prod__reserve(&low->tx, count, &idx) != count)
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		/* The upper half of the frames: the lower is for receiving. */
		__u64 addr = (__u64)(LOW_FRAMES / 2 + i) * LOW_FRAME_BYTES;
		uint8_t *packet = xsk_umem__get_data(low->area, addr);
		const uint16_t ethertype = htons(ETHERTYPE);

		memset(packet, 0xff, 12);
		packet[6] = 2; /* not from a group: a bridge on the way would drop that */
		memcpy(packet + 12, &ethertype, sizeof(ethertype));
		*xsk_ring_prod__tx_desc(&low->tx, idx + i) = (struct xdp_desc){ .addr = addr, .len = 60 };
	}
	xsk_ring_prod__submit(&low->tx, count);
	for (int i = 0; i < 1000 && completed < count; i++) {
		if (sendto(xsk_socket__fd(low->xsk), NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN &&
			errno != EBUSY)
			break;
		completed += drain_completions(low);
		if (completed < count)
			usleep(1000);
	}
	return completed;
}

uint32_t attached_program(int ifindex)
{
	struct xdp_attached attached = { 0 };
	struct xsk_error err;

	if (xdp_query(ifindex, &attached, &err))
		test_failed(__FILE__, __LINE__, "%s", err.text);
	return attached.driver ? attached.driver : attached.generic;
}

bool program_goes(uint32_t id)
{
	for (int i = 0; i < 200; i++) {
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd == -ENOENT)
			return true;
		close(fd);
		usleep(5000);
	}
	return false;
}

bool interface_clears(int ifindex)
{
	for (int i = 0; i < 200; i++) {
		if (!attached_program(ifindex))
			return true;
		usleep(5000);
	}
	return false;
}

int mapped_rings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	int count = 0;

	REQUIRE(maps);
	while (fgets(line, sizeof(line), maps))
		count += strstr(line, "socket:") != NULL;
	fclose(maps);
	return count;
}
