// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Sockets in XSKMAPs. The kernel takes an entry out when its socket is released, but the release may wait for
 * another user of the same rings; so a deleted socket leaves by itself. Whose an entry is can't be read: an
 * update with BPF_NOEXIST succeeds on one's own entry and fails with EEXIST on another's (net/xdp/xskmap.c).
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "xsk/umem.h"

static struct map_entry *entry_in(const struct xsk_socket *xsk, uint32_t map_id)
{
	struct map_entry *entry = xsk->entries;

	while (entry && entry->map_id != map_id)
		entry = entry->next;
	return entry;
}

int socket_remember_map(struct xsk_socket *xsk, int map_fd, struct map_entry **result, struct xsk_error *err)
{
	struct bpf_map_info info = { 0 };
	__u32 bytes = sizeof(info);
	struct map_entry *entry;
	scoped_fd int copy = -1;
	int code = bpf_map_get_info_by_fd(map_fd, &info, &bytes);

	*result = code ? NULL : entry_in(xsk, info.id);
	if (*result)
		return 0;
	if (!code)
		code = copy = sys_dup(map_fd);
	if (code < 0)
		return error_set(err, code, "enter the socket into the XSKMAP of descriptor %d: %s", map_fd,
			error_name(code));
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return error_set(err, -ENOMEM, "enter the socket into an XSKMAP: no memory");
	entry->map_fd = take_fd(&copy);
	entry->map_id = info.id;
	entry->next = xsk->entries;
	*result = xsk->entries = entry;
	return 0;
}

static void forget(struct xsk_socket *xsk, struct map_entry *entry)
{
	struct map_entry **link = &xsk->entries;

	while (*link != entry)
		link = &(*link)->next;
	*link = entry->next;
	close(entry->map_fd);
	free(entry);
}

int socket_enter(struct xsk_socket *xsk, int map_fd, struct xsk_error *err)
{
	const __u32 key = xsk->queue->key.queue_id, value = (__u32)xsk->fd;
	struct map_entry *entry;
	int code = socket_remember_map(xsk, map_fd, &entry, err);

	if (code)
		return code;
	code = bpf_map_update_elem(map_fd, &key, &value, BPF_ANY);
	if (!code) {
		entry->entered = true;
		return 0;
	}
	if (!entry->entered)
		forget(xsk, entry);
	return error_set(err, code, "enter the socket into the XSKMAP at queue %u: %s", key,
		code == -E2BIG ? "the map has fewer entries" : error_name(code));
}

/* The newest of the queue's other sockets that ever stood in this map. */
static void bring_back(const struct xsk_socket *left, const struct map_entry *entry)
{
	const __u32 key = left->queue->key.queue_id;

	for (struct xsk_socket *other = left->queue->sockets; other; other = other->next) {
		const struct map_entry *others = entry_in(other, entry->map_id);
		const __u32 value = (__u32)other->fd;

		if (other != left && others && others->entered) {
			bpf_map_update_elem(entry->map_fd, &key, &value, BPF_NOEXIST);
			return;
		}
	}
}

static void leave(struct xsk_socket *xsk, const struct map_entry *entry)
{
	const __u32 key = xsk->queue->key.queue_id, value = (__u32)xsk->fd;

	if (!entry->entered || bpf_map_update_elem(entry->map_fd, &key, &value, BPF_NOEXIST))
		return;
	bpf_map_delete_elem(entry->map_fd, &key);
	bring_back(xsk, entry);
}

void socket_leave(struct xsk_socket *xsk)
{
	while (xsk->entries) {
		leave(xsk, xsk->entries);
		forget(xsk, xsk->entries);
	}
}

int xsk_socket__update_xskmap(struct xsk_socket *xsk, int xsks_map_fd)
{
	struct xsk_error err;
	int code;

	if (!xsk)
		return xsk_failed(-EINVAL, NULL);
	code = socket_enter(xsk, xsks_map_fd, &err);
	return code ? xsk_failed(code, &err) : 0;
}
