// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Registering a UMEM and binding a socket: the two steps that the kernel answers with a bare number for a
 * dozen reasons. Here each number gets its meaning (net/xdp/xdp_umem.c, xdp_umem_reg(); net/xdp/xsk.c,
 * xsk_bind()).
 */
#include "xsk/ring_map.h"

#include <net/if.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/syscall.h"
#include "base/uapi.h"

static int umem_refused(const struct uapi_xdp_umem_reg *umem, struct xsk_error *err)
{
	uint64_t page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	bool unaligned = umem->flags & XDP_UMEM_UNALIGNED_CHUNK_FLAG;

	if (umem->addr & (page_bytes - 1))
		return error_set(err, -EINVAL,
			"register UMEM at %#llx: the address must be aligned to a page",
			(unsigned long long)umem->addr);
	if (umem->chunk_size < 2048 || umem->chunk_size > page_bytes)
		return error_set(err, -EINVAL,
			"register UMEM: frames of %u bytes: the kernel takes 2048 to %llu", umem->chunk_size,
			(unsigned long long)page_bytes);
	if (!unaligned && (umem->chunk_size & (umem->chunk_size - 1)))
		return error_set(err, -EINVAL,
			"register UMEM: frames of %u bytes: must be a power of two, or "
			"XDP_UMEM_UNALIGNED_CHUNK_FLAG set",
			umem->chunk_size);
	if (!umem->len || (!unaligned && umem->len % umem->chunk_size))
		return error_set(err, -EINVAL,
			"register UMEM of %llu bytes: must be a multiple of the frame's %u",
			(unsigned long long)umem->len, umem->chunk_size);
	if (umem->headroom > umem->chunk_size - 704)
		return error_set(err, -EINVAL,
			"register UMEM: headroom %u: at most %u in frames of %u bytes, on every kernel",
			umem->headroom, umem->chunk_size - 704, umem->chunk_size);
	return error_set(err, -EINVAL,
		"register UMEM of %llu bytes, flags %#x, metadata %u bytes: the kernel refuses a flag or the "
		"metadata",
		(unsigned long long)umem->len, umem->flags, umem->tx_metadata_len);
}

static int umem_over_limit(uint64_t bytes, struct xsk_error *err)
{
	struct rlimit limit = { 0 };

	getrlimit(RLIMIT_MEMLOCK, &limit);
	return error_set(err, -ENOBUFS,
		"register UMEM of %llu bytes: RLIMIT_MEMLOCK is %llu bytes for all of the user's UMEMs "
		"together "
		"(ulimit -l, LimitMEMLOCK=, or CAP_IPC_LOCK)",
		(unsigned long long)bytes, (unsigned long long)limit.rlim_cur);
}

int umem_register(int fd, void *area, uint64_t bytes, uint32_t chunk_bytes, uint32_t headroom, uint32_t flags,
	uint32_t tx_metadata_bytes, struct xsk_error *err)
{
	struct uapi_xdp_umem_reg umem = {
		.addr = (uintptr_t)area,
		.len = bytes,
		.chunk_size = chunk_bytes,
		.headroom = headroom,
		.flags = flags,
		.tx_metadata_len = tx_metadata_bytes,
	};
	int code = sys_setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof(umem));

	switch (code) {
	case 0:
		return 0;
	case -EINVAL:
		return umem_refused(&umem, err);
	case -ENOBUFS:
		return umem_over_limit(bytes, err);
	case -EFAULT:
		return error_set(err, code,
			"register UMEM of %llu bytes at %p: the kernel can't pin it "
			"(not mapped, not writable, or a file on disk: take anonymous memory or memfd)",
			(unsigned long long)bytes, area);
	case -EBUSY:
		return error_set(err, code, "register UMEM: the socket has one already");
	default:
		return error_set(err, code, "register UMEM of %llu bytes: %s", (unsigned long long)bytes,
			error_name(code));
	}
}

static const char *bind_meaning(int code, uint16_t flags, bool shared)
{
	switch (code) {
	case -EBUSY:
		return "in use by another socket (of this or another process, or one that is just closing), "
		       "or this socket is bound already";
	case -ENODEV:
		return "no such interface in the socket's network namespace";
	case -EOPNOTSUPP:
		return flags & XDP_ZEROCOPY ? "the driver has no zero-copy (XDP_ZEROCOPY was required)"
					    : "the driver can't do what the bind flags ask";
	case -EINVAL:
		return shared ? "no such queue, or fill and completion ring missing on a queue of its own, "
				"or present on a queue that has them"
			      : "no such queue (ethtool -l shows how many there are), or bind flags that "
				"exclude "
				"each other, or zero-copy frames too small for the MTU";
	case -ENETDOWN:
		return "the interface is down (ip link set up)";
	case -EBADF:
		return "the socket whose UMEM is shared is not bound yet";
	case -ENOPROTOOPT:
	case -ENOTSOCK:
		return "the descriptor to share a UMEM with is no AF_XDP socket";
	default:
		return error_name(code);
	}
}

int socket_bind(int fd, int ifindex, const char *ifname, uint32_t queue_id, uint16_t flags, int shared_fd,
	struct xsk_error *err)
{
	bool shared = shared_fd >= 0;
	struct sockaddr_xdp address = {
		.sxdp_family = AF_XDP,
		.sxdp_ifindex = (uint32_t)ifindex,
		.sxdp_queue_id = queue_id,
		/* The mode is the first socket's; the kernel refuses flags beside this one. */
		.sxdp_flags = shared ? XDP_SHARED_UMEM : flags,
		.sxdp_shared_umem_fd = shared ? (uint32_t)shared_fd : 0,
	};
	int code = sys_bind(fd, &address, sizeof(address));

	if (code)
		return error_set(err, code, "bind %s queue %u: %s", ifname, queue_id,
			bind_meaning(code, flags, shared));
	return 0;
}
