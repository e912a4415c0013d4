// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What the headers declare, because libbpf's do, and a later release of this library brings: linking object files
 * into one, and light skeletons. Until then each says so.
 */
#include <bpf/libbpf.h>

#include "loader/print.h"
#include "loader/result.h"

static int refuse(const char *function)
{
	print_warn("%s(): not in this release of libxsk\n", function);
	return result_int(-EOPNOTSUPP);
}

struct bpf_linker *bpf_linker__new(const char *filename, struct bpf_linker_opts *opts)
{
	return result_null(refuse(__func__));
}

struct bpf_linker *bpf_linker__new_fd(int fd, struct bpf_linker_opts *opts)
{
	return result_null(refuse(__func__));
}

int bpf_linker__add_file(
	struct bpf_linker *linker, const char *filename, const struct bpf_linker_file_opts *opts)
{
	return refuse(__func__);
}

int bpf_linker__add_fd(struct bpf_linker *linker, int fd, const struct bpf_linker_file_opts *opts)
{
	return refuse(__func__);
}

int bpf_linker__add_buf(
	struct bpf_linker *linker, void *buf, size_t buf_sz, const struct bpf_linker_file_opts *opts)
{
	return refuse(__func__);
}

int bpf_linker__finalize(struct bpf_linker *linker)
{
	return refuse(__func__);
}

void bpf_linker__free(struct bpf_linker *linker)
{
	/* bpf_linker__new() has given out none. */
}

int bpf_object__gen_loader(struct bpf_object *obj, struct gen_loader_opts *opts)
{
	return refuse(__func__);
}
