// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The running kernel's BTF: sysfs, or a vmlinux that a distribution installed. sysfs files can be mapped
 * since Linux 6.16; before, mmap() says ENODEV and they are read.
 */
#include "loader/btf/locate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/btf/btf.h"
#include "loader/btf/file.h"

static int read_whole(int fd, void *buffer, size_t bytes)
{
	for (size_t have = 0; have < bytes;) {
		ssize_t got = sys_read(fd, (char *)buffer + have, bytes - have);

		if (got == -EINTR)
			continue;
		if (got <= 0)
			return got ? (int)got : -EIO;
		have += (size_t)got;
	}
	return 0;
}

/* Into memory of its own, not the heap: what was read lives as long as the process. */
static int map_or_read(struct btf_source *source, int fd)
{
	int result = sys_mmap(&source->data, source->bytes, PROT_READ, MAP_PRIVATE, fd, 0);

	source->storage = BTF_MAPPED;
	if (!result)
		return 0;
	result = sys_mmap(
		&source->data, source->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!result)
		result = read_whole(fd, source->data, source->bytes);
	if (result && source->data)
		munmap(source->data, source->bytes);
	return result;
}

int kernel_btf_open_sysfs(struct btf **btf, const char *name, const struct btf *base, struct xsk_error *err)
{
	struct btf_source source = { .base = base };
	char path[256];
	struct stat status;
	int result;

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	scoped_fd int fd = sys_open(path, O_RDONLY);

	*btf = NULL;
	if (fd < 0)
		return error_set(err, fd, "open %s: %s", path, error_name(fd));
	if (fstat(fd, &status) || status.st_size <= 0 || status.st_size > UINT32_MAX)
		return error_set(err, -EIO, "%s: no size", path);
	source.bytes = (size_t)status.st_size;
	result = map_or_read(&source, fd);
	if (result)
		return error_set(err, result, "read %s: %s", path, error_name(result));
	result = btf_open_sections(btf, &source, err);
	return result ? error_prefix(err, result, "%s", path) : 0;
}

int kernel_btf_locate(struct btf **btf, struct xsk_error *err)
{
	static const char *const places[] = {
		"/boot/vmlinux-%s",
		"/lib/modules/%s/vmlinux-%s",
		"/lib/modules/%s/build/vmlinux",
		"/usr/lib/modules/%s/kernel/vmlinux",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/usr/lib/debug/boot/vmlinux-%s.debug",
		"/usr/lib/debug/lib/modules/%s/vmlinux",
	};
	struct utsname kernel;
	int result = kernel_btf_open_sysfs(btf, "vmlinux", NULL, err);

	/* What is there and cannot be used is worse than nothing, unless it is only out of reach. */
	if (!result || result == -ENOMEM || uname(&kernel))
		return result;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		char path[512];

		snprintf(path, sizeof(path), places[i], kernel.release, kernel.release);
		if (!access(path, R_OK) && !btf_open_file(btf, path, NULL, BTF_FILE_ANY, NULL, NULL))
			return 0;
	}
	return error_set(err, -ENOENT,
		"no BTF of kernel %s: /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF), vmlinux in /boot, "
		"/lib/modules/%s, /usr/lib/debug: none can be read",
		kernel.release, kernel.release);
}
