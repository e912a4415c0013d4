// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Many places of one file by one link (Linux 6.6): a pattern of function names, names, or offsets. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "loader/attach/binary.h"
#include "loader/attach/glob.h"
#include "loader/attach/link.h"
#include "loader/elf/locate.h"
#include "loader/kernel/uapi.h"
#include "loader/result.h"

struct places {
	const char *pattern;
	unsigned long *offsets;
	size_t count, room;
	uint64_t base;
};

static int add_place(struct places *places, uint64_t offset)
{
	if (places->count == places->room) {
		size_t room = places->room ? 2 * places->room : 64;
		unsigned long *larger = reallocarray(places->offsets, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		places->offsets = larger;
		places->room = room;
	}
	places->offsets[places->count++] = offset + places->base;
	return 0;
}

static int take_function(void *context, const struct elf_symbol *symbol, uint64_t offset)
{
	struct places *places = context;

	return glob_matches(places->pattern, symbol->name) ? add_place(places, offset) : 0;
}

static int compare_offsets(const void *one, const void *other)
{
	unsigned long a = *(const unsigned long *)one, b = *(const unsigned long *)other;

	return a < b ? -1 : a > b;
}

/* Aliases, and functions that stand in both symbol tables, are one place. */
static void drop_duplicates(struct places *places)
{
	size_t kept = 0;

	if (!places->count)
		return;
	qsort(places->offsets, places->count, sizeof(*places->offsets), compare_offsets);
	for (size_t i = 0; i < places->count; i++)
		if (!kept || places->offsets[kept - 1] != places->offsets[i])
			places->offsets[kept++] = places->offsets[i];
	places->count = kept;
}

/* Names keep their order, because cookies and counters go by it. */
static int find_named(struct places *places, const struct binary *binary, const char **names, size_t count,
	struct xsk_error *err)
{
	int code = 0;

	for (size_t i = 0; i < count && !code; i++) {
		uint64_t offset;

		code = elf_function_offset(binary->elf, names[i], &offset, err);
		if (!code && add_place(places, offset))
			code = error_set(err, -ENOMEM, "no memory");
	}
	return code;
}

static int find_places(struct places *places, const struct binary *binary,
	const struct bpf_uprobe_multi_opts *opts, struct xsk_error *err)
{
	int code;

	if (!places->pattern)
		return find_named(
			places, binary, OPTION_GET(opts, syms, NULL), OPTION_GET(opts, cnt, 0), err);
	code = elf_each_function(binary->elf, take_function, places, err);
	drop_duplicates(places);
	if (!code && !places->count)
		return error_set(err, -ENOENT, "%s has no function '%s'", binary->path, places->pattern);
	return code;
}

/* Exactly one of pattern, names and offsets; what goes by their order only with the latter two. */
static bool arguments_agree(const char *path, const char *pattern, const struct bpf_uprobe_multi_opts *opts)
{
	const char **names = OPTION_GET(opts, syms, NULL);
	const unsigned long *offsets = OPTION_GET(opts, offsets, NULL);
	bool ordered = OPTION_GET(opts, ref_ctr_offsets, NULL) || OPTION_GET(opts, cookies, NULL);
	size_t count = OPTION_GET(opts, cnt, 0);

	if (!path || (OPTION_GET(opts, retprobe, false) && OPTION_GET(opts, session, false)))
		return false;
	if (!pattern)
		return count && !names != !offsets;
	return !count && !names && !offsets && !ordered;
}

static struct bpf_link *create(
	const struct bpf_program *program, const struct bpf_link_create_opts *opts, bool session)
{
	enum bpf_attach_type type =
		(enum bpf_attach_type)(session ? UAPI_BPF_TRACE_UPROBE_SESSION : UAPI_BPF_TRACE_UPROBE_MULTI);
	int fd = bpf_link_create(program->fd, 0, type, opts);
	char where[160];

	snprintf(where, sizeof(where), "%u uprobes in %s", opts->uprobe_multi.cnt, opts->uprobe_multi.path);
	return attach_result(program, fd, where,
		fd == -EINVAL ? "many at once need Linux 6.6 (sessions 6.13), and a program loaded for it"
			      : NULL);
}

struct bpf_link *bpf_program__attach_uprobe_multi(const struct bpf_program *prog, pid_t pid,
	const char *binary_path, const char *func_pattern, const struct bpf_uprobe_multi_opts *opts)
{
	bool session = OPTION_GET(opts, session, false);
	LIBBPF_OPTS(bpf_link_create_opts, create_opts,
		.uprobe_multi.flags = OPTION_GET(opts, retprobe, false) ? UAPI_BPF_F_UPROBE_MULTI_RETURN : 0,
		.uprobe_multi.offsets = OPTION_GET(opts, offsets, NULL),
		.uprobe_multi.ref_ctr_offsets = OPTION_GET(opts, ref_ctr_offsets, NULL),
		.uprobe_multi.cookies = OPTION_GET(opts, cookies, NULL),
		.uprobe_multi.cnt = (__u32)OPTION_GET(opts, cnt, 0));
	struct places places = { .pattern = func_pattern };
	struct bpf_link *link = NULL;
	struct binary binary;
	struct xsk_error err;
	char path[PATH_MAX];
	int code;

	if (!OPTS_VALID(opts, bpf_uprobe_multi_opts))
		return attach_refuse_opts(prog, "uprobes");
	if (!arguments_agree(binary_path, func_pattern, opts))
		return attach_fail(prog, -EINVAL,
			"a path, and a pattern; or names or offsets with their count",
			"uprobes: options that do not go together");
	if (attach_check_loaded(prog))
		return NULL;
	/* The kernel means all processes by 0, and this one by its number. */
	create_opts.uprobe_multi.pid = (__u32)(pid < 0 ? 0 : pid ? pid : getpid());
	create_opts.uprobe_multi.path = path;
	if (create_opts.uprobe_multi.offsets) {
		code = binary_find(binary_path, path, &err);
	} else {
		code = binary_open(&binary, binary_path, &err);
		if (!code) {
			strcpy(path, binary.path);
			places.base = binary.base;
			code = find_places(&places, &binary, opts, &err);
			binary_close(&binary);
		}
		create_opts.uprobe_multi.offsets = places.offsets;
		create_opts.uprobe_multi.cnt = (__u32)places.count;
	}
	if (code)
		attach_fail(prog, code, NULL, "uprobes: %s", err.text);
	else
		link = create(prog, &create_opts, session);
	free(places.offsets);
	return link;
}
