// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* status: what is on the interfaces. Printing stands in tools/status_text.c. */
#include <errno.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <stdio.h>
#include <string.h>
#include <xsk/interface.h>

#include "tools/attachments.h"
#include "tools/command.h"
#include "tools/sockets.h"
#include "tools/status_text.h"
#include "tools/xskmap.h"

/* Programs whose names say whose they are. */
static const struct {
	const char *name, *role;
} known_programs[] = {
	{ "xsk_redirect", "libxsk's redirect program" },
	{ "xsk_def_prog", "libxdp's default AF_XDP program" },
	{ "xdp_dispatcher", "libxdp's dispatcher" },
};

static void put_xskmaps(const struct inventory *inventory, facts *entry, const facts *program)
{
	facts *ids = member_of(program, "map_ids"), *list = facts_new_list();

	for (size_t i = 0; i < count_of(ids); i++) {
		facts *map = map_facts(inventory, (uint32_t)json_object_get_uint64(entry_of(ids, i))),
		      *entries;
		uint64_t most = number_of(map, "max_entries");
		int result;

		if (!map || strcmp(text_of(map, "type"), "xskmap")) {
			json_object_put(map);
			continue;
		}
		entries = xskmap_entries((uint32_t)number_of(map, "id"),
			most > UINT32_MAX ? UINT32_MAX : (uint32_t)most, &result);
		if (entries)
			fact_put(map, "entries", entries);
		else
			fact_text(map, "entries_unknown", strerror(-result));
		fact_number(map, "keys_looked_at", most < XSKMAP_KEYS ? most : XSKMAP_KEYS);
		facts_append(list, map);
	}
	fact_put(entry, "xskmaps", list);
}

/* A program that is attached, with all that is known of it. */
static void put_program(const struct inventory *inventory, facts *entry)
{
	facts *program = program_facts(inventory, (uint32_t)number_of(entry, "prog_id")), *dispatcher,
	      *components;

	if (facts_has(entry, "link_id")) {
		const facts *link = facts_find(inventory->links, "id", number_of(entry, "link_id"));

		fact_put(entry, "link_pids",
			holders_of(&inventory->holders, HELD_LINK, number_of(entry, "link_id")));
		fact_put(entry, "link_pinned", json_object_get(member_of(link, "pinned")));
	}
	if (!program)
		return;
	fact_put(entry, "prog", program);
	for (size_t i = 0; i < sizeof(known_programs) / sizeof(known_programs[0]); i++) {
		if (!strcmp(text_of(program, "name"), known_programs[i].name))
			fact_text(entry, "role", known_programs[i].role);
	}
	put_xskmaps(inventory, entry, program);
	dispatcher = dispatcher_facts(inventory, program);
	if (!dispatcher)
		return;
	fact_put(entry, "dispatcher", dispatcher);
	components = member_of(dispatcher, "programs");
	for (size_t i = 0; i < count_of(components); i++)
		put_xskmaps(inventory, entry_of(components, i), member_of(entry_of(components, i), "prog"));
}

static void put_counters(facts *interface, int ifindex)
{
	static const struct {
		const char *key;
		rtnl_link_stat_id_t id;
	} counters[] = {
		{ "rx_packets", RTNL_LINK_RX_PACKETS },
		{ "rx_bytes", RTNL_LINK_RX_BYTES },
		{ "rx_dropped", RTNL_LINK_RX_DROPPED },
		{ "rx_errors", RTNL_LINK_RX_ERRORS },
		{ "rx_missed", RTNL_LINK_RX_MISSED_ERR },
		{ "tx_packets", RTNL_LINK_TX_PACKETS },
		{ "tx_bytes", RTNL_LINK_TX_BYTES },
		{ "tx_dropped", RTNL_LINK_TX_DROPPED },
		{ "tx_errors", RTNL_LINK_TX_ERRORS },
	};
	struct nl_sock *socket = nl_socket_alloc();
	struct rtnl_link *link = NULL;
	facts *object = facts_new();

	if (socket && !nl_connect(socket, NETLINK_ROUTE) &&
		!rtnl_link_get_kernel(socket, ifindex, NULL, &link)) {
		for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
			fact_number(object, counters[i].key, rtnl_link_get_stat(link, counters[i].id));
		rtnl_link_put(link);
	}
	nl_socket_free(socket);
	fact_put(interface, "counters", object);
}

/* Those on this interface; of those that may be on it or on another, "ifindex" is missing. */
static void put_sockets(facts *interface, facts *sockets, uint32_t ifindex)
{
	facts *list = facts_new_list();

	for (size_t i = 0; i < count_of(sockets); i++) {
		facts *socket = entry_of(sockets, i);

		if (number_of(socket, "ifindex") == ifindex ||
			(!facts_has(socket, "ifindex") &&
				facts_have_number(member_of(socket, "ifindex_candidates"), ifindex)))
			facts_append(list, json_object_get(socket));
	}
	fact_put(interface, "sockets", list);
}

static facts *interface_facts(
	const struct inventory *inventory, const char *name, facts *sockets, struct xsk_error *err)
{
	struct xsk_interface_info info;
	facts *interface, *xdp, *tc;
	int result;

	if (xsk_interface__query(name, &info, err))
		return NULL;
	interface = facts_new();
	fact_number(interface, "ifindex", info.ifindex);
	fact_text(interface, "ifname", info.name);
	fact_text(interface, "kind", info.kind);
	fact_text(interface, "driver", info.driver);
	fact_bool(interface, "up", info.up);
	fact_bool(interface, "running", info.running);
	fact_number(interface, "mtu", info.mtu);
	fact_number(interface, "rx_queues", info.rx_queues);
	fact_number(interface, "tx_queues", info.tx_queues);
	xdp = fact_put(interface, "xdp", xdp_attachments(inventory, info.ifindex, &result));
	if (result)
		fact_text(interface, "xdp_unknown", strerror(-result));
	for (size_t i = 0; i < count_of(xdp); i++)
		put_program(inventory, entry_of(xdp, i));
	tc = fact_put(interface, "tc", tc_attachments(info.ifindex));
	for (size_t i = 0; i < count_of(tc); i++) {
		facts *program = program_facts(inventory, (uint32_t)number_of(entry_of(tc, i), "prog_id"));

		if (program)
			fact_put(entry_of(tc, i), "prog", program);
	}
	put_sockets(interface, sockets, info.ifindex);
	put_counters(interface, (int)info.ifindex);
	return interface;
}

static bool has_something(const facts *interface)
{
	return count_of(member_of(interface, "xdp")) || count_of(member_of(interface, "tc")) ||
	       count_of(member_of(interface, "sockets"));
}

static void put_all_interfaces(facts *list, const struct inventory *inventory, facts *sockets)
{
	struct if_nameindex *names = if_nameindex();
	struct xsk_error err;

	for (size_t i = 0; names && names[i].if_index; i++) {
		/* One that is gone meanwhile has nothing. */
		facts *interface = interface_facts(inventory, names[i].if_name, sockets, &err);

		if (has_something(interface))
			facts_append(list, interface);
		else
			json_object_put(interface);
	}
	if_freenameindex(names);
}

/* Those of no interface that we know: not bound, or the interface is gone or not told. */
static void put_other_sockets(facts *status, facts *sockets)
{
	facts *list = facts_new_list();

	for (size_t i = 0; i < count_of(sockets); i++) {
		facts *socket = entry_of(sockets, i);

		if (!facts_has(socket, "ifindex") && !count_of(member_of(socket, "ifindex_candidates")))
			facts_append(list, json_object_get(socket));
	}
	fact_put(status, "other_sockets", list);
}

static void put_notes(facts *status, const struct inventory *inventory, bool guessed)
{
	facts *notes = facts_new_list();

	if (inventory->denied)
		facts_append_text(notes,
			"without CAP_SYS_ADMIN the kernel tells numbers of programs only: run as root");
	if (inventory->holders.hidden)
		facts_append_text(notes, "descriptors of other users' processes can't be read: run as root");
	if (guessed)
		facts_append_text(notes, "this kernel does not list AF_XDP sockets "
					 "(CONFIG_XDP_SOCKETS_DIAG): found by looking into "
					 "processes, without rings and UMEM");
	fact_put(status, "notes", notes);
}

int status_run(const struct request *request)
{
	struct inventory inventory;
	struct xsk_error err;
	const char *source;
	facts *status = facts_new(), *list = fact_put(status, "interfaces", facts_new_list()), *sockets;
	int result = STATUS_DONE;

	inventory_gather(&inventory);
	sockets = all_sockets(&inventory, &source);
	fact_text(status, "socket_source", source);
	if (request->interface) {
		facts *interface = interface_facts(&inventory, request->interface, sockets, &err);

		if (interface)
			facts_append(list, interface);
		else
			result = complain(request, "%s", err.text);
	} else {
		put_all_interfaces(list, &inventory, sockets);
		put_other_sockets(status, sockets);
	}
	put_notes(status, &inventory, count_of(sockets) && !strcmp(source, "processes"));
	if (!result && request->json)
		facts_print(status);
	else if (!result)
		status_print(status);
	json_object_put(sockets);
	json_object_put(status);
	inventory_free(&inventory);
	return result;
}
