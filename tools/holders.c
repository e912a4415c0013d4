// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* /proc/PID/fd says what kind a descriptor is, /proc/PID/fdinfo which one, /proc/PID/maps what is mapped. */
#include "tools/holders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(struct holders *holders, const struct holder *holder)
{
	struct holder *list = realloc(holders->list, (holders->count + 1) * sizeof(*list));

	if (!list) {
		fprintf(stderr, "xskctl: out of memory\n");
		exit(1);
	}
	holders->list = list;
	list[holders->count++] = *holder;
}

/* The beginning of a file below @folder_fd; bytes, 0 where it is gone. */
static size_t read_file(int folder_fd, const char *name, char *text, size_t bytes)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, bytes - 1);

	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = '\0';
	return got > 0 ? (size_t)got : 0;
}

static int read_id(int process_fd, const char *fd_name, const char *key, uint64_t *id)
{
	char path[64], text[4096];
	const char *line;

	snprintf(path, sizeof(path), "fdinfo/%.20s", fd_name);
	if (!read_file(process_fd, path, text, sizeof(text)))
		return -ENOENT;
	line = strstr(text, key);
	if (!line)
		return -ENOENT;
	*id = strtoull(line + strlen(key), NULL, 10);
	return 0;
}

static const struct kind {
	const char *target; /* how the link in /proc/PID/fd begins */
	enum held what;
	const char *key; /* in fdinfo; NULL: the number is in the target */
} kinds[] = {
	{ "socket:[", HELD_SOCKET, NULL },
	{ "anon_inode:bpf-prog", HELD_PROGRAM, "prog_id:" },
	{ "anon_inode:bpf-map", HELD_MAP, "map_id:" },
	{ "anon_inode:bpf_link", HELD_LINK, "link_id:" },
	{ "anon_inode:bpf-link", HELD_LINK, "link_id:" },
};

static void look_at(struct holders *holders, int process_fd, const char *fd_name, struct holder *holder)
{
	char path[64], target[128];
	ssize_t length;

	snprintf(path, sizeof(path), "fd/%.20s", fd_name);
	length = readlinkat(process_fd, path, target, sizeof(target) - 1);
	if (length <= 0)
		return;
	target[length] = '\0';
	holder->fd = atoi(fd_name);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *kind = &kinds[i];

		if (strncmp(target, kind->target, strlen(kind->target)))
			continue;
		holder->what = kind->what;
		if (!kind->key)
			holder->id = strtoull(target + strlen(kind->target), NULL, 10);
		else if (read_id(process_fd, fd_name, kind->key, &holder->id))
			return;
		add(holders, holder);
		return;
	}
}

/* A ring that is mapped holds its socket, also after the descriptor was closed. */
static void look_at_mappings(struct holders *holders, int process_fd, struct holder *holder)
{
	int fd = openat(process_fd, "maps", O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	char line[512];

	holder->fd = -1;
	holder->what = HELD_SOCKET;
	while (file && fgets(line, sizeof(line), file)) {
		const char *name = strstr(line, " socket:[");

		if (name) {
			holder->id = strtoull(name + strlen(" socket:["), NULL, 10);
			add(holders, holder);
		}
	}
	if (file)
		fclose(file);
	else if (fd >= 0)
		close(fd);
}

static DIR *open_below(int folder_fd, const char *name)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (!folder && fd >= 0)
		close(fd);
	return folder;
}

static void look_at_process(struct holders *holders, int proc_fd, const char *name)
{
	struct holder holder = { .pid = (pid_t)atoi(name) };
	int process_fd = openat(proc_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;
	size_t length;
	DIR *folder;

	if (process_fd < 0)
		return;
	length = read_file(process_fd, "comm", holder.command, sizeof(holder.command));
	/* The line's end; a name may hold others. */
	if (length && holder.command[length - 1] == '\n')
		holder.command[length - 1] = '\0';
	errno = 0;
	folder = open_below(process_fd, "fd");
	if (!folder && (errno == EACCES || errno == EPERM))
		holders->hidden++;
	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.')
			look_at(holders, process_fd, entry->d_name, &holder);
	}
	if (folder) {
		closedir(folder);
		look_at_mappings(holders, process_fd, &holder);
	}
	close(process_fd);
}

void holders_gather(struct holders *holders)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	memset(holders, 0, sizeof(*holders));
	while (proc && (entry = readdir(proc))) {
		if (atoi(entry->d_name) > 0 && atoi(entry->d_name) != getpid())
			look_at_process(holders, dirfd(proc), entry->d_name);
	}
	if (proc)
		closedir(proc);
}

void holders_free(struct holders *holders)
{
	free(holders->list);
	memset(holders, 0, sizeof(*holders));
}

facts *holders_of(const struct holders *holders, enum held what, uint64_t id)
{
	facts *list = facts_new_list();

	for (size_t i = 0; i < holders->count; i++) {
		const struct holder *holder = &holders->list[i];
		facts *entry;

		if (holder->what != what || holder->id != id ||
			facts_find(list, "pid", (uint64_t)holder->pid))
			continue;
		entry = facts_new();
		fact_number(entry, "pid", (uint64_t)holder->pid);
		fact_text(entry, "command", holder->command);
		facts_append(list, entry);
	}
	return list;
}
