// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* AF_XDP by sock_diag. */
#include "tools/sockets.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

#include "tools/ask.h"

struct diagnosis {
	const struct inventory *inventory;
	facts *list;
};

/* The attribute's payload if it is long enough. */
static const void *payload(struct nlattr *const *attributes, int type, size_t bytes)
{
	return attributes[type] && (size_t)nla_len(attributes[type]) >= bytes ? nla_data(attributes[type])
									      : NULL;
}

static void put_ring(facts *socket, struct nlattr *const *attributes, int type, const char *key)
{
	const struct xdp_diag_ring *ring = payload(attributes, type, sizeof(*ring));

	if (ring)
		fact_number(socket, key, ring->entries);
}

static void put_umem(facts *socket, const struct xdp_diag_umem *umem)
{
	facts *object;

	if (!umem)
		return;
	fact_text(socket, "mode", umem->flags & XDP_DU_F_ZEROCOPY ? "zerocopy" : "copy");
	object = facts_new();
	fact_number(object, "id", umem->id);
	fact_number(object, "bytes", umem->size);
	fact_number(object, "frame_bytes", umem->chunk_size);
	fact_number(object, "frames", umem->chunk_size ? umem->size / umem->chunk_size : 0);
	fact_number(object, "headroom", umem->headroom);
	fact_number(object, "users", umem->refs);
	fact_put(socket, "umem", object);
}

static void put_counters(facts *socket, const struct xdp_diag_stats *stats)
{
	if (!stats)
		return;
	fact_number(socket, "rx_dropped", stats->n_rx_dropped);
	fact_number(socket, "rx_ring_full", stats->n_rx_full);
	fact_number(socket, "rx_fill_empty", stats->n_fill_ring_empty);
	fact_number(socket, "rx_invalid", stats->n_rx_invalid);
	fact_number(socket, "tx_invalid", stats->n_tx_invalid);
	fact_number(socket, "tx_ring_empty", stats->n_tx_ring_empty);
}

static int take_socket(struct nl_msg *message, void *argument)
{
	struct nlattr *attributes[XDP_DIAG_MAX + 1];
	const struct xdp_diag_msg *header = nlmsg_data(nlmsg_hdr(message));
	const struct xdp_diag_info *info;
	struct diagnosis *diagnosis = argument;
	const uint32_t *uid;
	facts *socket;

	if (nlmsg_parse(nlmsg_hdr(message), sizeof(*header), attributes, XDP_DIAG_MAX, NULL) < 0)
		return NL_OK;
	socket = facts_new();
	fact_number(socket, "inode", header->xdiag_ino);
	info = payload(attributes, XDP_DIAG_INFO, sizeof(*info));
	if (info && info->ifindex) {
		fact_number(socket, "ifindex", info->ifindex);
		fact_number(socket, "queue_id", info->queue_id);
	}
	uid = payload(attributes, XDP_DIAG_UID, sizeof(*uid));
	if (uid)
		fact_number(socket, "uid", *uid);
	put_umem(socket, payload(attributes, XDP_DIAG_UMEM, sizeof(struct xdp_diag_umem)));
	put_ring(socket, attributes, XDP_DIAG_RX_RING, "rx_slots");
	put_ring(socket, attributes, XDP_DIAG_TX_RING, "tx_slots");
	put_ring(socket, attributes, XDP_DIAG_UMEM_FILL_RING, "fill_slots");
	put_ring(socket, attributes, XDP_DIAG_UMEM_COMPLETION_RING, "completion_slots");
	put_counters(socket, payload(attributes, XDP_DIAG_STATS, sizeof(struct xdp_diag_stats)));
	fact_put(socket, "pids", holders_of(&diagnosis->inventory->holders, HELD_SOCKET, header->xdiag_ino));
	facts_append(diagnosis->list, socket);
	return NL_OK;
}

facts *all_sockets(const struct inventory *inventory, const char **source)
{
	struct xdp_diag_req question = {
		.sdiag_family = AF_XDP,
		.xdiag_show = XDP_SHOW_INFO | XDP_SHOW_RING_CFG | XDP_SHOW_UMEM | XDP_SHOW_STATS,
	};
	struct diagnosis diagnosis = { inventory, facts_new_list() };
	struct nl_msg *request = nlmsg_alloc_simple(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
	int result = -ENOMEM;

	if (request && !nlmsg_append(request, &question, sizeof(question), NLMSG_ALIGNTO))
		result = ask(NETLINK_SOCK_DIAG, request, take_socket, &diagnosis);
	nlmsg_free(request);
	*source = "sock_diag";
	if (!result)
		return diagnosis.list;
	json_object_put(diagnosis.list);
	*source = "processes";
	return sockets_of_processes(inventory);
}
