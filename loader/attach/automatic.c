// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* bpf_program__attach(): to what the section's name says. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/attach/link.h"
#include "loader/kernel/uapi.h"
#include "loader/result.h"

/* What a section's name says behind its first '/'; NULL: it names no target, and attaching is the caller's. */
static const char *target_of(const struct bpf_program *program)
{
	const char *slash = strchr(program->spec->section_name, '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

static bool section_starts(const struct bpf_program *program, const char *start)
{
	const char *name = program->spec->section_name;

	if (*name == '?')
		name++;
	return strncmp(name, start, strlen(start)) == 0;
}

static struct bpf_link *malformed(const struct bpf_program *program, const char *form)
{
	return attach_fail(program, -EINVAL, form, "section '%s' is not of the form that attaches by itself",
		program->spec->section_name);
}

/* "function+offset": the name into @name. */
static bool split_offset(const char *target, char *name, size_t bytes, unsigned long *offset)
{
	size_t len = strcspn(target, "+");
	char *end;

	*offset = 0;
	if (!len || len >= bytes)
		return false;
	memcpy(name, target, len);
	name[len] = '\0';
	if (!target[len])
		return true;
	/* The number has no sign: "f+-1" is a mistake, not the byte before. */
	if (target[len + 1] < '0' || target[len + 1] > '9')
		return false;
	*offset = strtoul(target + len + 1, &end, 0);
	return !*end;
}

static struct bpf_link *attach_kprobe(const struct bpf_program *program, const char *target)
{
	bool at_return = section_starts(program, "kretprobe");
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = at_return);
	unsigned long offset;
	char name[256];

	if (!split_offset(target, name, sizeof(name), &offset) || strspn(name, "-"))
		return malformed(program, "kprobe/function[+offset]");
	if (at_return && offset)
		return malformed(program, "kretprobe/function: a return has no offset");
	opts.offset = offset;
	return bpf_program__attach_kprobe_opts(program, name, &opts);
}

static struct bpf_link *attach_ksyscall(const struct bpf_program *program, const char *target)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, opts, .retprobe = section_starts(program, "kretsyscall"));

	return bpf_program__attach_ksyscall(program, target, &opts);
}

static struct bpf_link *attach_kprobe_multi(const struct bpf_program *program, const char *target)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = section_starts(program, "kretprobe"),
		.session = section_starts(program, "kprobe.session"));

	return bpf_program__attach_kprobe_multi_opts(program, target, &opts);
}

/* "path:rest": the last colon before @rest's start, because a path may have one ("/proc/1/root:x" does not). */
static bool split_path(const char *target, char path[PATH_MAX], const char **rest)
{
	const char *colon = strchr(target, ':');
	size_t len = colon ? (size_t)(colon - target) : 0;

	if (!len || len >= PATH_MAX || !colon[1])
		return false;
	memcpy(path, target, len);
	path[len] = '\0';
	*rest = colon + 1;
	return true;
}

static struct bpf_link *attach_uprobe(const struct bpf_program *program, const char *target)
{
	bool at_return = section_starts(program, "uretprobe");
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = at_return);
	char path[PATH_MAX], name[512];
	unsigned long offset;
	const char *rest;

	if (!split_path(target, path, &rest))
		return NULL; /* a path without function: attaching is the caller's */
	if (!split_offset(rest, name, sizeof(name), &offset))
		return malformed(program, "uprobe/path:function[+offset]");
	if (at_return && offset)
		return malformed(program, "uretprobe/path:function: a return has no offset");
	opts.func_name = name;
	return bpf_program__attach_uprobe_opts(program, -1, path, offset, &opts);
}

static struct bpf_link *attach_uprobe_multi(const struct bpf_program *program, const char *target)
{
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .retprobe = section_starts(program, "uretprobe"),
		.session = section_starts(program, "uprobe.session"));
	char path[PATH_MAX];
	const char *pattern;

	if (!split_path(target, path, &pattern))
		return NULL;
	return bpf_program__attach_uprobe_multi(program, -1, path, pattern, &opts);
}

static struct bpf_link *attach_usdt(const struct bpf_program *program, const char *target)
{
	char path[PATH_MAX], provider[256];
	const char *rest, *name;

	if (!split_path(target, path, &rest))
		return malformed(program, "usdt/path:provider:name");
	name = strchr(rest, ':');
	if (!name || !name[1] || (size_t)(name - rest) >= sizeof(provider))
		return malformed(program, "usdt/path:provider:name");
	memcpy(provider, rest, (size_t)(name - rest));
	provider[name - rest] = '\0';
	return bpf_program__attach_usdt(program, -1, path, provider, name + 1, NULL);
}

static struct bpf_link *attach_tracepoint(const struct bpf_program *program, const char *target)
{
	const char *slash = strchr(target, '/');
	char category[128];

	if (!slash || !slash[1] || (size_t)(slash - target) >= sizeof(category))
		return malformed(program, "tp/category/name");
	memcpy(category, target, (size_t)(slash - target));
	category[slash - target] = '\0';
	return bpf_program__attach_tracepoint(program, category, slash + 1);
}

static struct bpf_link *attach_custom(const struct bpf_program *program)
{
	struct bpf_link *link = NULL;
	int code;

	if (!program->definition.attach_program)
		return NULL;
	code = program->definition.attach_program(program, program->definition.cookie, &link);
	return code ? result_null(code < 0 ? code : -code) : link;
}

/* NULL with errno 0: the section does not say to what. */
static struct bpf_link *attach_to(const struct bpf_program *program, const char *target)
{
	switch (program->definition.attach) {
	case SECTION_ATTACH_KPROBE:
		return attach_kprobe(program, target);
	case SECTION_ATTACH_KSYSCALL:
		return attach_ksyscall(program, target);
	case SECTION_ATTACH_KPROBE_MULTI:
	case SECTION_ATTACH_KPROBE_SESSION:
		return attach_kprobe_multi(program, target);
	case SECTION_ATTACH_UPROBE:
		return attach_uprobe(program, target);
	case SECTION_ATTACH_UPROBE_MULTI:
		return attach_uprobe_multi(program, target);
	case SECTION_ATTACH_USDT:
		return attach_usdt(program, target);
	case SECTION_ATTACH_TRACEPOINT:
		return attach_tracepoint(program, target);
	case SECTION_ATTACH_RAW_TRACEPOINT:
		return bpf_program__attach_raw_tracepoint(program, target);
	case SECTION_ATTACH_TRACING_MULTI:
		return bpf_program__attach_tracing_multi(program, target, NULL);
	default:
		return NULL;
	}
}

int attach_automatically(const struct bpf_program *program, struct bpf_link **link)
{
	enum section_attach how = program->has_definition ? program->definition.attach : SECTION_ATTACH_NONE;
	const char *target = target_of(program);

	*link = NULL;
	if (how == SECTION_ATTACH_NONE)
		return 0;
	if (attach_check_loaded(program))
		return -EINVAL;
	errno = 0;
	switch (how) {
	case SECTION_ATTACH_CUSTOM:
		*link = attach_custom(program);
		break;
	case SECTION_ATTACH_TRACE:
		*link = bpf_program__attach_trace(program);
		break;
	case SECTION_ATTACH_LSM:
		*link = bpf_program__attach_lsm(program);
		break;
	case SECTION_ATTACH_ITER:
		*link = bpf_program__attach_iter(program, NULL);
		break;
	default:
		if (target)
			*link = attach_to(program, target);
	}
	return *link ? 0 : -errno;
}

struct bpf_link *bpf_program__attach(const struct bpf_program *prog)
{
	struct bpf_link *link;
	int code = attach_automatically(prog, &link);

	if (code)
		return result_null(code);
	if (link)
		return link;
	return attach_fail(prog, -EOPNOTSUPP, "an attach function of its kind, with the target",
		"section '%s' does not say to what", prog->spec->section_name);
}
