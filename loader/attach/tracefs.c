// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/tracefs.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "base/syscall.h"

static const char *root(void)
{
	/* Who may not look in there (EACCES) is to be told that, not that nothing is mounted. */
	return access("/sys/kernel/tracing/events", F_OK) == 0 || errno != ENOENT
		       ? "/sys/kernel/tracing"
		       : "/sys/kernel/debug/tracing";
}

bool tracefs_is_mounted(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/events", root());
	return access(path, F_OK) == 0;
}

int tracefs_event_id(const char *category, const char *name)
{
	char path[PATH_MAX], text[32], *end;
	scoped_fd int fd = -1;
	ssize_t bytes;
	long id;

	if (snprintf(path, sizeof(path), "%s/events/%s/%s/id", root(), category, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = sys_open(path, O_RDONLY);
	if (fd < 0)
		return fd;
	bytes = sys_read(fd, text, sizeof(text) - 1);
	if (bytes < 0)
		return (int)bytes;
	text[bytes] = '\0';
	errno = 0;
	id = strtol(text, &end, 10);
	return end == text || errno || id < 0 || id > INT_MAX ? -EINVAL : (int)id;
}

static const char *group(enum tracefs_probes kind)
{
	return kind == TRACEFS_KPROBES ? "kprobes" : "uprobes";
}

void tracefs_probe_name(char name[TRACEFS_NAME_BYTES], const char *function, size_t offset)
{
	static atomic_uint number;

	/* The kernel takes letters, digits and underscores, at most 64 of them. */
	snprintf(name, 64, "xsk_%d_%u_0x%zx_%s", (int)getpid(), atomic_fetch_add(&number, 1), offset,
		function);
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
}

static int write_line(enum tracefs_probes kind, const char *line)
{
	char path[PATH_MAX];
	scoped_fd int fd = -1;
	ssize_t written;

	snprintf(path, sizeof(path), "%s/%s", root(),
		kind == TRACEFS_KPROBES ? "kprobe_events" : "uprobe_events");
	fd = sys_open(path, O_WRONLY | O_APPEND);
	if (fd < 0)
		return fd;
	written = sys_write(fd, line, strlen(line));
	return written < 0 ? (int)written : 0;
}

int tracefs_probe_add(enum tracefs_probes kind, const char *name, bool at_return, const char *where)
{
	char line[PATH_MAX + 256];

	if (snprintf(line, sizeof(line), "%c:%s/%s %s\n", at_return ? 'r' : 'p', group(kind), name, where) >=
		(int)sizeof(line))
		return -ENAMETOOLONG;
	return write_line(kind, line);
}

int tracefs_probe_remove(enum tracefs_probes kind, const char *name)
{
	char line[256];

	snprintf(line, sizeof(line), "-:%s/%s\n", group(kind), name);
	return write_line(kind, line);
}

int tracefs_probe_id(enum tracefs_probes kind, const char *name)
{
	return tracefs_event_id(group(kind), name);
}
