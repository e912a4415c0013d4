// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Programs and maps by id; links stand in tools/links.c. */
#include "tools/inventory.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAPS_OF_A_PROGRAM = 256 };

uint64_t own_fdinfo(int fd, const char *key)
{
	char path[64], line[256];
	uint64_t number = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, key, strlen(key)))
			number = strtoull(line + strlen(key), NULL, 10);
	}
	if (file)
		fclose(file);
	return number;
}

static void put_name(facts *object, const char *name)
{
	char ended[BPF_OBJ_NAME_LEN + 1] = "";

	memcpy(ended, name, BPF_OBJ_NAME_LEN);
	fact_text(object, "name", ended);
}

/* The name of a type; newer ones that the library does not know by their number. */
static void put_type(facts *object, const char *name, uint32_t type)
{
	if (name)
		fact_text(object, "type", name);
	else
		fact_format(object, "type", "type %u", type);
}

static void put_tag(facts *object, const uint8_t *tag)
{
	char text[2 * BPF_TAG_SIZE + 1];

	for (int i = 0; i < BPF_TAG_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", tag[i]);
	fact_text(object, "tag", text);
}

static facts *describe_program(
	const struct inventory *inventory, int fd, const struct bpf_prog_info *info, const __u32 *maps)
{
	facts *program = facts_new(), *list = facts_new_list();

	fact_number(program, "id", info->id);
	put_type(program, libbpf_bpf_prog_type_str(info->type), info->type);
	put_name(program, info->name);
	put_tag(program, info->tag);
	fact_bool(program, "gpl", info->gpl_compatible);
	fact_number(program, "loaded_ns", info->load_time); /* since boot */
	fact_number(program, "uid", info->created_by_uid);
	fact_number(program, "bytes_translated", info->xlated_prog_len);
	fact_number(program, "bytes_jited", info->jited_prog_len);
	fact_number(program, "bytes_memory", own_fdinfo(fd, "memlock:"));
	fact_number(program, "btf_id", info->btf_id);
	fact_number(program, "runs", info->run_cnt);
	fact_number(program, "run_ns", info->run_time_ns);
	for (uint32_t i = 0; i < info->nr_map_ids && i < MAPS_OF_A_PROGRAM; i++)
		facts_append_number(list, maps[i]);
	fact_put(program, "map_ids", list);
	fact_put(program, "pinned", pins_of(&inventory->pins, HELD_PROGRAM, info->id));
	fact_put(program, "pids", holders_of(&inventory->holders, HELD_PROGRAM, info->id));
	return program;
}

facts *program_facts(const struct inventory *inventory, uint32_t id)
{
	int fd = bpf_prog_get_fd_by_id(id);
	__u32 maps[MAPS_OF_A_PROGRAM] = { 0 }, bytes;
	struct bpf_prog_info info = { .nr_map_ids = MAPS_OF_A_PROGRAM, .map_ids = (uintptr_t)maps };
	facts *program = NULL;

	if (fd < 0)
		return NULL;
	bytes = sizeof(info);
	if (!bpf_prog_get_info_by_fd(fd, &info, &bytes))
		program = describe_program(inventory, fd, &info, maps);
	close(fd);
	return program;
}

facts *map_facts(const struct inventory *inventory, uint32_t id)
{
	int fd = bpf_map_get_fd_by_id(id);
	struct bpf_map_info info = { 0 };
	__u32 bytes = sizeof(info);
	facts *map;

	if (fd < 0 || bpf_map_get_info_by_fd(fd, &info, &bytes)) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	map = facts_new();
	fact_number(map, "id", info.id);
	put_type(map, libbpf_bpf_map_type_str(info.type), info.type);
	put_name(map, info.name);
	fact_number(map, "flags", info.map_flags);
	fact_number(map, "bytes_key", info.key_size);
	fact_number(map, "bytes_value", info.value_size);
	fact_number(map, "max_entries", info.max_entries);
	fact_number(map, "bytes_memory", own_fdinfo(fd, "memlock:"));
	fact_bool(map, "frozen", own_fdinfo(fd, "frozen:") != 0);
	fact_number(map, "btf_id", info.btf_id);
	fact_put(map, "pinned", pins_of(&inventory->pins, HELD_MAP, info.id));
	fact_put(map, "pids", holders_of(&inventory->holders, HELD_MAP, info.id));
	close(fd);
	return map;
}

facts *all_programs(const struct inventory *inventory)
{
	facts *list = facts_new_list();

	for (__u32 id = 0; !bpf_prog_get_next_id(id, &id);) {
		facts *program = program_facts(inventory, id);

		if (program)
			facts_append(list, program);
	}
	return list;
}

facts *all_maps(const struct inventory *inventory)
{
	facts *list = facts_new_list(), *programs = all_programs(inventory);

	for (__u32 id = 0; !bpf_map_get_next_id(id, &id);) {
		facts *map = map_facts(inventory, id), *users = facts_new_list();

		for (size_t i = 0; map && i < count_of(programs); i++) {
			facts *program = entry_of(programs, i);

			if (facts_have_number(member_of(program, "map_ids"), id))
				facts_append_number(users, number_of(program, "id"));
		}
		if (map) {
			fact_put(map, "prog_ids", users);
			facts_append(list, map);
		} else {
			json_object_put(users);
		}
	}
	json_object_put(programs);
	return list;
}

/* Listing needs CAP_SYS_ADMIN; an empty list is ENOENT. */
static int may_list(void)
{
	__u32 id = 0;

	if (!bpf_prog_get_next_id(0, &id) || errno == ENOENT)
		return 0;
	return -errno;
}

void inventory_gather(struct inventory *inventory)
{
	memset(inventory, 0, sizeof(*inventory));
	inventory->denied = may_list();
	holders_gather(&inventory->holders);
	pins_gather(&inventory->pins);
	inventory->links = all_links(inventory);
}

void inventory_free(struct inventory *inventory)
{
	json_object_put(inventory->links);
	pins_free(&inventory->pins);
	holders_free(&inventory->holders);
}
