// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Copies of BTF that the kernel holds. */
#include "loader/btf/fetch.h"

#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scoped.h"
#include "loader/btf/btf.h"
#include "loader/result.h"

int btf_fetch_info(
	int fd, struct bpf_btf_info *info, char *name, unsigned int name_bytes, struct xsk_error *err)
{
	__u32 bytes = sizeof(*info);
	int result;

	memset(info, 0, sizeof(*info));
	if (name) {
		name[0] = '\0';
		info->name = (uintptr_t)name;
		info->name_len = name_bytes;
	}
	result = bpf_btf_get_info_by_fd(fd, info, &bytes);
	return result ? error_set(err, result, "BTF of descriptor %d: %s", fd, error_name(result)) : 0;
}

int btf_fetch(struct btf **btf, int fd, const struct btf *base, bool trusted, struct xsk_error *err)
{
	struct btf_source source = { .storage = BTF_HEAP, .base = base };
	struct bpf_btf_info info;
	__u32 bytes = sizeof(info);
	int result;

	*btf = NULL;
	result = btf_fetch_info(fd, &info, NULL, 0, err);
	if (result)
		return result;
	/* The size stays what it is as long as the descriptor lives. */
	source.bytes = info.btf_size;
	source.data = malloc(source.bytes + 1);
	if (!source.data)
		return error_set(
			err, -ENOMEM, "BTF of descriptor %d: no memory for %zu bytes", fd, source.bytes);
	memset(&info, 0, sizeof(info));
	info.btf = (uintptr_t)source.data;
	info.btf_size = (__u32)source.bytes;
	result = bpf_btf_get_info_by_fd(fd, &info, &bytes);
	if (!result && info.btf_size != source.bytes)
		result = -EIO;
	if (result) {
		free(source.data);
		return error_set(err, result, "BTF of descriptor %d: %s", fd, error_name(result));
	}
	if (!trusted)
		return btf_open(btf, &source, err);
	result = btf_open_sections(btf, &source, err);
	if (!result)
		result = btf_count_types(*btf, &(*btf)->type_count, err);
	if (result) {
		btf__free(*btf);
		*btf = NULL;
	}
	return result;
}

struct btf *btf__load_from_kernel_by_id_split(__u32 id, struct btf *base_btf)
{
	scoped_fd int fd = bpf_btf_get_fd_by_id(id);
	struct btf *btf;
	int result;

	if (fd < 0)
		return result_null(fd);
	result = btf_fetch(&btf, fd, base_btf, false, NULL);
	return result ? result_null(result) : btf;
}

struct btf *btf__load_from_kernel_by_id(__u32 id)
{
	return btf__load_from_kernel_by_id_split(id, NULL);
}
