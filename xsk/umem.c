// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* xsk_umem__*: memory registered with the kernel, and the fill and completion ring that come with it. */
#include "xsk/umem.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "base/scoped.h"
#include "base/syscall.h"

/* What the caller asked for; a size of 0 is the default. */
struct umem_wish {
	int fd;
	void *area;
	uint64_t bytes;
	struct xsk_umem_config config;
	uint32_t tx_metadata_bytes;
};

static void config_defaults(struct xsk_umem_config *config)
{
	if (!config->fill_size)
		config->fill_size = XSK_RING_PROD__DEFAULT_NUM_DESCS;
	if (!config->comp_size)
		config->comp_size = XSK_RING_CONS__DEFAULT_NUM_DESCS;
	if (!config->frame_size)
		config->frame_size = XSK_UMEM__DEFAULT_FRAME_SIZE;
}

/* Registers and makes the rings on @fd, which is an AF_XDP socket without a UMEM. */
static int furnish(struct xsk_umem *umem, int fd, struct xsk_error *err)
{
	const struct xsk_umem_config *config = &umem->config;
	int code = umem_register(fd, umem->area, umem->bytes, config->frame_size, config->frame_headroom,
		config->flags, umem->tx_metadata_bytes, err);

	if (!code)
		code = ring_create(fd, RING_FILL, config->fill_size, err);
	if (!code)
		code = ring_create(fd, RING_COMPLETION, config->comp_size, err);
	/* Fork children may go on with the rings, as libxdp's users expect. */
	if (!code)
		code = ring_map_producer(
			fd, RING_FILL, config->fill_size, false, &umem->fill_map, &umem->fill_view, err);
	if (!code)
		code = ring_map_consumer(fd, RING_COMPLETION, config->comp_size, false, &umem->comp_map,
			&umem->comp_view, err);
	if (code) {
		ring_unmap(&umem->fill_map);
		ring_unmap(&umem->comp_map);
	}
	return code;
}

static int new_socket(struct xsk_error *err)
{
	int fd = sys_socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd == -EPERM)
		return error_set(err, fd, "make an AF_XDP socket: needs CAP_NET_RAW");
	if (fd == -EAFNOSUPPORT)
		return error_set(err, fd, "make an AF_XDP socket: this kernel has none (CONFIG_XDP_SOCKETS)");
	if (fd < 0)
		return error_set(err, fd, "make an AF_XDP socket: %s", error_name(fd));
	return fd;
}

static int create(struct xsk_umem **result, const struct umem_wish *wish, struct xsk_ring_prod *fill,
	struct xsk_ring_cons *comp, struct xsk_error *err)
{
	scoped_free struct xsk_umem *umem = NULL;
	scoped_fd int own_fd = -1;
	int code;

	if (!wish->area || !fill || !comp)
		return error_set(
			err, -EFAULT, "create UMEM: memory, fill ring and completion ring are needed");
	umem = calloc(1, sizeof(*umem));
	if (!umem)
		return error_set(err, -ENOMEM, "create UMEM: no memory");
	umem->area = wish->area;
	umem->bytes = wish->bytes;
	umem->config = wish->config;
	umem->tx_metadata_bytes = wish->tx_metadata_bytes;
	config_defaults(&umem->config);
	umem->fd = wish->fd;
	if (wish->fd <= 0) {
		own_fd = umem->fd = new_socket(err);
		if (own_fd < 0)
			return own_fd;
	}
	code = furnish(umem, umem->fd, err);
	if (code)
		return code;
	*fill = umem->fill_view;
	*comp = umem->comp_view;
	umem->fill = fill;
	umem->comp = comp;
	take_fd(&own_fd);
	*result = take_pointer(&umem);
	return 0;
}

int xsk_umem__create_with_fd(struct xsk_umem **umem, int fd, void *umem_area, __u64 size,
	struct xsk_ring_prod *fill, struct xsk_ring_cons *comp, const struct xsk_umem_config *config)
{
	struct umem_wish wish = { .fd = fd, .area = umem_area, .bytes = size };
	struct xsk_error err;
	int code;

	if (config)
		wish.config = *config;
	if (!umem)
		return xsk_failed(-EFAULT, NULL);
	code = create(umem, &wish, fill, comp, &err);
	return code ? xsk_failed(code, &err) : 0;
}

int xsk_umem__create(struct xsk_umem **umem, void *umem_area, __u64 size, struct xsk_ring_prod *fill,
	struct xsk_ring_cons *comp, const struct xsk_umem_config *config)
{
	return xsk_umem__create_with_fd(umem, 0, umem_area, size, fill, comp, config);
}

struct xsk_umem *xsk_umem__create_opts(
	void *umem_area, struct xsk_ring_prod *fill, struct xsk_ring_cons *comp, struct xsk_umem_opts *opts)
{
	struct umem_wish wish = { .area = umem_area };
	struct xsk_umem *umem = NULL;
	struct xsk_error err;
	int code;

	if (!options_valid(
		    opts, offsetof(struct xsk_umem_opts, tx_metadata_len) + sizeof(opts->tx_metadata_len))) {
		xsk_failed(-EINVAL, NULL);
		return NULL;
	}
	wish.fd = OPTION_GET(opts, fd, 0);
	wish.bytes = OPTION_GET(opts, size, 0);
	wish.config.fill_size = OPTION_GET(opts, fill_size, 0);
	wish.config.comp_size = OPTION_GET(opts, comp_size, 0);
	wish.config.frame_size = OPTION_GET(opts, frame_size, 0);
	wish.config.frame_headroom = OPTION_GET(opts, frame_headroom, 0);
	wish.config.flags = OPTION_GET(opts, flags, 0);
	wish.tx_metadata_bytes = OPTION_GET(opts, tx_metadata_len, 0);
	code = create(&umem, &wish, fill, comp, &err);
	if (code)
		xsk_failed(code, &err);
	return umem;
}

/*
 * The entries of the fill ring, submitted or only written, and both indices, as the caller left them. The
 * kernel has touched neither ring: the old socket was never bound.
 */
static void move_rings(struct xsk_umem *to, const struct xsk_umem *from)
{
	memcpy(to->fill_view.ring, from->fill_view.ring, (size_t)from->fill_view.size * sizeof(__u64));
	*to->fill_view.producer = *from->fill_view.producer;
	*to->fill_view.consumer = *from->fill_view.consumer;
	to->fill->producer = to->fill_view.producer;
	to->fill->consumer = to->fill_view.consumer;
	to->fill->ring = to->fill_view.ring;
	to->fill->flags = to->fill_view.flags;
	*to->comp = to->comp_view;
}

int umem_renew(struct xsk_umem *umem, struct xsk_error *err)
{
	struct xsk_umem renewed = *umem;
	scoped_fd int fd = new_socket(err);
	int code;

	if (fd < 0)
		return fd;
	memset(&renewed.fill_map, 0, sizeof(renewed.fill_map));
	memset(&renewed.comp_map, 0, sizeof(renewed.comp_map));
	code = furnish(&renewed, fd, err);
	if (code)
		return code;
	/* The number stays: the caller may have it from xsk_umem__fd(), or have given it to us. */
	code = sys_replace_fd(fd, umem->fd);
	if (code < 0) {
		ring_unmap(&renewed.fill_map);
		ring_unmap(&renewed.comp_map);
		return error_set(err, code, "replace the UMEM's socket: %s", error_name(code));
	}
	move_rings(&renewed, umem);
	ring_unmap(&umem->fill_map);
	ring_unmap(&umem->comp_map);
	renewed.rx_slots = renewed.tx_slots = 0;
	*umem = renewed;
	return 0;
}

int xsk_umem__fd(const struct xsk_umem *umem)
{
	return umem ? umem->fd : -EINVAL;
}

int xsk_umem__delete(struct xsk_umem *umem)
{
	if (!umem)
		return 0;
	if (umem->queues)
		return xsk_failed(-EBUSY, NULL);
	/* Before the descriptor: mapped rings hold the socket, and with it the queue. */
	ring_unmap(&umem->fill_map);
	ring_unmap(&umem->comp_map);
	ring_unmap(&umem->rx_map);
	ring_unmap(&umem->tx_map);
	close(umem->fd);
	free(umem);
	return 0;
}
