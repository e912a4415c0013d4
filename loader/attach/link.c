// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Links: their life, their pins, and what can be exchanged while they are attached. */
#include "loader/attach/link.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "loader/kernel/bpffs.h"
#include "loader/print.h"
#include "loader/result.h"

struct bpf_link *link_new(size_t bytes)
{
	struct bpf_link *link = calloc(1, bytes);

	if (link)
		link->fd = -1;
	return link;
}

int attach_check_loaded(const struct bpf_program *program)
{
	if (program->fd >= 0)
		return 0;
	return object_fail(program->object, -EINVAL,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .program = program->spec->name,
			.remedy = "bpf_object__load() first, with the program's autoload on"),
		"attach program %s: it is not loaded", program->spec->name);
}

static const char *remedy_of(int code)
{
	switch (code) {
	case -EPERM:
	case -EACCES:
		return "needs CAP_BPF, and CAP_NET_ADMIN or CAP_PERFMON for the hook";
	case -EINVAL:
	case -EOPNOTSUPP:
		return "the kernel does not have this hook, or not for this program's type";
	case -EBUSY:
	case -EEXIST:
		return "something else is attached there";
	case -EBADF:
		return "a descriptor that is open, and of what the hook is";
	case -ENODEV:
		return "what is attached to must be there, in this network namespace";
	case -LIBBPF_ERRNO__FORMAT:
		return "a program or library in ELF";
	case -ENOENT:
	case -ESRCH:
		return "a name, path or process that exists";
	case -ESTALE:
		return "expected_revision is what bpf_prog_query_opts() tells";
	case -EPROTO:
	case -EAFNOSUPPORT:
		return "family and hook are of enum nf_inet_hooks and NFPROTO_IPV4 or NFPROTO_IPV6";
	case -ENOMEM:
		return "more memory";
	case -E2BIG:
		return "fewer places at once";
	default:
		return "see the function's description in bpf/libbpf.h";
	}
}

struct bpf_link *attach_refuse_opts(const struct bpf_program *program, const char *what)
{
	return attach_fail(program, -EINVAL,
		"zero what is behind the members, by LIBBPF_OPTS(); or a newer library",
		"%s: options that this library does not know", what);
}

struct bpf_link *attach_result(
	const struct bpf_program *program, int fd, const char *where, const char *remedy)
{
	struct bpf_link *link;

	if (fd < 0)
		return attach_fail(program, fd, remedy, "%s: %s", where, error_name(fd));
	link = link_new(sizeof(*link));
	if (!link) {
		close(fd);
		return attach_fail(program, -ENOMEM, NULL, "%s: no memory", where);
	}
	link->fd = fd;
	return link;
}

struct bpf_link *attach_fail(
	const struct bpf_program *program, int code, const char *remedy, const char *format, ...)
{
	char what[512];
	size_t length;
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	/* A cause may bring its own. */
	length = strlen(what);
	if (!remedy && (!length || what[length - 1] != ')'))
		remedy = remedy_of(code);
	object_fail(program->object, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .program = program->spec->name,
			.section = program->spec->section_name, .kernel_errno = -code, .remedy = remedy),
		"attach program %s: %s", program->spec->name, what);
	return NULL;
}

static int end_attachment(struct bpf_link *link)
{
	int code = 0;

	if (link->detach)
		code = link->detach(link);
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
	return code;
}

int bpf_link__destroy(struct bpf_link *link)
{
	int code = 0;

	if (!link || libbpf_get_error(link))
		return 0;
	if (!link->is_disconnected)
		code = end_attachment(link);
	if (link->release)
		link->release(link);
	free(link->pin_path);
	free(link);
	return result_int(code);
}

void bpf_link__disconnect(struct bpf_link *link)
{
	link->is_disconnected = true;
}

int bpf_link__detach(struct bpf_link *link)
{
	return bpf_link_detach(link->fd);
}

int bpf_link__fd(const struct bpf_link *link)
{
	return link->fd;
}

const char *bpf_link__pin_path(const struct bpf_link *link)
{
	return link->pin_path;
}

int bpf_link__update_program(struct bpf_link *link, struct bpf_program *prog)
{
	int code = attach_check_loaded(prog);

	return code ? code : bpf_link_update(link->fd, prog->fd, NULL);
}

struct bpf_link *bpf_link__open(const char *path)
{
	struct bpf_link *link;
	int fd = bpf_obj_get(path);

	if (fd < 0) {
		print_warn("open the link pinned at %s: %s\n", path, error_name(fd));
		return result_null(fd);
	}
	link = link_new(sizeof(*link));
	if (link) {
		link->fd = fd;
		link->pin_path = strdup(path);
	}
	if (!link || !link->pin_path) {
		close(fd);
		free(link);
		return result_null(-ENOMEM);
	}
	return link;
}

int bpf_link__pin(struct bpf_link *link, const char *path)
{
	char *copy;
	int code;

	if (!path) {
		print_warn("pin a link: no path (give a path in a bpffs)\n");
		return result_int(-EINVAL);
	}
	if (link->pin_path) {
		print_warn("pin a link at %s: it is pinned at %s already\n", path, link->pin_path);
		return result_int(-EBUSY);
	}
	code = bpffs_check_parent(path, true);
	copy = code ? NULL : strdup(path);
	if (!code && !copy)
		code = -ENOMEM;
	if (!code)
		code = bpf_obj_pin(link->fd, path);
	if (code) {
		print_warn("pin a link at %s: %s\n", path, code == -EINVAL ? BPFFS_REMEDY : error_name(code));
		free(copy);
		return result_int(code);
	}
	link->pin_path = copy;
	return 0;
}

int bpf_link__unpin(struct bpf_link *link)
{
	if (!link->pin_path)
		return result_int(-EINVAL);
	if (unlink(link->pin_path))
		return result_int(-errno);
	free(link->pin_path);
	link->pin_path = NULL;
	return 0;
}
