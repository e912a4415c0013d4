// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Getting frames back after close. The kernel lets go of a socket's memory some time after close() returned
 * (facts/afxdp.md 1.1), and tells nobody; but it refuses the queue to others for exactly so long. So a socket
 * is tried on the queue until it is no longer refused; then every frame whose state names the queue is free.
 */
#include <errno.h>
#include <linux/sockios.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/netns.h"
#include "base/syscall.h"
#include "xsk/port_state.h"

enum { TRIAL_SLOTS = 2, TRIAL_BYTES = 4096, PAUSE_MAX_MS = 16 };

struct reclaim {
	struct xsk_port *port;
	void *memory;
};

/* A socket that could be bound, or -errno. */
static int trial_socket(void *memory)
{
	uint32_t slots = TRIAL_SLOTS;
	struct xdp_umem_reg umem = {
		.addr = (uintptr_t)memory, .len = TRIAL_BYTES, .chunk_size = TRIAL_BYTES
	};
	int fd = sys_socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), code;

	if (fd < 0)
		return fd;
	code = sys_setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof(umem));
	if (!code)
		code = sys_setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &slots, sizeof(slots));
	if (!code)
		code = sys_setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &slots, sizeof(slots));
	if (!code)
		code = sys_setsockopt(fd, SOL_XDP, XDP_TX_RING, &slots, sizeof(slots));
	if (!code)
		return fd;
	close(fd);
	return code;
}

/*
 * Has the kernel let go of this queue? A driver known to lack zero-copy is asked for it: the kernel looks at
 * the queue first and at the driver then, so that the trial takes nothing. Else the trial binds, for a
 * moment.
 */
static bool is_released(const struct reclaim *reclaim, uint32_t queue_id)
{
	const struct xsk_port *port = reclaim->port;
	bool asks = port->features.known && !(port->features.xdp & 8);
	struct sockaddr_xdp address = {
		.sxdp_family = AF_XDP,
		.sxdp_ifindex = (uint32_t)port->interface.ifindex,
		.sxdp_queue_id = queue_id,
		.sxdp_flags = asks ? XDP_ZEROCOPY : XDP_COPY,
	};
	int fd = trial_socket(reclaim->memory), code;

	if (fd < 0)
		return false;
	code = sys_bind(fd, &address, sizeof(address));
	close(fd);
	/* ENODEV: interface gone, it let go before. EINVAL: the queue itself is gone. */
	return !code || code == -ENODEV || code == -EOPNOTSUPP || code == -EINVAL;
}

static int reclaim_all(void *argument)
{
	struct reclaim *reclaim = argument;
	struct xsk_port *port = reclaim->port;
	uint64_t deadline = clock_ms() + port->opts.bind_timeout_ms;
	uint32_t left = 1;

	for (uint32_t pause = 1; left; pause = pause < PAUSE_MAX_MS ? 2 * pause : pause) {
		left = 0;
		for (uint32_t i = 0; i < port->count; i++) {
			struct port_queue *slot = &port->queues[i];

			if (!slot->ready)
				continue;
			if (slot->bound && !is_released(reclaim, slot->queue.id)) {
				left++;
				continue;
			}
			pool_reclaim(port->pool, slot->queue.slot);
			pool_slot_give(port->pool, slot->queue.slot);
			slot->ready = false;
			slot->bound = false;
		}
		if (!left || clock_ms() >= deadline)
			break;
		clock_pause_ms(pause);
	}
	return 0;
}

int port_namespace(const struct xsk_port *port)
{
	struct stat theirs, ours;
	int fd, here;

	if (!port->queues || port->queues->fd < 0)
		return -1;
	fd = sys_ioctl(port->queues->fd, SIOCGSKNS, NULL);
	if (fd < 0)
		return -1;
	here = sys_open("/proc/thread-self/ns/net", O_RDONLY);
	if (here >= 0 && !fstat(fd, &theirs) && !fstat(here, &ours) && theirs.st_ino == ours.st_ino) {
		close(fd);
		fd = -1;
	}
	if (here >= 0)
		close(here);
	return fd;
}

void port_reclaim(struct xsk_port *port, int netns_fd)
{
	struct reclaim reclaim = { .port = port };

	if (sys_mmap(
		    &reclaim.memory, TRIAL_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
		return;
	netns_run(netns_fd, reclaim_all, &reclaim, NULL);
	/* What the kernel keeps beyond the deadline stays lent, and its slot of the pool taken. */
	for (uint32_t i = 0; i < port->count; i++)
		port->queues[i].ready = false;
	munmap(reclaim.memory, TRIAL_BYTES);
}
