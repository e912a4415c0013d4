// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * libxdp's dispatcher: one program on the interface that calls up to ten others, which are attached to
 * functions of it by links. Its configuration is a frozen map, its only one.
 */
#include <bpf/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/attachments.h"

enum {
	SLOTS = 10,
	MAGIC = 236,
	VALUE_MAX = 4096,
};

/* Versions 2 and 3; version 1 has no magic number and begins with the count. */
struct config {
	uint8_t magic, version, programs, frags;
	uint32_t chain_call_actions[SLOTS];
	uint32_t run_prios[SLOTS];
};

struct config_v1 {
	uint8_t programs;
	uint32_t chain_call_actions[SLOTS];
	uint32_t run_prios[SLOTS];
};

static bool read_config(uint32_t map_id, struct config *config)
{
	int fd = bpf_map_get_fd_by_id(map_id);
	struct bpf_map_info info = { 0 };
	__u32 bytes = sizeof(info), key = 0;
	uint8_t value[VALUE_MAX] = { 0 };
	bool read = fd >= 0 && !bpf_map_get_info_by_fd(fd, &info, &bytes) && info.key_size == 4 &&
		    info.max_entries == 1 && info.value_size >= sizeof(struct config_v1) &&
		    info.value_size <= VALUE_MAX && !bpf_map_lookup_elem(fd, &key, value);

	if (fd >= 0)
		close(fd);
	if (!read)
		return false;
	if (value[0] == MAGIC) {
		memcpy(config, value, sizeof(*config));
	} else {
		struct config_v1 old;

		memcpy(&old, value, sizeof(old));
		*config = (struct config){ .version = 1, .programs = old.programs };
		memcpy(config->chain_call_actions, old.chain_call_actions, sizeof(old.chain_call_actions));
		memcpy(config->run_prios, old.run_prios, sizeof(old.run_prios));
	}
	return config->programs <= SLOTS;
}

static void put_actions(facts *entry, uint32_t actions)
{
	static const char *const names[] = { "aborted", "drop", "pass", "tx", "redirect" };
	facts *list = facts_new_list();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (actions & 1u << i)
			facts_append_text(list, names[i]);
	}
	/* Bit 31: what a slot returns whose program is not there. */
	fact_put(entry, "goes_on_after", list);
}

/*
 * The link by which a program stands in slot @slot of the dispatcher. With one program it stands in for the
 * whole.
 */
static facts *find_component(const struct inventory *inventory, uint64_t dispatcher, uint32_t slot, bool only)
{
	char function[16];

	snprintf(function, sizeof(function), "prog%u", slot);
	for (size_t i = 0; i < count_of(inventory->links); i++) {
		facts *link = entry_of(inventory->links, i);

		if (number_of(link, "target_prog_id") == dispatcher &&
			(!strcmp(text_of(link, "target_name"), function) || (only && slot == 0)))
			return link;
	}
	return NULL;
}

facts *dispatcher_facts(const struct inventory *inventory, const facts *program)
{
	facts *maps = member_of(program, "map_ids"), *result, *list;
	struct config config;

	if (strcmp(text_of(program, "name"), "xdp_dispatcher") || count_of(maps) != 1 ||
		!read_config((uint32_t)json_object_get_uint64(entry_of(maps, 0)), &config))
		return NULL;
	result = facts_new();
	list = facts_new_list();
	fact_number(result, "version", config.version);
	for (uint32_t i = 0; i < config.programs; i++) {
		facts *link = find_component(inventory, number_of(program, "id"), i, config.programs == 1);
		facts *component =
			link ? program_facts(inventory, (uint32_t)number_of(link, "prog_id")) : NULL;
		facts *entry = facts_new();

		fact_number(entry, "slot", i);
		fact_number(entry, "priority", config.run_prios[i]);
		put_actions(entry, config.chain_call_actions[i]);
		if (link)
			fact_number(entry, "link_id", number_of(link, "id"));
		if (component)
			fact_put(entry, "prog", component);
		facts_append(list, entry);
	}
	fact_put(result, "programs", list);
	return result;
}
