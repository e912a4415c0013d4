// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * detach: take XDP programs off that nobody holds. What was looked at is what is taken off: a netlink program
 * is replaced by nothing only if it is still the one that was seen.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/if_link.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xsk/interface.h>

#include "tools/attachments.h"
#include "tools/command.h"
#include "tools/show.h"
#include "tools/sockets.h"
#include "tools/xskmap.h"

struct detaching {
	const struct request *request;
	const struct inventory *inventory;
	struct xsk_interface_info interface;
	facts *detached, *refused;
	int status;
};

static void say(const struct detaching *work, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const struct detaching *work, const char *format, ...)
{
	va_list args;

	if (work->request->json)
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static uint32_t mode_flag(const char *mode)
{
	return !strcmp(mode, "native") ? XDP_FLAGS_DRV_MODE
	       : !strcmp(mode, "hw")   ? XDP_FLAGS_HW_MODE
				       : XDP_FLAGS_SKB_MODE;
}

/* One line about what stays; the strongest status wins. */
static void refuse(struct detaching *work, facts *entry, int status, const char *reason)
{
	facts *refused = facts_new();

	fact_number(refused, "prog_id", number_of(entry, "prog_id"));
	fact_text(refused, "mode", text_of(entry, "mode"));
	fact_text(refused, "reason", reason);
	facts_append(work->refused, refused);
	complain(work->request, "%s: %s program %" PRIu64 " stays: %s", work->interface.name,
		text_of(entry, "mode"), number_of(entry, "prog_id"), reason);
	if (work->status != STATUS_FAILED)
		work->status = status;
}

static void failed(struct detaching *work, facts *entry, int code)
{
	char reason[256];

	if (code == -EPERM || code == -EACCES)
		snprintf(reason, sizeof(reason), "%s (needs CAP_NET_ADMIN%s: run as root)", strerror(-code),
			facts_has(entry, "link_id") ? " and CAP_SYS_ADMIN" : "");
	else if (code == -EEXIST || code == -ENOENT)
		snprintf(reason, sizeof(reason), "it was replaced or taken off meanwhile (xskctl status %s)",
			work->interface.name);
	else if (code == -EBUSY)
		snprintf(reason, sizeof(reason), "%s: a link holds it (xskctl status %s, as root)",
			strerror(-code), work->interface.name);
	else
		snprintf(reason, sizeof(reason), "%s", strerror(-code));
	refuse(work, entry, STATUS_FAILED, reason);
}

/* 0, or -errno. */
static int detach_link(uint32_t id)
{
	int fd = bpf_link_get_fd_by_id(id);
	int code = fd < 0 || bpf_link_detach(fd) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return code;
}

static int detach_netlink(const struct detaching *work, uint32_t program, const char *mode)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts);
	int fd = bpf_prog_get_fd_by_id(program), code;

	if (fd < 0)
		return -errno;
	opts.old_prog_fd = fd;
	code = bpf_xdp_detach((int)work->interface.ifindex, mode_flag(mode), &opts);
	close(fd);
	return code;
}

static void add_pids(facts *pids, const facts *more)
{
	for (size_t i = 0; i < count_of(more); i++) {
		if (!facts_find(pids, "pid", number_of(entry_of(more, i), "pid")))
			facts_append(pids, json_object_get(entry_of(more, i)));
	}
}

/* Sockets of this interface, if one of them stands in the map. */
static void add_socket_pids(const struct detaching *work, facts *pids, const facts *map)
{
	const char *source;
	facts *entries = NULL, *sockets;
	int result;

	if (!strcmp(text_of(map, "type"), "xskmap"))
		entries = xskmap_entries(
			(uint32_t)number_of(map, "id"), (uint32_t)number_of(map, "max_entries"), &result);
	sockets = count_of(entries) ? all_sockets(work->inventory, &source) : NULL;
	for (size_t i = 0; i < count_of(sockets); i++) {
		const facts *socket = entry_of(sockets, i);

		if (number_of(socket, "ifindex") == work->interface.ifindex &&
			facts_find(entries, "queue_id", number_of(socket, "queue_id")))
			add_pids(pids, member_of(socket, "pids"));
	}
	json_object_put(sockets);
	json_object_put(entries);
}

/* A program is used by whoever holds it or one of its maps, or has a socket in its XSKMAP. */
static void add_users(const struct detaching *work, facts *pids, const facts *program)
{
	const facts *ids = member_of(program, "map_ids");

	add_pids(pids, member_of(program, "pids"));
	for (size_t i = 0; i < count_of(ids); i++) {
		facts *map = map_facts(work->inventory, (uint32_t)json_object_get_uint64(entry_of(ids, i)));

		add_pids(pids, member_of(map, "pids"));
		add_socket_pids(work, pids, map);
		json_object_put(map);
	}
}

/* Who lives and needs this program, or one of those behind a dispatcher. */
static facts *living(const struct detaching *work, const facts *program)
{
	facts *dispatcher = program ? dispatcher_facts(work->inventory, program) : NULL,
	      *pids = facts_new_list();
	const facts *components = member_of(dispatcher, "programs");

	add_users(work, pids, program);
	for (size_t i = 0; i < count_of(components); i++)
		add_users(work, pids, member_of(entry_of(components, i), "prog"));
	json_object_put(dispatcher);
	return pids;
}

/*
 * The pin of a link that is detached, and what libxdp pinned of the programs behind its dispatcher: of no use
 * now.
 */
static void say_pins_left(const struct detaching *work, facts *entry, const facts *link, uint32_t program)
{
	const struct pins *pins = &work->inventory->pins;
	const facts *own = member_of(link, "pinned");
	facts *left = facts_new_list();
	char part[64], folder[64] = "";

	snprintf(part, sizeof(part), "/dispatch-%u-%u/", work->interface.ifindex, program);
	for (size_t i = 0; i < pins->count; i++) {
		const char *path = pins->list[i].path, *at = strstr(path, part);
		size_t length = at ? (size_t)(at - path) + strlen(part) - 1 : 0;

		if (!at)
			continue;
		facts_append_text(left, path);
		/* Its files come one after the other. */
		if (length < sizeof(folder) && (strlen(folder) != length || strncmp(folder, path, length))) {
			snprintf(folder, sizeof(folder), "%.*s", (int)length, path);
			say(work, "  its pins are left, of no use any more: rm -r %s", folder);
		}
	}
	for (size_t i = 0; i < count_of(own); i++) {
		facts_append(left, json_object_get(entry_of(own, i)));
		say(work, "  its pin is left, of no use any more: rm %s",
			json_object_get_string(entry_of(own, i)));
	}
	fact_put(entry, "pins_left", left);
}

static bool may_detach(struct detaching *work, facts *entry, facts *program)
{
	char text[512], reason[700];
	facts *pids;

	if (facts_has(entry, "link_id")) {
		pids = holders_of(&work->inventory->holders, HELD_LINK, number_of(entry, "link_id"));
		show_pids(pids, text, sizeof(text));
		json_object_put(pids);
		snprintf(reason, sizeof(reason),
			"link %" PRIu64 " is held by %s: end that, and it goes by itself",
			number_of(entry, "link_id"), text);
	} else {
		pids = living(work, program);
		show_pids(pids, text, sizeof(text));
		json_object_put(pids);
		if (work->request->force)
			text[0] = '\0';
		snprintf(
			reason, sizeof(reason), "it is used by %s (--force takes it off all the same)", text);
	}
	if (text[0])
		refuse(work, entry, STATUS_MISSING, reason);
	return !text[0];
}

static void detach(struct detaching *work, facts *entry)
{
	uint32_t id = (uint32_t)number_of(entry, "prog_id");
	facts *program = program_facts(work->inventory, id), *done;
	const facts *link = facts_find(work->inventory->links, "id", number_of(entry, "link_id"));
	char text[256];
	int code;

	if (!may_detach(work, entry, program)) {
		json_object_put(program);
		return;
	}
	if (facts_has(entry, "link_id"))
		code = detach_link((uint32_t)number_of(entry, "link_id"));
	else
		code = detach_netlink(work, id, text_of(entry, "mode"));
	if (code) {
		failed(work, entry, code);
		json_object_put(program);
		return;
	}
	show_program(program, id, text, sizeof(text));
	say(work, "%s: detached %s program %s, attached by %s", work->interface.name, text_of(entry, "mode"),
		text, text_of(entry, "attached_by"));
	done = facts_new();
	fact_number(done, "prog_id", id);
	fact_text(done, "name", text_of(program, "name"));
	fact_text(done, "mode", text_of(entry, "mode"));
	fact_text(done, "attached_by", text_of(entry, "attached_by"));
	say_pins_left(work, done, link, id);
	facts_append(work->detached, done);
	json_object_put(program);
}

static bool is_meant(const struct request *request, const facts *entry)
{
	return (!request->id || request->id == number_of(entry, "prog_id")) &&
	       (!request->mode || !strcmp(request->mode, text_of(entry, "mode")));
}

static void detach_all(struct detaching *work, facts *xdp)
{
	const struct request *request = work->request;
	size_t meant = 0;

	for (size_t i = 0; i < count_of(xdp); i++) {
		if (is_meant(request, entry_of(xdp, i))) {
			meant++;
			detach(work, entry_of(xdp, i));
		}
	}
	if (meant)
		return;
	if (!count_of(xdp) && !request->id)
		say(work, "%s: no XDP program is attached", work->interface.name);
	else
		work->status = complain(request, "%s: no such program is attached (xskctl status %s)",
			work->interface.name, work->interface.name);
}

int detach_run(const struct request *request)
{
	struct inventory inventory;
	struct detaching work = { .request = request, .inventory = &inventory };
	struct xsk_error err;
	facts *xdp, *result;
	int code;

	if (xsk_interface__query(request->interface, &work.interface, &err))
		return complain(request, "%s", err.text);
	inventory_gather(&inventory);
	if (inventory.denied) {
		inventory_free(&inventory);
		return complain(request,
			"%s: who holds its programs can't be seen: %s (needs CAP_SYS_ADMIN: run as root)",
			work.interface.name, strerror(-inventory.denied));
	}
	result = facts_new();
	fact_text(result, "ifname", work.interface.name);
	/* As it may be shown. */
	snprintf(work.interface.name, sizeof(work.interface.name), "%s", text_of(result, "ifname"));
	work.detached = fact_put(result, "detached", facts_new_list());
	work.refused = fact_put(result, "refused", facts_new_list());
	xdp = xdp_attachments(&inventory, work.interface.ifindex, &code);
	if (code)
		work.status = complain(
			request, "ask what is attached to %s: %s", work.interface.name, strerror(-code));
	else
		detach_all(&work, xdp);
	if (request->json)
		facts_print(result);
	json_object_put(xdp);
	json_object_put(result);
	inventory_free(&inventory);
	return work.status;
}
