// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* By id if we may, else by looking through /proc/self/fd. */
#include "xsk/bpf_object_find.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "base/syscall.h"

enum kind { PROGRAM, MAP, LINK };

/* What is looked for, and with a link whose it must be. */
struct target {
	enum kind kind;
	uint32_t id; /* of the program or map; for a link, of its program */
	int ifindex;
};

static bool link_fits(int fd, const struct target *target)
{
	struct bpf_link_info info = { 0 };
	__u32 bytes = sizeof(info);

	return !bpf_link_get_info_by_fd(fd, &info, &bytes) && info.type == BPF_LINK_TYPE_XDP &&
	       info.prog_id == target->id && info.xdp.ifindex == (__u32)target->ifindex;
}

static bool fits(int fd, const struct target *target)
{
	struct bpf_prog_info program = { 0 };
	struct bpf_map_info map = { 0 };
	__u32 bytes;

	switch (target->kind) {
	case PROGRAM:
		bytes = sizeof(program);
		return !bpf_prog_get_info_by_fd(fd, &program, &bytes) && program.id == target->id;
	case MAP:
		bytes = sizeof(map);
		return !bpf_map_get_info_by_fd(fd, &map, &bytes) && map.id == target->id;
	case LINK:
		return link_fits(fd, target);
	}
	return false;
}

/* Does the descriptor stand for an object of this kind? The kernel would answer for any kind with its own
 * struct. */
static bool is_kind(int fd, enum kind kind)
{
	static const char *const names[] = { "anon_inode:bpf-prog", "anon_inode:bpf-map",
		"anon_inode:bpf_link" };
	char path[32], name[64];
	ssize_t bytes;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	bytes = readlink(path, name, sizeof(name) - 1);
	if (bytes < 0)
		return false;
	name[bytes] = '\0';
	return !strcmp(name, names[kind]) || (kind == LINK && !strcmp(name, "anon_inode:bpf-link"));
}

/* Another thread may close or reuse @fd at any time: only what our own copy stands for counts. */
static int own_copy(int fd, const struct target *target)
{
	scoped_fd int copy = -1;

	if (!is_kind(fd, target->kind))
		return -ENOENT;
	copy = sys_dup(fd);
	if (copy < 0)
		return copy == -EBADF ? -ENOENT : copy;
	if (!is_kind(copy, target->kind) || !fits(copy, target))
		return -ENOENT;
	return take_fd(&copy);
}

static int find_among_own(const struct target *target)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	int found = -EPERM;

	if (!dir)
		return -EPERM;
	while (found == -EPERM && (entry = readdir(dir))) {
		int copy;

		if (entry->d_name[0] == '.')
			continue;
		copy = own_copy(atoi(entry->d_name), target);
		if (copy != -ENOENT)
			found = copy;
	}
	closedir(dir);
	return found;
}

int bpf_object_find_program(uint32_t id)
{
	int fd = bpf_prog_get_fd_by_id(id);

	return fd == -EPERM ? find_among_own(&(struct target){ PROGRAM, id, 0 }) : fd;
}

int bpf_object_find_map(uint32_t id)
{
	int fd = bpf_map_get_fd_by_id(id);

	return fd == -EPERM ? find_among_own(&(struct target){ MAP, id, 0 }) : fd;
}

int bpf_object_find_xdp_link(uint32_t program_id, int ifindex)
{
	struct target target = { LINK, program_id, ifindex };
	__u32 id = 0;
	int code;

	while (!(code = bpf_link_get_next_id(id, &id))) {
		scoped_fd int fd = bpf_link_get_fd_by_id(id);

		if (fd >= 0 && link_fits(fd, &target))
			return take_fd(&fd);
		if (fd < 0 && fd != -ENOENT)
			return fd;
	}
	return code == -EPERM ? find_among_own(&target) : code;
}
