// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Registering a struct of operations. Maps of .struct_ops.link hold a value that a link registers; those of
 * .struct_ops register when the value is written, and unregister when it is deleted.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/syscall.h"
#include "loader/attach/link.h"
#include "loader/kernel/uapi.h"
#include "loader/result.h"

struct struct_ops_link {
	struct bpf_link link;
	int map_fd; /* a copy; -1: of a map without links, whose descriptor is link.fd */
};

static int unregister(struct bpf_link *link)
{
	__u32 key = 0;

	return bpf_map_delete_elem(link->fd, &key);
}

static void release(struct bpf_link *link)
{
	struct struct_ops_link *own = (struct struct_ops_link *)link;

	if (own->map_fd >= 0)
		close(own->map_fd);
	else if (link->fd >= 0)
		close(link->fd); /* disconnected: what is registered stays, our copy of the map does not */
}

static int fail(const struct bpf_map *map, int code, const char *step)
{
	const char *remedy = NULL;

	if (code == -EEXIST)
		remedy = "the kernel has one of that name already";
	else if (code == -EBUSY)
		remedy = "a table of .struct_ops registers once: load it again, or SEC(\".struct_ops.link\")";
	else if (code == -EPERM)
		remedy = "needs CAP_BPF and CAP_NET_ADMIN, or what the kernel's struct asks for";
	return object_fail(map->object, code,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .map = map->spec->name, .kernel_errno = -code,
			.remedy = remedy),
		"attach struct_ops %s: %s: %s", map->spec->name, step, error_name(code));
}

static bool has_links(const struct bpf_map *map)
{
	return map->definition.flags & UAPI_BPF_F_LINK;
}

/* With links the value may stand there from before; the kernel takes it once. */
static int write_value(const struct bpf_map *map)
{
	__u32 key = 0;
	int code = bpf_map_update_elem(map->fd, &key, map->kernel_value, 0);

	return code == -EBUSY && has_links(map) ? 0 : code;
}

static int check(const struct bpf_map *map)
{
	if (!map_is_struct_ops(map))
		return object_fail(map->object, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .map = map->spec->name),
			"map %s is no struct_ops", map->spec->name);
	if (map->fd < 0)
		return object_fail(map->object, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .map = map->spec->name,
				.remedy = "bpf_object__load() first"),
			"attach struct_ops %s: it is not created", map->spec->name);
	return 0;
}

/* Fills the link; its copies of descriptors make it independent of the object. */
static int attach(const struct bpf_map *map, struct struct_ops_link *own)
{
	int code = write_value(map);

	if (code)
		return fail(map, code, "write the value");
	own->map_fd = sys_dup(map->fd);
	if (own->map_fd < 0)
		return fail(map, own->map_fd, "copy the map's descriptor");
	if (!has_links(map)) {
		own->link.fd = own->map_fd;
		own->map_fd = -1;
		own->link.detach = unregister;
		return 0;
	}
	code = bpf_link_create(map->fd, 0, (enum bpf_attach_type)UAPI_BPF_STRUCT_OPS, NULL);
	if (code < 0)
		return fail(map, code, "make the link");
	own->link.fd = code;
	return 0;
}

struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map)
{
	struct struct_ops_link *own;
	int code = check(map);

	if (code)
		return NULL;
	own = (struct struct_ops_link *)link_new(sizeof(*own));
	if (!own) {
		fail(map, -ENOMEM, "memory");
		return NULL;
	}
	own->map_fd = -1;
	own->link.release = release;
	code = attach(map, own);
	if (code) {
		own->link.is_disconnected = true;
		bpf_link__destroy(&own->link);
		return result_null(code);
	}
	return &own->link;
}

int bpf_link__update_map(struct bpf_link *link, const struct bpf_map *map)
{
	struct struct_ops_link *own = (struct struct_ops_link *)link;
	int code = check(map), copy;

	if (code)
		return code;
	if (link->release != release || own->map_fd < 0)
		return object_fail(map->object, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .map = map->spec->name,
				.remedy = "SEC(\".struct_ops.link\")"),
			"update to struct_ops %s: the link is none of a struct_ops with links",
			map->spec->name);
	copy = sys_dup(map->fd);
	if (copy < 0)
		return fail(map, copy, "copy the map's descriptor");
	code = write_value(map);
	if (!code)
		code = bpf_link_update(link->fd, map->fd, NULL);
	if (code) {
		close(copy);
		return fail(map, code, "exchange it");
	}
	close(own->map_fd);
	own->map_fd = copy;
	return 0;
}

int bpf_program__assoc_struct_ops(
	struct bpf_program *prog, struct bpf_map *map, struct bpf_prog_assoc_struct_ops_opts *opts)
{
	int code = check(map);

	if (!code)
		code = attach_check_loaded(prog);
	if (code)
		return code;
	if (prog->type == BPF_PROG_TYPE_STRUCT_OPS)
		return object_fail(prog->object, -EINVAL,
			OBJECT_AT(.phase = XSK_OBJECT_PHASE_ATTACH, .program = prog->spec->name),
			"associate program %s: one of struct_ops belongs to its own", prog->spec->name);
	code = bpf_prog_assoc_struct_ops(prog->fd, map->fd, opts);
	return code ? fail(map, code, "associate a program") : 0;
}
