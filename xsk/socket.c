// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * xsk_socket__*: a socket on a queue of an interface. Create is a list of steps that leaves the caller's
 * rings and the UMEM's books alone until all of them are done; destroy takes whatever was reached.
 */
#include <errno.h>
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/print.h"
#include "xsk/umem.h"

/* What one create call asks for. */
struct socket_wish {
	const char *ifname;
	struct xsk_umem *umem;
	struct queue_key key;
	struct xsk_ring_cons *rx;
	struct xsk_ring_prod *tx;
	struct xsk_ring_prod *fill; /* with comp: both or neither */
	struct xsk_ring_cons *comp;
	struct xsk_socket_config config;
};

/* The rings as they will be handed out. */
struct views {
	struct xsk_ring_cons rx;
	struct xsk_ring_prod tx;
	struct xsk_ring_prod fill;
	struct xsk_ring_cons comp;
};

int xsk_failed(int code, const struct xsk_error *err)
{
	/* libxdp has no other channel for the reason, and its users know it from libbpf's print function. */
	if (err && err->code)
		print_warn("%s\n", err->text);
	errno = -code;
	return code;
}

static bool same_key(const struct queue_key *a, const struct queue_key *b)
{
	return a->netns == b->netns && a->ifindex == b->ifindex && a->queue_id == b->queue_id;
}

/* The interface's index and the namespace in which it is one, both by one socket. */
static int find_interface(struct socket_wish *wish, struct xsk_error *err)
{
	scoped_fd int fd = sys_socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t bytes = sizeof(wish->key.netns);
	struct ifreq request = { 0 };
	int code = fd < 0 ? fd : 0;

	if (strlen(wish->ifname) >= sizeof(request.ifr_name))
		return error_set(
			err, -ENODEV, "interface %s: names have at most 15 characters", wish->ifname);
	strcpy(request.ifr_name, wish->ifname);
	if (!code)
		code = sys_ioctl(fd, SIOCGIFINDEX, &request);
	if (code)
		return error_set(err, code, "interface %s: %s", wish->ifname, error_name(code));
	wish->key.ifindex = request.ifr_ifindex;
	code = sys_getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &wish->key.netns, &bytes);
	if (code == -ENOPROTOOPT) {
		struct stat namespace;

		/* Before Linux 5.14 the namespace's inode has to do; our sockets keep it from being reused. */
		code = sys_stat("/proc/thread-self/ns/net", &namespace);
		wish->key.netns = code ? 0 : namespace.st_ino;
	}
	return code ? error_set(err, code, "namespace of %s: %s", wish->ifname, error_name(code)) : 0;
}

/* May the UMEM's own descriptor, bound by an earlier socket that is gone, serve again? */
static bool umem_fd_fits(const struct xsk_umem *umem, const struct socket_wish *wish)
{
	return !umem->fd_taken && same_key(&umem->key, &wish->key) &&
	       (!wish->rx || (umem->rx_map.memory && umem->rx_slots == wish->config.rx_size)) &&
	       (!wish->tx || (umem->tx_map.memory && umem->tx_slots == wish->config.tx_size));
}

/* A try that failed may have left rings of another size on the descriptor; they can't be changed. */
static bool rings_stand_in_the_way(const struct xsk_umem *umem, const struct socket_wish *wish)
{
	return (wish->rx && umem->rx_slots && umem->rx_slots != wish->config.rx_size) ||
	       (wish->tx && umem->tx_slots && umem->tx_slots != wish->config.tx_size);
}

static int open_descriptor(struct xsk_socket *xsk, const struct socket_wish *wish, struct xsk_error *err)
{
	struct xsk_umem *umem = wish->umem;

	if (umem->bound && !umem_fd_fits(umem, wish)) {
		xsk->fd = sys_socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
		if (xsk->fd < 0)
			return error_set(err, xsk->fd, "make an AF_XDP socket for %s queue %u: %s%s",
				wish->ifname, wish->key.queue_id, error_name(xsk->fd),
				xsk->fd == -EPERM ? " (needs CAP_NET_RAW)" : "");
		return 0;
	}
	if (!umem->bound && rings_stand_in_the_way(umem, wish)) {
		int code = umem_renew(umem, err);

		if (code)
			return code;
	}
	xsk->fd = umem->fd;
	xsk->shares_umem_fd = umem->fd_taken = true;
	return 0;
}

static struct umem_queue *queue_find(const struct xsk_umem *umem, const struct queue_key *key)
{
	struct umem_queue *queue = umem->queues;

	while (queue && !same_key(&queue->key, key))
		queue = queue->next;
	return queue;
}

static void queue_destroy(struct xsk_umem *umem, struct umem_queue *queue)
{
	struct umem_queue **link = &umem->queues;

	while (*link != queue)
		link = &(*link)->next;
	*link = queue->next;
	ring_unmap(&queue->fill_map);
	ring_unmap(&queue->comp_map);
	free(queue);
}

/* Fill and completion ring of a queue that the UMEM's own do not serve, on the new socket. */
static int queue_rings(struct umem_queue *queue, const struct xsk_socket *xsk, const struct socket_wish *wish,
	struct views *views, struct xsk_error *err)
{
	const struct xsk_umem_config *config = &wish->umem->config;
	int code;

	if (!wish->fill)
		return error_set(err, -EFAULT,
			"socket on %s queue %u: a UMEM needs a fill and a completion ring for each queue; "
			"its own "
			"serve another (xsk_socket__create_shared)",
			wish->ifname, wish->key.queue_id);
	code = ring_create(xsk->fd, RING_FILL, config->fill_size, err);
	if (!code)
		code = ring_create(xsk->fd, RING_COMPLETION, config->comp_size, err);
	if (!code)
		code = ring_map_producer(
			xsk->fd, RING_FILL, config->fill_size, false, &queue->fill_map, &views->fill, err);
	if (!code)
		code = ring_map_consumer(xsk->fd, RING_COMPLETION, config->comp_size, false, &queue->comp_map,
			&views->comp, err);
	return code;
}

/* The UMEM's own rings: as the caller has them since the UMEM was made, or as the last socket left them. */
static void queue_umem_rings(const struct xsk_umem *umem, struct views *views)
{
	views->fill = umem->fill ? *umem->fill : umem->fill_view;
	views->comp = umem->comp ? *umem->comp : umem->comp_view;
	if (umem->fill)
		return;
	ring_resume_producer(&views->fill);
	ring_resume_consumer(&views->comp);
}

static int join_queue(
	struct xsk_socket *xsk, struct socket_wish *wish, struct views *views, struct xsk_error *err)
{
	struct xsk_umem *umem = wish->umem;
	struct umem_queue *queue = queue_find(umem, &wish->key);
	int code = 0;

	if (queue) {
		/* Its rings are in somebody's hands already. */
		wish->fill = NULL;
		wish->comp = NULL;
	} else {
		queue = calloc(1, sizeof(*queue));
		if (!queue)
			return error_set(err, -ENOMEM, "socket on %s queue %u: no memory", wish->ifname,
				wish->key.queue_id);
		queue->key = wish->key;
		queue->next = umem->queues;
		umem->queues = queue;
		if (!umem->bound || same_key(&umem->key, &wish->key))
			queue_umem_rings(umem, views);
		else
			code = queue_rings(queue, xsk, wish, views, err);
	}
	xsk->queue = queue;
	xsk->next = queue->sockets;
	queue->sockets = xsk;
	return code;
}

/* @slots: of the ring that the descriptor has already; 0: none, it is made. */
static int make_ring(int fd, enum ring_kind kind, uint32_t wanted, uint32_t *slots, struct xsk_error *err)
{
	int code = *slots ? 0 : ring_create(fd, kind, wanted, err);

	if (!code)
		*slots = wanted;
	return code;
}

/* On a descriptor of the socket's own. */
static int make_rings(
	struct xsk_socket *xsk, const struct socket_wish *wish, struct views *views, struct xsk_error *err)
{
	const struct xsk_socket_config *config = &wish->config;
	int code = 0;

	if (wish->rx)
		code = ring_create(xsk->fd, RING_RX, config->rx_size, err);
	if (!code && wish->tx)
		code = ring_create(xsk->fd, RING_TX, config->tx_size, err);
	if (!code && wish->rx)
		code = ring_map_consumer(
			xsk->fd, RING_RX, config->rx_size, false, &xsk->rx_map, &views->rx, err);
	if (!code && wish->tx)
		code = ring_map_producer(
			xsk->fd, RING_TX, config->tx_size, false, &xsk->tx_map, &views->tx, err);
	return code;
}

/* On the UMEM's descriptor, which may have them made by a try that failed, or made and mapped by a socket before. */
static int take_umem_rings(
	struct xsk_umem *umem, const struct socket_wish *wish, struct views *views, struct xsk_error *err)
{
	const struct xsk_socket_config *config = &wish->config;
	int code = 0;

	if (wish->rx)
		code = make_ring(umem->fd, RING_RX, config->rx_size, &umem->rx_slots, err);
	if (!code && wish->tx)
		code = make_ring(umem->fd, RING_TX, config->tx_size, &umem->tx_slots, err);
	if (!code && wish->rx && !umem->rx_map.memory)
		code = ring_map_consumer(
			umem->fd, RING_RX, config->rx_size, false, &umem->rx_map, &umem->rx_view, err);
	if (!code && wish->tx && !umem->tx_map.memory)
		code = ring_map_producer(
			umem->fd, RING_TX, config->tx_size, false, &umem->tx_map, &umem->tx_view, err);
	if (code)
		return code;
	views->rx = umem->rx_view;
	views->tx = umem->tx_view;
	if (wish->rx)
		ring_resume_consumer(&views->rx);
	if (wish->tx)
		ring_resume_producer(&views->tx);
	return 0;
}

/* Whom to name for the UMEM: on a queue that has sockets one of them, whose rings they are; else the first of
 * all. */
static int shared_fd(const struct xsk_socket *xsk)
{
	return xsk->next ? xsk->next->fd : xsk->umem->fd;
}

static int bind_to_queue(struct xsk_socket *xsk, const struct socket_wish *wish, struct xsk_error *err)
{
	struct xsk_umem *umem = xsk->umem;
	int code;

	if (umem->bound && xsk->shares_umem_fd)
		return 0;
	code = socket_bind(xsk->fd, wish->key.ifindex, wish->ifname, wish->key.queue_id,
		wish->config.bind_flags, umem->bound ? shared_fd(xsk) : -1, err);
	if (!code && !umem->bound) {
		umem->bound = true;
		umem->key = wish->key;
	}
	return code;
}

static int enter_default_map(struct xsk_socket *xsk, const struct socket_wish *wish, struct xsk_error *err)
{
	/* Asked only now: for a queue that does not exist the bind has had the better answer. */
	if (wish->key.queue_id >= xsk->attachment.map_entries)
		return error_set(err, -EBUSY,
			"socket on %s queue %u: the redirect program that is attached has an XSKMAP of %u "
			"entries "
			"(it goes when its users end)",
			wish->ifname, wish->key.queue_id, xsk->attachment.map_entries);
	return socket_enter(xsk, xsk->attachment.map_fd, err);
}

/* All is done: now the caller's structs change. */
static void hand_out(const struct xsk_socket *xsk, const struct socket_wish *wish, const struct views *views)
{
	if (wish->rx)
		*wish->rx = views->rx;
	if (wish->tx)
		*wish->tx = views->tx;
	if (wish->fill) {
		*wish->fill = views->fill;
		*wish->comp = views->comp;
	}
	xsk->umem->fill = NULL;
	xsk->umem->comp = NULL;
}

static int build(struct xsk_socket *xsk, struct socket_wish *wish, struct xsk_error *err)
{
	bool inhibited = wish->config.libxdp_flags & XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
	struct views views = { 0 };
	struct map_entry *entry;
	int code = open_descriptor(xsk, wish, err);

	if (!code)
		code = join_queue(xsk, wish, &views, err);
	if (!code)
		code = xsk->shares_umem_fd ? take_umem_rings(xsk->umem, wish, &views, err)
					   : make_rings(xsk, wish, &views, err);
	/* Before the bind: drivers with zero-copy want a program first (i40e makes its XDP TX rings with it).
	 */
	if (!code && !inhibited)
		code = socket_join_program(xsk, wish->key.ifindex, wish->ifname, &wish->config, err);
	if (!code && !inhibited && wish->rx)
		code = socket_remember_map(xsk, xsk->attachment.map_fd, &entry, err);
	if (!code)
		code = bind_to_queue(xsk, wish, err);
	if (!code && !inhibited && wish->rx)
		code = enter_default_map(xsk, wish, err);
	if (!code)
		hand_out(xsk, wish, &views);
	return code;
}

static int check(struct socket_wish *wish, struct xsk_error *err)
{
	struct xsk_socket_config *config = &wish->config;

	if (!wish->umem || !wish->ifname || (!wish->rx && !wish->tx))
		return error_set(
			err, -EFAULT, "create socket: an interface, a UMEM and an RX or TX ring are needed");
	if (!wish->fill != !wish->comp)
		return error_set(
			err, -EFAULT, "create socket: fill and completion ring come together or not at all");
	if (config->libxdp_flags & ~(__u32)XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD)
		return error_set(err, -EINVAL, "create socket: libxdp_flags %#x", config->libxdp_flags);
	if (!config->rx_size)
		config->rx_size = XSK_RING_CONS__DEFAULT_NUM_DESCS;
	if (!config->tx_size)
		config->tx_size = XSK_RING_PROD__DEFAULT_NUM_DESCS;
	return find_interface(wish, err);
}

static int create(struct xsk_socket **result, struct socket_wish *wish)
{
	struct xsk_socket *xsk;
	struct xsk_error err;
	int code = check(wish, &err);

	if (code)
		return xsk_failed(code, &err);
	xsk = calloc(1, sizeof(*xsk));
	if (!xsk)
		return xsk_failed(-ENOMEM, NULL);
	xsk->umem = wish->umem;
	xsk->fd = -1;
	xsk->attachment = (struct attachment)ATTACHMENT_NONE;
	code = build(xsk, wish, &err);
	if (code) {
		xsk_socket__delete(xsk);
		return xsk_failed(code, &err);
	}
	*result = xsk;
	return 0;
}

int xsk_socket__create_shared(struct xsk_socket **xsk_ptr, const char *ifname, __u32 queue_id,
	struct xsk_umem *umem, struct xsk_ring_cons *rx, struct xsk_ring_prod *tx, struct xsk_ring_prod *fill,
	struct xsk_ring_cons *comp, const struct xsk_socket_config *config)
{
	struct socket_wish wish = {
		.ifname = ifname,
		.umem = umem,
		.rx = rx,
		.tx = tx,
		.fill = fill,
		.comp = comp,
		.key.queue_id = queue_id,
	};

	if (!xsk_ptr)
		return xsk_failed(-EFAULT, NULL);
	if (config)
		wish.config = *config;
	return create(xsk_ptr, &wish);
}

int xsk_socket__create(struct xsk_socket **xsk, const char *ifname, __u32 queue_id, struct xsk_umem *umem,
	struct xsk_ring_cons *rx, struct xsk_ring_prod *tx, const struct xsk_socket_config *config)
{
	return xsk_socket__create_shared(xsk, ifname, queue_id, umem, rx, tx, umem ? umem->fill : NULL,
		umem ? umem->comp : NULL, config);
}

struct xsk_socket *xsk_socket__create_opts(
	const char *ifname, __u32 queue_id, struct xsk_umem *umem, struct xsk_socket_opts *opts)
{
	struct socket_wish wish = { .ifname = ifname, .umem = umem, .key.queue_id = queue_id };
	struct xsk_socket *xsk = NULL;

	if (!options_valid(opts, offsetof(struct xsk_socket_opts, bind_flags) + sizeof(opts->bind_flags))) {
		xsk_failed(-EINVAL, NULL);
		return NULL;
	}
	wish.rx = OPTION_GET(opts, rx, NULL);
	wish.tx = OPTION_GET(opts, tx, NULL);
	wish.fill = OPTION_GET(opts, fill, NULL);
	wish.comp = OPTION_GET(opts, comp, NULL);
	wish.config.rx_size = OPTION_GET(opts, rx_size, 0);
	wish.config.tx_size = OPTION_GET(opts, tx_size, 0);
	wish.config.libxdp_flags = OPTION_GET(opts, libxdp_flags, 0);
	wish.config.xdp_flags = OPTION_GET(opts, xdp_flags, 0);
	wish.config.bind_flags = OPTION_GET(opts, bind_flags, 0);
	if (!wish.fill && !wish.comp && umem) {
		wish.fill = umem->fill;
		wish.comp = umem->comp;
	}
	create(&xsk, &wish);
	return xsk;
}

int xsk_socket__fd(const struct xsk_socket *xsk)
{
	return xsk ? xsk->fd : -EINVAL;
}

static void leave_queue(struct xsk_socket *xsk)
{
	struct xsk_socket **link = &xsk->queue->sockets;

	while (*link != xsk)
		link = &(*link)->next;
	*link = xsk->next;
	if (!xsk->queue->sockets)
		queue_destroy(xsk->umem, xsk->queue);
}

/* As long as it is not bound, the rings can be mapped again. */
static void umem_fd_release(struct xsk_umem *umem)
{
	umem->fd_taken = false;
	if (umem->bound)
		return;
	ring_unmap(&umem->rx_map);
	ring_unmap(&umem->tx_map);
}

void xsk_socket__delete(struct xsk_socket *xsk)
{
	if (!xsk)
		return;
	socket_leave(xsk);
	attachment_close(&xsk->attachment);
	/* Before the descriptor: mapped rings hold the socket, and with it the queue. */
	ring_unmap(&xsk->rx_map);
	ring_unmap(&xsk->tx_map);
	if (xsk->queue)
		leave_queue(xsk);
	if (xsk->shares_umem_fd)
		umem_fd_release(xsk->umem);
	else
		scoped_close_fd(&xsk->fd);
	free(xsk);
}
