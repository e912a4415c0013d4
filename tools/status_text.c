// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The text of status. */
#include "tools/status_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/show.h"

static void print_entries(const facts *map)
{
	const facts *entries = member_of(map, "entries");
	size_t count = count_of(entries);

	if (!entries) {
		printf("entries unknown: %s\n", text_of(map, "entries_unknown"));
		return;
	}
	if (!count)
		printf("no socket");
	for (size_t i = 0; i < count; i++)
		printf("%s%" PRIu64,
			i            ? ", "
			: count == 1 ? "queue "
				     : "queues ",
			number_of(entry_of(entries, i), "key"));
	printf(" of %" PRIu64 "\n", number_of(map, "max_entries"));
	for (size_t i = 0; i < count; i++) {
		const facts *entry = entry_of(entries, i);

		if (number_of(entry, "key") != number_of(entry, "queue_id"))
			printf("      the socket under key %" PRIu64 " is bound to queue %" PRIu64
			       ": it gets nothing (the key must be the queue)\n",
				number_of(entry, "key"), number_of(entry, "queue_id"));
	}
}

static void print_xskmaps(const facts *entry, const char *indent)
{
	const facts *maps = member_of(entry, "xskmaps");

	for (size_t i = 0; i < count_of(maps); i++) {
		const facts *map = entry_of(maps, i);

		printf("%sXSKMAP %" PRIu64 " \"%s\": ", indent, number_of(map, "id"), text_of(map, "name"));
		print_entries(map);
	}
}

static void print_dispatcher(const facts *dispatcher)
{
	const facts *programs = member_of(dispatcher, "programs");
	char text[256];

	printf("    dispatcher of version %" PRIu64 " with %zu program%s\n", number_of(dispatcher, "version"),
		count_of(programs), count_of(programs) == 1 ? "" : "s");
	for (size_t i = 0; i < count_of(programs); i++) {
		const facts *entry = entry_of(programs, i), *program = member_of(entry, "prog");
		const facts *actions = member_of(entry, "goes_on_after");

		if (program)
			show_program(program, number_of(program, "id"), text, sizeof(text));
		else
			snprintf(text, sizeof(text), "unknown");
		printf("      %" PRIu64 ": program %s, priority %" PRIu64 ", goes on after",
			number_of(entry, "slot"), text, number_of(entry, "priority"));
		for (size_t j = 0; j < count_of(actions); j++)
			printf("%s %s", j ? "," : "", json_object_get_string(entry_of(actions, j)));
		printf("%s\n", count_of(actions) ? "" : " nothing");
		show_holders(program, "         ");
		print_xskmaps(entry, "         ");
	}
}

static void print_xdp(const facts *entry)
{
	const facts *program = member_of(entry, "prog"), *pinned = member_of(entry, "link_pinned");
	char text[256], pids[512];

	show_program(program, number_of(entry, "prog_id"), text, sizeof(text));
	printf("  XDP %s: program %s%s%s%s, ", text_of(entry, "mode"), text,
		facts_has(entry, "role") ? " (" : "", text_of(entry, "role"),
		facts_has(entry, "role") ? ")" : "");
	if (facts_has(entry, "link_id"))
		printf("by link %" PRIu64 "\n", number_of(entry, "link_id"));
	else if (!strcmp(text_of(entry, "attached_by"), "netlink"))
		printf("by netlink (stays until detached)\n");
	else
		printf("attached\n");
	show_pids(member_of(entry, "link_pids"), pids, sizeof(pids));
	if (pids[0])
		printf("    link held by %s\n", pids);
	for (size_t i = 0; i < count_of(pinned); i++)
		printf("    link pinned at %s\n", json_object_get_string(entry_of(pinned, i)));
	if (program)
		show_holders(program, "    program ");
	print_xskmaps(entry, "    ");
	if (facts_has(entry, "dispatcher"))
		print_dispatcher(member_of(entry, "dispatcher"));
}

static void print_tc(const facts *entry)
{
	char text[256];

	show_program(member_of(entry, "prog"), number_of(entry, "prog_id"), text, sizeof(text));
	printf("  %s %s: program %s", strcmp(text_of(entry, "kind"), "tcx") ? "tc filter" : "tcx",
		text_of(entry, "direction"), text);
	if (facts_has(entry, "link_id"))
		printf(", by link %" PRIu64, number_of(entry, "link_id"));
	if (facts_has(entry, "priority"))
		printf(", priority %" PRIu64 " handle %#" PRIx64, number_of(entry, "priority"),
			number_of(entry, "handle"));
	putchar('\n');
}

static void print_counter(const facts *socket, const char *key, const char *words)
{
	if (facts_has(socket, key))
		printf("%s %" PRIu64 "%s", words, number_of(socket, key),
			strcmp(key, "tx_invalid") ? ", " : "\n");
}

static void print_socket(const facts *socket)
{
	const facts *umem = member_of(socket, "umem");
	static const char *const rings[][2] = {
		{ "rx_slots", "RX" },
		{ "tx_slots", "TX" },
		{ "fill_slots", "fill" },
		{ "completion_slots", "completion" },
	};
	char pids[512], size[32];

	show_pids(member_of(socket, "pids"), pids, sizeof(pids));
	printf("  socket %" PRIu64, number_of(socket, "inode"));
	if (facts_has(socket, "queue_id"))
		printf(" of queue %" PRIu64, number_of(socket, "queue_id"));
	if (!facts_has(socket, "ifindex") && count_of(member_of(socket, "ifindex_candidates")))
		printf(" of this or another interface");
	printf("%s%s, %s%s\n", facts_has(socket, "mode") ? ", " : "", text_of(socket, "mode"),
		pids[0] ? "held by " : "nobody's descriptor: a mapped ring, or a process not seen, holds it",
		pids);
	if (umem) {
		show_bytes(number_of(umem, "bytes"), size, sizeof(size));
		printf("    UMEM %" PRIu64 ": %" PRIu64 " frames of %" PRIu64 " B (%s), rings of",
			number_of(umem, "id"), number_of(umem, "frames"), number_of(umem, "frame_bytes"),
			size);
		for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
			if (facts_has(socket, rings[i][0]))
				printf(" %s %" PRIu64, rings[i][1], number_of(socket, rings[i][0]));
		}
		putchar('\n');
	}
	if (facts_has(socket, "rx_dropped"))
		printf("    ");
	print_counter(socket, "rx_dropped", "dropped");
	print_counter(socket, "rx_ring_full", "ring full");
	print_counter(socket, "rx_fill_empty", "fill empty");
	print_counter(socket, "tx_invalid", "invalid");
}

static void print_interface(const facts *interface)
{
	const facts *xdp = member_of(interface, "xdp"), *tc = member_of(interface, "tc");
	const facts *sockets = member_of(interface, "sockets"), *counters = member_of(interface, "counters");
	const char *driver = text_of(interface, "driver");

	printf("%s: %s%s%s, %" PRIu64 " queue%s, MTU %" PRIu64 "\n", text_of(interface, "ifname"), driver,
		driver[0] ? ", " : "",
		!bool_of(interface, "up")       ? "down"
		: bool_of(interface, "running") ? "up"
						: "up without carrier",
		number_of(interface, "rx_queues"), number_of(interface, "rx_queues") == 1 ? "" : "s",
		number_of(interface, "mtu"));
	for (size_t i = 0; i < count_of(xdp); i++)
		print_xdp(entry_of(xdp, i));
	if (!count_of(xdp))
		printf("  XDP: nothing attached%s%s\n",
			facts_has(interface, "xdp_unknown") ? ", or unknown: " : "",
			text_of(interface, "xdp_unknown"));
	for (size_t i = 0; i < count_of(tc); i++)
		print_tc(entry_of(tc, i));
	for (size_t i = 0; i < count_of(sockets); i++)
		print_socket(entry_of(sockets, i));
	if (count_of(counters))
		printf("  received %" PRIu64 ", dropped %" PRIu64 ", missed %" PRIu64 "; sent %" PRIu64
		       ", dropped %" PRIu64 "\n",
			number_of(counters, "rx_packets"), number_of(counters, "rx_dropped"),
			number_of(counters, "rx_missed"), number_of(counters, "tx_packets"),
			number_of(counters, "tx_dropped"));
}

void status_print(const facts *status)
{
	const facts *interfaces = member_of(status, "interfaces"),
		    *others = member_of(status, "other_sockets");
	const facts *notes = member_of(status, "notes");

	for (size_t i = 0; i < count_of(interfaces); i++) {
		if (i)
			putchar('\n');
		print_interface(entry_of(interfaces, i));
	}
	if (count_of(others))
		printf("%sbound to no interface that is known:\n", count_of(interfaces) ? "\n" : "");
	for (size_t i = 0; i < count_of(others); i++)
		print_socket(entry_of(others, i));
	if (!count_of(interfaces) && !count_of(others))
		puts("nothing is attached, and no AF_XDP socket is open, in this network namespace");
	for (size_t i = 0; i < count_of(notes); i++)
		printf("note: %s\n", json_object_get_string(entry_of(notes, i)));
}
