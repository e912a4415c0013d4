// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Packet sockets: TPACKET_V3 receives from 16 blocks of 1 MiB; two ways to send, sendmmsg (the variant "")
 * and a TPACKET_V2 ring ("ring"), both past the queueing discipline. Without an XDP program veth hands xdp
 * frames on only with GRO, so that is switched on.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/backend/backend.h"

enum {
	BLOCKS = 16,
	BLOCK_BYTES = 1 << 20,
	RETIRE_MS = 1,
	RING_FRAMES = 2048,
	RING_FRAME_BYTES = 2048,
	MESSAGES = 256,
};

static int in_fd = -1, out_fd = -1;
static uint8_t *blocks, *ring;
static uint32_t block, left_in_block, ring_at;
static struct tpacket3_hdr *next;
static struct mmsghdr messages[MESSAGES];
static struct iovec vectors[MESSAGES];
static uint8_t frame[FRAME_MAX_BYTES];
static uint32_t packet_bytes;
static uint64_t dropped;
static bool by_ring;

static void switch_gro_on(const char *ifname)
{
	struct ethtool_value value = { .cmd = ETHTOOL_SGRO, .data = 1 };
	struct ifreq request = { .ifr_data = (char *)&value };

	memcpy(request.ifr_name, ifname, sizeof(request.ifr_name));
	ioctl(in_fd, SIOCETHTOOL, &request);
}

static int open_socket(struct board *board, const char *ifname, int protocol)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons((uint16_t)protocol),
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), result = 0;

	/* Bound when its ring stands: see the callers. */
	if (fd < 0 || (!protocol && bind(fd, (struct sockaddr *)&address, sizeof(address))))
		result = backend_fail(board, -errno, "packet socket on %s: %s", ifname, strerror(errno));
	return result ? result : fd;
}

static int open_receiver(struct board *board, const char *ifname)
{
	struct tpacket_req3 request = {
		.tp_block_size = BLOCK_BYTES,
		.tp_block_nr = BLOCKS,
		.tp_frame_size = RING_FRAME_BYTES,
		.tp_frame_nr = BLOCK_BYTES / RING_FRAME_BYTES * BLOCKS,
		.tp_retire_blk_tov = RETIRE_MS,
	};
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	int version = TPACKET_V3, on = 1;
	void *mapped;

	in_fd = open_socket(board, ifname, ETH_P_ALL);
	if (in_fd < 0)
		return in_fd;
	/* What this program sends itself is not received again. */
	setsockopt(in_fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on));
	if (setsockopt(in_fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
		setsockopt(in_fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)))
		return backend_fail(board, -errno, "TPACKET_V3 ring: %s", strerror(errno));
	mapped = mmap(NULL, (size_t)BLOCKS * BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
		in_fd, 0);
	if (mapped == MAP_FAILED)
		return backend_fail(board, -errno, "map TPACKET_V3 ring: %s", strerror(errno));
	blocks = mapped;
	switch_gro_on(ifname);
	if (bind(in_fd, (struct sockaddr *)&address, sizeof(address)))
		return backend_fail(board, -errno, "bind packet socket to %s: %s", ifname, strerror(errno));
	return 0;
}

static uint8_t *ring_data(uint32_t slot)
{
	return ring + (size_t)slot * RING_FRAME_BYTES + TPACKET2_HDRLEN - sizeof(struct sockaddr_ll);
}

static int open_ring(struct board *board)
{
	struct tpacket_req request = {
		.tp_block_size = BLOCK_BYTES,
		.tp_block_nr = RING_FRAMES / (BLOCK_BYTES / RING_FRAME_BYTES),
		.tp_frame_size = RING_FRAME_BYTES,
		.tp_frame_nr = RING_FRAMES,
	};
	int version = TPACKET_V2;
	void *mapped;

	if (setsockopt(out_fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
		setsockopt(out_fd, SOL_PACKET, PACKET_TX_RING, &request, sizeof(request)))
		return backend_fail(board, -errno, "TPACKET_V2 ring: %s", strerror(errno));
	mapped = mmap(
		NULL, (size_t)RING_FRAMES * RING_FRAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, out_fd, 0);
	if (mapped == MAP_FAILED)
		return backend_fail(board, -errno, "map TPACKET_V2 ring: %s", strerror(errno));
	ring = mapped;
	for (uint32_t i = 0; i < RING_FRAMES; i++)
		memcpy(ring_data(i), frame, packet_bytes);
	return 0;
}

static int open_sender(struct board *board, const char *ifname)
{
	int on = 1;

	out_fd = open_socket(board, ifname, 0);
	if (out_fd < 0)
		return out_fd;
	setsockopt(out_fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
	for (uint32_t i = 0; i < MESSAGES; i++) {
		vectors[i] = (struct iovec){ frame, packet_bytes };
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &vectors[i], .msg_iovlen = 1 };
	}
	return by_ring ? open_ring(board) : 0;
}

static int packet_open(struct board *board, const struct frame_plan *plan)
{
	const struct board_task *task = &board->task;
	int result = 0;

	by_ring = !strcmp(task->variant, "ring");
	packet_bytes = frame_build(plan, 0, 0, frame);
	if (task->work != BOARD_TX)
		result = open_receiver(board, task->ifname);
	if (!result && task->work != BOARD_RX)
		result = open_sender(board, task->out[0] ? task->out : task->ifname);
	backend_setup(board, "%s%s%s, batch %u",
		task->work != BOARD_TX ? "TPACKET_V3, 16 blocks of 1 MiB" : "",
		task->work == BOARD_FORWARD ? "; " : "",
		task->work == BOARD_RX ? ""
		: by_ring              ? "TPACKET_V2 ring of 2048 frames, qdisc bypass"
				       : "sendmmsg, qdisc bypass",
		task->batch);
	return result;
}

/* The next packet of the block that is ours, or NULL. */
static struct tpacket3_hdr *take(void)
{
	struct tpacket_block_desc *desc = (struct tpacket_block_desc *)(blocks + (size_t)block * BLOCK_BYTES);
	struct tpacket3_hdr *packet;

	if (!left_in_block) {
		/* Pairs with the kernel's store of the status when it closes a block. */
		if (!(__atomic_load_n(&desc->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
			return NULL;
		left_in_block = desc->hdr.bh1.num_pkts;
		next = (struct tpacket3_hdr *)((uint8_t *)desc + desc->hdr.bh1.offset_to_first_pkt);
	}
	packet = next;
	next = (struct tpacket3_hdr *)((uint8_t *)next + next->tp_next_offset);
	left_in_block--;
	return packet;
}

/* Gives the block back when all its packets have been looked at. */
static void release(void)
{
	struct tpacket_block_desc *desc = (struct tpacket_block_desc *)(blocks + (size_t)block * BLOCK_BYTES);

	if (left_in_block)
		return;
	/* Pairs with the kernel's load of the status when it looks for a free block. */
	__atomic_store_n(&desc->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	block = (block + 1) % BLOCKS;
}

static uint32_t packet_receive(uint32_t batch)
{
	struct tpacket3_hdr *packet;
	uint32_t count = 0;

	while (count < batch && (packet = take())) {
		backend_look((uint8_t *)packet + packet->tp_mac);
		count++;
		release();
	}
	return count;
}

static uint32_t transmit_ring(uint32_t wanted)
{
	uint32_t count = 0;

	for (; count < wanted; count++) {
		struct tpacket2_hdr *header =
			(struct tpacket2_hdr *)(ring + (size_t)ring_at * RING_FRAME_BYTES);

		if (__atomic_load_n(&header->tp_status, __ATOMIC_ACQUIRE) != TP_STATUS_AVAILABLE)
			break;
		header->tp_len = packet_bytes;
		__atomic_store_n(&header->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
		ring_at = (ring_at + 1) % RING_FRAMES;
	}
	send(out_fd, NULL, 0, MSG_DONTWAIT);
	return count;
}

static uint32_t packet_transmit(uint32_t wanted)
{
	int sent;

	if (by_ring)
		return transmit_ring(wanted);
	sent = sendmmsg(out_fd, messages, wanted < MESSAGES ? wanted : MESSAGES, MSG_DONTWAIT);
	return sent > 0 ? (uint32_t)sent : 0;
}

static uint32_t packet_forward(uint32_t batch)
{
	struct tpacket3_hdr *packet;
	uint32_t count = 0, done = 0;

	while (count < batch && count < MESSAGES && (packet = take())) {
		uint8_t *data = (uint8_t *)packet + packet->tp_mac;

		frame_swap_macs(data);
		vectors[count] = (struct iovec){ data, packet->tp_snaplen };
		count++;
		/* Sent before its block goes back. */
		if (!left_in_block)
			break;
	}
	while (done < count) {
		int sent = sendmmsg(out_fd, messages + done, count - done, MSG_DONTWAIT);

		done += sent > 0 ? (uint32_t)sent : 1;
	}
	if (count)
		release();
	return count;
}

static void packet_wait(enum board_work work)
{
	struct pollfd fd = { .fd = work == BOARD_TX ? out_fd : in_fd,
		.events = work == BOARD_TX ? POLLOUT : POLLIN };

	poll(&fd, 1, 1000);
}

static uint64_t packet_dropped(void)
{
	struct tpacket_stats_v3 stats = { 0 };
	socklen_t bytes = sizeof(stats);

	/* The kernel forgets what it has told. */
	if (in_fd >= 0 && !getsockopt(in_fd, SOL_PACKET, PACKET_STATISTICS, &stats, &bytes))
		dropped += stats.tp_drops;
	return dropped;
}

static void packet_close(void)
{
	if (in_fd >= 0)
		close(in_fd);
	if (out_fd >= 0)
		close(out_fd);
}

const struct backend backend = {
	.open = packet_open,
	.receive = packet_receive,
	.transmit = packet_transmit,
	.forward = packet_forward,
	.wait = packet_wait,
	.dropped = packet_dropped,
	.close = packet_close,
};
