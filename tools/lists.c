// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* prog list, map list, link list. */
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/attachments.h"
#include "tools/command.h"
#include "tools/inventory.h"
#include "tools/show.h"

/* Where a link is, in words. */
static void describe_place(const facts *link, char *text, size_t bytes)
{
	const char *type = text_of(link, "type"), *hook = text_of(link, "attach_type");

	text[0] = '\0';
	if (facts_has(link, "ifname"))
		snprintf(text, bytes, "%s%s%s", text_of(link, "ifname"), hook[0] ? " " : "", hook);
	else if (facts_has(link, "ifindex") && !number_of(link, "ifindex"))
		snprintf(text, bytes, "nothing any more");
	else if (facts_has(link, "ifindex"))
		snprintf(text, bytes, "interface %" PRIu64 " of another namespace%s%s",
			number_of(link, "ifindex"), hook[0] ? " " : "", hook);
	else if (facts_has(link, "cgroup_id"))
		snprintf(text, bytes, "cgroup %" PRIu64 " %s", number_of(link, "cgroup_id"), hook);
	else if (facts_has(link, "netns_inode"))
		snprintf(text, bytes, "network namespace %" PRIu64 " %s", number_of(link, "netns_inode"),
			hook);
	else if (facts_has(link, "target_prog_id"))
		snprintf(text, bytes, "program %" PRIu64 " function %s", number_of(link, "target_prog_id"),
			text_of(link, "target_name"));
	else if (facts_has(link, "target_name"))
		snprintf(text, bytes, "%s", text_of(link, "target_name"));
	else if (hook[0])
		snprintf(text, bytes, "%s", hook);
	else
		snprintf(text, bytes, "%s", type);
}

static void attach_to(facts *programs, uint64_t id, const char *how, uint64_t link, const char *place)
{
	facts *program = facts_find(programs, "id", id), *entry;

	if (!program)
		return;
	if (!facts_has(program, "attached"))
		fact_put(program, "attached", facts_new_list());
	entry = facts_new();
	fact_text(entry, "by", how);
	if (link)
		fact_number(entry, "link_id", link);
	fact_text(entry, "to", place);
	facts_append(member_of(program, "attached"), entry);
}

/* Attached without a link: XDP by netlink, classic filters. */
static void attach_interfaces(facts *programs, const struct inventory *inventory)
{
	struct if_nameindex *interfaces = if_nameindex();

	for (size_t i = 0; interfaces && interfaces[i].if_index; i++) {
		int result;
		facts *xdp = xdp_attachments(inventory, interfaces[i].if_index, &result);
		facts *tc = tc_attachments(interfaces[i].if_index);
		char place[64];

		for (size_t j = 0; j < count_of(xdp); j++) {
			facts *entry = entry_of(xdp, j);

			snprintf(place, sizeof(place), "%s xdp %s", interfaces[i].if_name,
				text_of(entry, "mode"));
			if (!facts_has(entry, "link_id"))
				attach_to(programs, number_of(entry, "prog_id"), "netlink", 0, place);
		}
		for (size_t j = 0; j < count_of(tc); j++) {
			facts *entry = entry_of(tc, j);

			snprintf(place, sizeof(place), "%s tc %s", interfaces[i].if_name,
				text_of(entry, "direction"));
			if (!facts_has(entry, "link_id"))
				attach_to(programs, number_of(entry, "prog_id"), text_of(entry, "kind"), 0,
					place);
		}
		json_object_put(xdp);
		json_object_put(tc);
	}
	if_freenameindex(interfaces);
}

static void add_attachments(facts *programs, const struct inventory *inventory)
{
	char place[256];

	for (size_t i = 0; i < count_of(inventory->links); i++) {
		const facts *link = entry_of(inventory->links, i);

		describe_place(link, place, sizeof(place));
		attach_to(programs, number_of(link, "prog_id"), "link", number_of(link, "id"), place);
	}
	attach_interfaces(programs, inventory);
	for (size_t i = 0; i < count_of(programs); i++) {
		if (!facts_has(entry_of(programs, i), "attached"))
			fact_put(entry_of(programs, i), "attached", facts_new_list());
	}
}

/* How long ago it was loaded: what is old and held by nobody was left behind. */
static void describe_age(uint64_t loaded_ns, char *text, size_t bytes)
{
	struct timespec now;
	uint64_t seconds;

	clock_gettime(CLOCK_BOOTTIME, &now);
	seconds = (uint64_t)now.tv_sec - loaded_ns / 1000000000;
	if (seconds < 120)
		snprintf(text, bytes, "%" PRIu64 " s", seconds);
	else if (seconds < 7200)
		snprintf(text, bytes, "%" PRIu64 " min", seconds / 60);
	else
		snprintf(text, bytes, "%" PRIu64 " h", seconds / 3600);
}

static void print_program(const facts *program)
{
	const facts *attached = member_of(program, "attached");
	char maps[512], memory[32], age[32];

	describe_age(number_of(program, "loaded_ns"), age, sizeof(age));
	show_numbers(member_of(program, "map_ids"), maps, sizeof(maps));
	show_bytes(number_of(program, "bytes_memory"), memory, sizeof(memory));
	printf("%" PRIu64 ": %s \"%s\", tag %s, %s, loaded %s ago by user %" PRIu64 "%s%s\n",
		number_of(program, "id"), text_of(program, "type"), text_of(program, "name"),
		text_of(program, "tag"), memory, age, number_of(program, "uid"), maps[0] ? ", maps " : "",
		maps);
	for (size_t i = 0; i < count_of(attached); i++) {
		const facts *entry = entry_of(attached, i);

		printf("    attached to %s by %s", text_of(entry, "to"), text_of(entry, "by"));
		if (facts_has(entry, "link_id"))
			printf(" %" PRIu64, number_of(entry, "link_id"));
		putchar('\n');
	}
	show_holders(program, "    ");
}

static void print_map(const facts *map)
{
	char programs[512], memory[32];

	show_numbers(member_of(map, "prog_ids"), programs, sizeof(programs));
	show_bytes(number_of(map, "bytes_memory"), memory, sizeof(memory));
	printf("%" PRIu64 ": %s \"%s\", %" PRIu64 " entries of %" PRIu64 " + %" PRIu64 " B, %s%s%s%s\n",
		number_of(map, "id"), text_of(map, "type"), text_of(map, "name"),
		number_of(map, "max_entries"), number_of(map, "bytes_key"), number_of(map, "bytes_value"),
		memory, bool_of(map, "frozen") ? ", frozen" : "", programs[0] ? ", programs " : "", programs);
	show_holders(map, "    ");
}

static void print_link(const facts *link)
{
	char place[256];

	describe_place(link, place, sizeof(place));
	printf("%" PRIu64 ": %s of program %" PRIu64 " on %s\n", number_of(link, "id"), text_of(link, "type"),
		number_of(link, "prog_id"), place);
	show_holders(link, "    ");
}

/* All of one kind: {"programs": [...]} and so on. */
static int list(const struct request *request, const char *key, facts *(*all)(const struct inventory *),
	void (*print)(const facts *), bool places)
{
	struct inventory inventory;
	facts *result, *objects;

	inventory_gather(&inventory);
	if (inventory.denied) {
		inventory_free(&inventory);
		return complain(request, "list %s: %s (needs CAP_SYS_ADMIN: run as root)", key,
			strerror(-inventory.denied));
	}
	result = facts_new();
	objects = fact_put(result, key, all(&inventory));
	if (places)
		add_attachments(objects, &inventory);
	if (request->json)
		facts_print(result);
	for (size_t i = 0; !request->json && i < count_of(objects); i++)
		print(entry_of(objects, i));
	if (!request->json && !count_of(objects))
		printf("no %s\n", key);
	json_object_put(result);
	inventory_free(&inventory);
	return STATUS_DONE;
}

int prog_list_run(const struct request *request)
{
	return list(request, "programs", all_programs, print_program, true);
}

int map_list_run(const struct request *request)
{
	return list(request, "maps", all_maps, print_map, false);
}

int link_list_run(const struct request *request)
{
	return list(request, "links", all_links, print_link, false);
}
