// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Tracing programs at many functions by one link (Linux 7.2): BTF ids, or a pattern "[module:]glob" over the
 * functions that a trampoline can be put on.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/attach/glob.h"
#include "loader/attach/link.h"
#include "loader/btf/btf.h"
#include "loader/btf/kernel.h"
#include "loader/result.h"

enum { ARGUMENTS_LIMIT = 12, ARGUMENT_BYTES_LIMIT = 16 };

/*
 * Sizes that registers or the stack can hold; no varargs, no struct returned (kernel:
 * btf_distill_func_proto()).
 */
static bool is_traceable(const struct btf *btf, const struct btf_type *function)
{
	uint32_t id = function->type;
	const struct btf_type *prototype = btf_skip_mods_and_typedefs(btf, &id), *result;

	if (!prototype || !btf_is_func_proto(prototype) || btf_vlen(prototype) > ARGUMENTS_LIMIT)
		return false;
	id = prototype->type;
	result = btf_skip_mods_and_typedefs(btf, &id);
	if (!result || btf_is_composite(result))
		return false;
	for (uint32_t i = 0; i < btf_vlen(prototype); i++) {
		int64_t bytes;

		id = btf_params(prototype)[i].type;
		bytes = id ? btf__resolve_size(btf, id)
			   : 0; /* 0: void, which ends the parameters of a vararg function */
		if (bytes <= 0 || bytes > ARGUMENT_BYTES_LIMIT)
			return false;
	}
	return true;
}

struct ids {
	__u32 *list;
	uint32_t count, room;
};

static int add_id(struct ids *ids, uint32_t id)
{
	if (ids->count == ids->room) {
		uint32_t room = ids->room ? 2 * ids->room : 256;
		__u32 *larger = reallocarray(ids->list, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		ids->list = larger;
		ids->room = room;
	}
	ids->list[ids->count++] = id;
	return 0;
}

static int find_functions(const char *pattern, struct ids *ids, struct xsk_error *err)
{
	const char *colon = strchr(pattern, ':');
	char module[64] = "";
	const struct btf *btf;
	uint32_t end;
	int code = 0;

	if (colon && (size_t)(colon - pattern) >= sizeof(module))
		return error_set(err, -EINVAL, "a module's name of that length");
	if (colon)
		memcpy(module, pattern, (size_t)(colon - pattern));
	btf = colon ? kernel_btf_module(module, err) : kernel_btf(err);
	if (!btf)
		return colon ? -EINVAL : -ENOENT;
	end = btf__type_cnt(btf);
	for (uint32_t id = btf->start_id; id < end && !code; id++) {
		const struct btf_type *type = btf_type_at(btf, id);

		if (type && btf_is_func(type) &&
			glob_matches(colon ? colon + 1 : pattern, btf_name_of(btf, type)) &&
			is_traceable(btf, type))
			code = add_id(ids, id);
	}
	if (code)
		return error_set(err, code, "no memory");
	return ids->count ? 0 : error_set(err, -EINVAL, "no function that can be traced matches");
}

struct bpf_link *bpf_program__attach_tracing_multi(
	const struct bpf_program *prog, const char *pattern, const struct bpf_tracing_multi_opts *opts)
{
	LIBBPF_OPTS(bpf_link_create_opts, create, .tracing_multi.ids = OPTION_GET(opts, ids, NULL),
		.tracing_multi.cookies = OPTION_GET(opts, cookies, NULL),
		.tracing_multi.cnt = (__u32)OPTION_GET(opts, cnt, 0));
	char where[48];
	struct ids found = { 0 };
	struct xsk_error err;
	int fd = 0;

	if (!OPTS_VALID(opts, bpf_tracing_multi_opts))
		return attach_refuse_opts(prog, "tracing");
	if (pattern ? create.tracing_multi.ids || create.tracing_multi.cookies || create.tracing_multi.cnt
		    : !create.tracing_multi.ids || !create.tracing_multi.cnt)
		return attach_fail(prog, -EINVAL, "a pattern; or BTF ids with their count",
			"tracing: options that do not go together");
	if (attach_check_loaded(prog))
		return NULL;
	if (pattern) {
		fd = find_functions(pattern, &found, &err);
		create.tracing_multi.ids = found.list;
		create.tracing_multi.cnt = found.count;
	}
	if (fd) {
		free(found.list);
		return attach_fail(prog, fd, NULL, "tracing '%s': %s", pattern, err.text);
	}
	fd = bpf_link_create(prog->fd, 0, prog->expected_attach_type, &create);
	free(found.list);
	snprintf(where, sizeof(where), "tracing of %u functions", create.tracing_multi.cnt);
	return attach_result(prog, fd, where, fd == -EINVAL ? "needs Linux 7.2" : NULL);
}
