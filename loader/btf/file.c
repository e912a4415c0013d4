// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Files that hold BTF. Raw ones begin with BTF's magic number; everything else is taken for ELF. */
#include "loader/btf/file.h"

#include <byteswap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/scoped.h"
#include "base/syscall.h"
#include "loader/btf/btf.h"
#include "loader/btf/ext.h"
#include "loader/elf/file.h"
#include "loader/print.h"
#include "loader/result.h"

/* More than any kernel's; what is larger is not read into memory. */
enum { FILE_LIMIT = 1 << 30 };

static bool is_raw(const unsigned char *bytes, size_t count)
{
	uint16_t magic;

	if (count < sizeof(magic))
		return false;
	memcpy(&magic, bytes, sizeof(magic));
	return magic == BTF_MAGIC || magic == bswap_16(BTF_MAGIC);
}

/* All that comes until the end, which pipes and sysfs files do not announce. */
static int read_all(int fd, size_t expected, struct btf_source *source)
{
	size_t room = expected + 1, have = 0;
	unsigned char *bytes = malloc(room);

	while (bytes) {
		ssize_t got = sys_read(fd, bytes + have, room - have);
		unsigned char *larger;

		if (got == -EINTR)
			continue;
		if (got <= 0) {
			source->data = bytes;
			source->bytes = have;
			source->storage = BTF_HEAP;
			if (got)
				free(bytes);
			return (int)got;
		}
		have += (size_t)got;
		if (have < room)
			continue;
		if (room > FILE_LIMIT) {
			free(bytes);
			return -EFBIG;
		}
		room *= 2;
		larger = realloc(bytes, room);
		if (!larger)
			free(bytes);
		bytes = larger;
	}
	return -ENOMEM;
}

static int open_raw(struct btf **btf, const char *path, const struct btf *base, struct xsk_error *err)
{
	struct btf_source source = { .base = base };
	struct stat status;
	int result;
	scoped_fd int fd = sys_open(path, O_RDONLY);

	if (fd < 0)
		return error_set(err, fd, "open %s: %s", path, error_name(fd));
	if (fstat(fd, &status) || status.st_size > FILE_LIMIT)
		return error_set(err, -EFBIG, "%s: too large for BTF", path);
	result = read_all(fd, status.st_size > 0 ? (size_t)status.st_size : 4096, &source);
	if (result)
		return error_set(err, result, "read %s: %s", path, error_name(result));
	result = btf_open(btf, &source, err);
	return result ? error_prefix(err, result, "%s", path) : 0;
}

/* A section's bytes as BTF of their own: the ELF file is closed soon. */
static int open_section(
	struct btf **btf, const struct elf_section *section, const struct btf *base, struct xsk_error *err)
{
	struct btf_source source = { .bytes = section->size, .storage = BTF_HEAP, .base = base };

	if (section->size > FILE_LIMIT)
		return error_set(
			err, -EFBIG, "%s: %llu bytes", section->name, (unsigned long long)section->size);
	source.data = malloc(section->size + 1);
	if (!source.data)
		return error_set(err, -ENOMEM, "%s: no memory", section->name);
	memcpy(source.data, section->bytes, section->size);
	return btf_open(btf, &source, err);
}

/* .BTF, upon the base that its module was built with where .BTF.base has that. */
static int open_elf_sections(
	struct btf **btf, const struct elf_file *file, const struct btf *base, struct xsk_error *err)
{
	const struct elf_section *section = elf_section_named(file, BTF_ELF_SEC);
	const struct elf_section *distilled = elf_section_named(file, BTF_BASE_ELF_SEC);
	struct btf *own_base = NULL;
	int result;

	if (!section || !section->bytes)
		return error_set(err, -ENODATA, "%s: no section .BTF", file->name);
	if (distilled && distilled->bytes) {
		result = open_section(&own_base, distilled, NULL, err);
		if (result)
			return result;
	}
	result = open_section(btf, section, own_base ? own_base : base, err);
	if (!result && own_base && base) {
		result = btf__relocate(*btf, base);
		if (result)
			error_set(err, result, "%s: does not fit the base BTF", file->name);
	} else if (!result && own_base) {
		(*btf)->owns_base = true;
		own_base = NULL;
	}
	btf__free(own_base);
	if (!result)
		btf__set_pointer_size(*btf, file->is_64 ? 8 : 4);
	return result;
}

static int open_elf(struct btf **btf, const char *path, const struct btf *base, struct btf_ext **ext,
	struct xsk_error *err)
{
	const struct elf_section *section;
	struct elf_file *file;
	int result;

	result = elf_file_open(&file, path, err);
	if (result)
		return result == -ENOEXEC ? -LIBBPF_ERRNO__FORMAT : result;
	result = open_elf_sections(btf, file, base, err);
	section = elf_section_named(file, BTF_EXT_ELF_SEC);
	if (!result && ext && section && section->bytes) {
		result = btf_ext_open(ext, section->bytes, section->size, err);
		if (result)
			error_prefix(err, result, "%s", path);
	}
	elf_file_close(file);
	return result;
}

int btf_open_file(struct btf **btf, const char *path, const struct btf *base, enum btf_file_kind kind,
	struct btf_ext **ext, struct xsk_error *err)
{
	unsigned char magic[2];
	bool raw;
	int result;

	*btf = NULL;
	if (ext)
		*ext = NULL;
	{
		scoped_fd int fd = sys_open(path, O_RDONLY);

		if (fd < 0)
			return error_set(err, fd, "open %s: %s", path, error_name(fd));
		raw = is_raw(magic, sys_read(fd, magic, sizeof(magic)) == sizeof(magic) ? sizeof(magic) : 0);
	}
	if (!raw && kind == BTF_FILE_RAW)
		return error_set(err, -EPROTO, "%s: does not begin as BTF does", path);
	if (raw && kind != BTF_FILE_ELF)
		result = open_raw(btf, path, base, err);
	else
		result = open_elf(btf, path, base, ext, err);
	if (result) {
		btf__free(*btf);
		*btf = NULL;
	}
	return result;
}

static struct btf *parse(
	const char *path, const struct btf *base, enum btf_file_kind kind, struct btf_ext **ext)
{
	struct xsk_error err = { 0 };
	struct btf *btf;
	int result = btf_open_file(&btf, path, base, kind, ext, &err);

	if (!result)
		return btf;
	/* Asked for what is not there is an answer; what is broken is worth a line. */
	if (result != -ENOENT && result != -EPROTO && result != -ENODATA)
		print_warn("%s\n", err.text);
	return result_null(result);
}

struct btf *btf__parse(const char *path, struct btf_ext **btf_ext)
{
	return parse(path, NULL, BTF_FILE_ANY, btf_ext);
}

struct btf *btf__parse_split(const char *path, struct btf *base_btf)
{
	return parse(path, base_btf, BTF_FILE_ANY, NULL);
}

struct btf *btf__parse_elf(const char *path, struct btf_ext **btf_ext)
{
	return parse(path, NULL, BTF_FILE_ELF, btf_ext);
}

struct btf *btf__parse_elf_split(const char *path, struct btf *base_btf)
{
	return parse(path, base_btf, BTF_FILE_ELF, NULL);
}

struct btf *btf__parse_raw(const char *path)
{
	return parse(path, NULL, BTF_FILE_RAW, NULL);
}

struct btf *btf__parse_raw_split(const char *path, struct btf *base_btf)
{
	return parse(path, base_btf, BTF_FILE_RAW, NULL);
}
