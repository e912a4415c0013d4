// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Many kernel functions by one link (Linux 5.18). A pattern is matched against the functions that may be
 * probed, /sys/kernel/tracing/available_filter_functions, which the kernel then finds by name; where that
 * file is not to be had, against /proc/kallsyms, by address.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "loader/attach/glob.h"
#include "loader/attach/link.h"
#include "loader/kernel/kallsyms.h"
#include "loader/kernel/uapi.h"
#include "loader/result.h"

/* What a pattern found: names, or addresses. */
struct functions {
	const char *pattern;
	char **names;
	unsigned long *addresses;
	size_t count, room;
};

static void functions_free(struct functions *functions)
{
	for (size_t i = 0; functions->names && i < functions->count; i++)
		free(functions->names[i]);
	free(functions->names);
	free(functions->addresses);
}

static int make_room(struct functions *functions, void **array, size_t each)
{
	size_t room = functions->room ? 2 * functions->room : 64;
	void *larger;

	if (functions->count < functions->room)
		return 0;
	larger = reallocarray(*array, room, each);
	if (!larger)
		return -ENOMEM;
	*array = larger;
	functions->room = room;
	return 0;
}

static FILE *open_available(void)
{
	FILE *file = fopen("/sys/kernel/tracing/available_filter_functions", "re");

	return file || errno != ENOENT ? file
				       : fopen("/sys/kernel/debug/tracing/available_filter_functions", "re");
}

static int compare_names(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* A name that stands there twice is two functions, between which the kernel would not know how to choose. */
static void drop_duplicates(struct functions *functions)
{
	size_t kept = 0;

	qsort(functions->names, functions->count, sizeof(*functions->names), compare_names);
	for (size_t i = 0; i < functions->count;) {
		size_t end = i + 1;

		while (end < functions->count && strcmp(functions->names[i], functions->names[end]) == 0)
			free(functions->names[end++]);
		if (end == i + 1)
			functions->names[kept++] = functions->names[i];
		else
			free(functions->names[i]);
		i = end;
	}
	functions->count = kept;
}

/* -ENOENT: no such file here. Whoever may not read it would not see addresses in kallsyms either. */
static int find_available(struct functions *functions)
{
	FILE *file = open_available();
	char line[512], name[256];
	int code = 0;

	if (!file)
		return -errno;
	while (!code && fgets(line, sizeof(line), file)) {
		/*
		 * "name" or "name [module]"; lines that begin with "__ftrace_invalid_address__" are no names.
		 */
		if (sscanf(line, "%255s", name) != 1 || strncmp(name, "__ftrace_invalid", 16) == 0 ||
			!glob_matches(functions->pattern, name))
			continue;
		code = make_room(functions, (void **)&functions->names, sizeof(*functions->names));
		if (code)
			break;
		functions->names[functions->count] = strdup(name);
		if (!functions->names[functions->count])
			code = -ENOMEM;
		else
			functions->count++;
	}
	fclose(file);
	if (!code && functions->count)
		drop_duplicates(functions);
	return code;
}

static int take_symbol(void *context, const struct kallsyms_symbol *symbol)
{
	struct functions *functions = context;
	char name[256];
	int code;

	if ((symbol->type != 't' && symbol->type != 'T') || symbol->name_len >= sizeof(name))
		return 0;
	memcpy(name, symbol->name, symbol->name_len);
	name[symbol->name_len] = '\0';
	if (!glob_matches(functions->pattern, name))
		return 0;
	code = make_room(functions, (void **)&functions->addresses, sizeof(*functions->addresses));
	if (!code)
		functions->addresses[functions->count++] = symbol->address;
	return code;
}

static int find(struct functions *functions, struct xsk_error *cause)
{
	int code = find_available(functions);

	if (code != -ENOENT)
		return code ? error_set(cause, code, "%s", error_name(code)) : 0;
	return kallsyms_each(take_symbol, functions, cause);
}

/* Exactly one of pattern, symbols and addresses; cookies only with the latter two. */
static bool arguments_agree(const char *pattern, const struct bpf_kprobe_multi_opts *opts)
{
	const char **symbols = OPTION_GET(opts, syms, NULL);
	const unsigned long *addresses = OPTION_GET(opts, addrs, NULL);
	const __u64 *cookies = OPTION_GET(opts, cookies, NULL);
	size_t count = OPTION_GET(opts, cnt, 0);

	if (!pattern)
		return count && !symbols != !addresses;
	return !count && !symbols && !addresses && !cookies;
}

static struct bpf_link *create(
	const struct bpf_program *program, struct bpf_link_create_opts *create_opts, bool session)
{
	enum bpf_attach_type type =
		(enum bpf_attach_type)(session ? UAPI_BPF_TRACE_KPROBE_SESSION : BPF_TRACE_KPROBE_MULTI);
	const char *remedy = NULL;
	char where[32];
	int fd = bpf_link_create(program->fd, 0, type, create_opts);

	if (fd == -ESRCH)
		remedy = "one of the names is no function of this kernel, or is there twice";
	else if (fd == -EINVAL)
		remedy = session ? "sessions need Linux 6.10"
				 : "many at once need Linux 5.18, and a program loaded for it";
	else if (fd == -EOPNOTSUPP)
		remedy = "a kernel with CONFIG_FPROBE";
	snprintf(where, sizeof(where), "%u kprobes", create_opts->kprobe_multi.cnt);
	return attach_result(program, fd, where, remedy);
}

struct bpf_link *bpf_program__attach_kprobe_multi_opts(
	const struct bpf_program *prog, const char *pattern, const struct bpf_kprobe_multi_opts *opts)
{
	LIBBPF_OPTS(bpf_link_create_opts, create_opts);
	struct functions functions = { .pattern = pattern };
	struct bpf_link *link = NULL;
	bool session = OPTION_GET(opts, session, false), at_return = OPTION_GET(opts, retprobe, false);
	struct xsk_error cause;

	if (!OPTS_VALID(opts, bpf_kprobe_multi_opts))
		return attach_refuse_opts(prog, "kprobes");
	if (!arguments_agree(pattern, opts) || (session && at_return))
		return attach_fail(prog, -EINVAL, "a pattern; or symbols or addresses with their count",
			"kprobes: options that do not go together");
	if (attach_check_loaded(prog))
		return NULL;
	create_opts.kprobe_multi.cookies = OPTION_GET(opts, cookies, NULL);
	create_opts.kprobe_multi.syms = OPTION_GET(opts, syms, NULL);
	create_opts.kprobe_multi.addrs = OPTION_GET(opts, addrs, NULL);
	create_opts.kprobe_multi.cnt = (__u32)OPTION_GET(opts, cnt, 0);
	create_opts.kprobe_multi.flags = at_return ? BPF_F_KPROBE_MULTI_RETURN : 0;
	if (pattern) {
		int code = find(&functions, &cause);

		if (code) {
			functions_free(&functions);
			return attach_fail(prog, code, NULL, "kprobes '%s': %s", pattern, cause.text);
		}
		create_opts.kprobe_multi.syms = (const char **)functions.names;
		create_opts.kprobe_multi.addrs = functions.addresses;
		create_opts.kprobe_multi.cnt = (__u32)functions.count;
	}
	if (pattern && !functions.count)
		attach_fail(prog, -ENOENT,
			"available_filter_functions in tracefs has those that may be probed",
			"kprobes '%s': no function of that name", pattern);
	else if (pattern && OPTION_GET(opts, unique_match, false) && functions.count != 1)
		attach_fail(prog, -EINVAL, "a pattern that fits one", "kprobes '%s': %zu functions, not one",
			pattern, functions.count);
	else
		link = create(prog, &create_opts, session);
	functions_free(&functions);
	return link;
}
