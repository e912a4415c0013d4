// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* By opening each file: the kernel has no list of what is pinned. */
#include "tools/pins.h"

#include <bpf/bpf.h>
#include <fts.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kind and id of what a descriptor of ours is; false: something else, or an older kernel. */
static bool identify(int fd, struct pin *pin)
{
	union {
		struct bpf_prog_info program;
		struct bpf_map_info map;
		struct bpf_link_info link;
	} info = { 0 };
	char path[64], target[64];
	__u32 bytes;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, target, sizeof(target) - 1);
	target[length > 0 ? length : 0] = '\0';
	if (strstr(target, "bpf-prog")) {
		bytes = sizeof(info.program);
		pin->what = HELD_PROGRAM;
		if (bpf_prog_get_info_by_fd(fd, &info.program, &bytes))
			return false;
		pin->id = info.program.id;
	} else if (strstr(target, "bpf-map")) {
		bytes = sizeof(info.map);
		pin->what = HELD_MAP;
		if (bpf_map_get_info_by_fd(fd, &info.map, &bytes))
			return false;
		pin->id = info.map.id;
	} else {
		bytes = sizeof(info.link);
		pin->what = HELD_LINK;
		if (bpf_link_get_info_by_fd(fd, &info.link, &bytes))
			return false;
		pin->id = info.link.id;
	}
	return true;
}

/* A file system that is mounted twice on one place shows its files twice. */
static bool is_known(const struct pins *pins, const char *path)
{
	for (size_t i = 0; i < pins->count; i++) {
		if (!strcmp(pins->list[i].path, path))
			return true;
	}
	return false;
}

static void add(struct pins *pins, const char *path)
{
	int fd = is_known(pins, path) ? -1 : bpf_obj_get(path);
	struct pin pin = { 0 }, *list;

	if (fd < 0)
		return;
	if (identify(fd, &pin)) {
		list = realloc(pins->list, (pins->count + 1) * sizeof(*list));
		pin.path = list ? strdup(path) : NULL;
		if (!pin.path) {
			fprintf(stderr, "xskctl: out of memory\n");
			exit(1);
		}
		pins->list = list;
		list[pins->count++] = pin;
	}
	close(fd);
}

static void walk(struct pins *pins, char *mount_point)
{
	char *roots[] = { mount_point, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	FTSENT *entry;

	while (tree && (entry = fts_read(tree))) {
		if (entry->fts_info == FTS_F)
			add(pins, entry->fts_path);
	}
	if (tree)
		fts_close(tree);
}

void pins_gather(struct pins *pins)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *mount;

	memset(pins, 0, sizeof(*pins));
	while (mounts && (mount = getmntent(mounts))) {
		if (!strcmp(mount->mnt_type, "bpf"))
			walk(pins, mount->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
}

void pins_free(struct pins *pins)
{
	for (size_t i = 0; i < pins->count; i++)
		free(pins->list[i].path);
	free(pins->list);
	memset(pins, 0, sizeof(*pins));
}

facts *pins_of(const struct pins *pins, enum held what, uint32_t id)
{
	facts *list = facts_new_list();

	for (size_t i = 0; i < pins->count; i++) {
		if (pins->list[i].what == what && pins->list[i].id == id)
			facts_append_text(list, pins->list[i].path);
	}
	return list;
}
