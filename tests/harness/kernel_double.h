/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * A double for the kernel that loads: every bpf(2) call of a whole bpf_object__load() is written down as a
 * line and answered, what it creates with a descriptor of memory, so that the loader may close, copy and map
 * it. Include it in one source file of a program, as bpf_double.h, which is for single calls.
 *
 *	btf | map hits type 1 key 4 value 8 entries 16 btf | update hits | freeze .rodata |
 *	program one | bind one .rodata
 */
#ifndef TESTS_HARNESS_KERNEL_DOUBLE_H
#define TESTS_HARNESS_KERNEL_DOUBLE_H

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <unistd.h>

#include "loader/kernel/attr.h"
#include "loader/kernel/uapi.h"
#include "tests/harness/test.h"

enum { DOUBLE_FDS = 1024, DOUBLE_TEXT = 16384, DOUBLE_FD_BYTES = 1 << 20 };

static char double_text[DOUBLE_TEXT];
static char double_names[DOUBLE_FDS][32];
/*
 * Asked before each call is answered, with its line: 0 to go on, or -errno. It may look at @attr, and write
 * into what that points at.
 */
static int (*double_answer)(const char *line, int command, void *attr);

static inline void kernel_double_reset(int (*answer)(const char *line, int command, void *attr))
{
	double_text[0] = '\0';
	double_answer = answer;
}

static inline const char *double_name(unsigned int fd)
{
	return fd < DOUBLE_FDS && *double_names[fd] ? double_names[fd] : "?";
}

static inline int double_create(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	REQUIRE(fd >= 0 && fd < DOUBLE_FDS);
	/* A map may be mapped; this is larger than any of a test. */
	REQUIRE(!ftruncate(fd, DOUBLE_FD_BYTES));
	snprintf(double_names[fd], sizeof(double_names[fd]), "%s", name);
	return fd;
}

/* One line of the transcript; what the call would create is called @created. */
static inline void double_describe(
	int command, const void *attr, char *line, size_t bytes, const char **created)
{
	const struct attr_map_create *map = attr;
	const struct attr_prog_load *program = attr;
	const struct attr_map_elem *element = attr;
	const struct attr_obj *object = attr;
	const struct attr_prog_bind_map *bind = attr;

	switch (command) {
	case BPF_BTF_LOAD:
		*created = "btf";
		snprintf(line, bytes, "btf");
		break;
	case BPF_MAP_CREATE:
		*created = map->map_name;
		snprintf(line, bytes, "map %s type %u key %u value %u entries %u%s%s", map->map_name,
			map->map_type, map->key_size, map->value_size, map->max_entries,
			map->btf_key_type_id || map->btf_value_type_id || map->btf_vmlinux_value_type_id
				? " btf"
				: "",
			map->inner_map_fd ? " inner" : "");
		break;
	case BPF_MAP_UPDATE_ELEM:
		snprintf(line, bytes, "update %s", double_name(element->map_fd));
		break;
	case BPF_MAP_FREEZE:
		snprintf(line, bytes, "freeze %s", double_name(element->map_fd));
		break;
	case BPF_PROG_LOAD:
		*created = program->prog_name;
		snprintf(line, bytes, "program %s", program->prog_name);
		break;
	case BPF_PROG_BIND_MAP:
		snprintf(line, bytes, "bind %s %s", double_name(bind->prog_fd), double_name(bind->map_fd));
		break;
	case BPF_OBJ_PIN:
		snprintf(line, bytes, "pin %s %s", double_name(object->bpf_fd), (char *)object->pathname);
		break;
	case BPF_OBJ_GET:
		*created = "pinned";
		snprintf(line, bytes, "get %s", (char *)object->pathname);
		break;
	default:
		snprintf(line, bytes, "command %d", command);
		break;
	}
}

static inline int double_bpf(int command, void *attr)
{
	const char *created = NULL;
	size_t used = strlen(double_text);
	char line[256];
	int answer;

	double_describe(command, attr, line, sizeof(line), &created);
	snprintf(double_text + used, sizeof(double_text) - used, "%s\n", line);
	answer = double_answer ? double_answer(line, command, attr) : 0;
	if (!answer && created)
		answer = double_create(created);
	return answer;
}

long syscall(long number, ...)
{
	long a[6];
	va_list args;
	int answer;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if (number != SYS_bpf) {
		static long (*real)(long, ...);

		if (!real)
			real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
		return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	}
	answer = double_bpf((int)a[0], (void *)a[1]);
	if (answer >= 0)
		return answer;
	errno = -answer;
	return -1;
}

/* Every folder is a bpffs. */
int statfs(const char *path, struct statfs *status)
{
	memset(status, 0, sizeof(*status));
	status->f_type = BPF_FS_MAGIC;
	return 0;
}

/* The transcript is exactly this. */
#define CHECK_CALLS(expected)                                                                               \
	do {                                                                                                \
		if (strcmp(double_text, (expected)))                                                        \
			test_failed(                                                                        \
				__FILE__, __LINE__, "calls:\n%s-- expected:\n%s", double_text, (expected)); \
	} while (0)

#endif
