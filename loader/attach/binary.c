// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/attach/binary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bpf/libbpf.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/elf/archive.h"

/* Where the dynamic linker looks without being told, Debian's multiarch directories among them. */
static const char *const library_directories = "/lib:/lib64:/usr/lib:/usr/lib64:/usr/local/lib"
#if defined(__x86_64__)
					       ":/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu"
#elif defined(__aarch64__)
					       ":/lib/aarch64-linux-gnu:/usr/lib/aarch64-linux-gnu"
#elif defined(__riscv)
					       ":/lib/riscv64-linux-gnu:/usr/lib/riscv64-linux-gnu"
#elif defined(__s390x__)
					       ":/lib/s390x-linux-gnu:/usr/lib/s390x-linux-gnu"
#elif defined(__powerpc64__)
					       ":/lib/powerpc64le-linux-gnu:/usr/lib/powerpc64le-linux-gnu"
#endif
	;
static const char *const program_directories = "/usr/bin:/usr/sbin:/bin:/sbin";

static bool find_in(const char *directories, const char *name, int mode, char path[PATH_MAX])
{
	while (directories && *directories) {
		const char *end = strchrnul(directories, ':');
		int len = (int)(end - directories);

		if (len && snprintf(path, PATH_MAX, "%.*s/%s", len, directories, name) < PATH_MAX &&
			access(path, mode) == 0)
			return true;
		directories = *end ? end + 1 : end;
	}
	return false;
}

int binary_find(const char *name, char path[PATH_MAX], struct xsk_error *err)
{
	bool library = strstr(name, ".so") != NULL;

	if (strchr(name, '/')) {
		if (snprintf(path, PATH_MAX, "%s", name) >= PATH_MAX)
			return error_set(err, -ENAMETOOLONG, "%.64s...: path too long", name);
		return 0;
	}
	if (library ? find_in(getenv("LD_LIBRARY_PATH"), name, R_OK, path) ||
				find_in(library_directories, name, R_OK, path)
		    : find_in(getenv("PATH"), name, R_OK | X_OK, path) ||
				find_in(program_directories, name, R_OK | X_OK, path))
		return 0;
	return error_set(err, -ENOENT, "%s is not in %s (give its path)", name,
		library ? "LD_LIBRARY_PATH or the library directories" : "PATH");
}

static int map_file(struct binary *binary, struct xsk_error *err)
{
	scoped_fd int fd = sys_open(binary->path, O_RDONLY);
	struct stat status;
	int code = fd < 0 ? fd : 0;

	if (!code && fstat(fd, &status))
		code = -errno;
	if (!code && status.st_size <= 0)
		code = -ENOEXEC;
	if (!code)
		code = sys_mmap(&binary->archive, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (code)
		return error_set(err, code, "%s: %s", binary->path, error_name(code));
	binary->archive_bytes = (size_t)status.st_size;
	return 0;
}

static int open_member(struct binary *binary, const char *member, struct xsk_error *err)
{
	struct archive_member found;
	int code = map_file(binary, err);

	if (!code)
		code = archive_find(binary->archive, binary->archive_bytes, member, &found, err);
	if (code)
		return code;
	binary->base = found.offset;
	return elf_file_from_memory(
		&binary->elf, (const char *)binary->archive + found.offset, found.bytes, member, err);
}

int binary_open(struct binary *binary, const char *name, struct xsk_error *err)
{
	char *member;
	int code;

	memset(binary, 0, sizeof(*binary));
	code = binary_find(name, binary->path, err);
	if (code)
		return code;
	member = strstr(binary->path, "!/");
	if (member) {
		*member = '\0';
		code = open_member(binary, member + 2, err);
	} else {
		code = elf_file_open(&binary->elf, binary->path, err);
	}
	if (code)
		binary_close(binary);
	if (code == -ENOEXEC)
		code = err->code = -LIBBPF_ERRNO__FORMAT;
	return code;
}

void binary_close(struct binary *binary)
{
	elf_file_close(binary->elf);
	if (binary->archive)
		munmap(binary->archive, binary->archive_bytes);
	binary->elf = NULL;
	binary->archive = NULL;
}
