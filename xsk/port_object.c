// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Program and XSKMAP of a BPF object for a port: alone here, so that other receivers carry no loader. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include <xsk/program.h>

/* By name, or the only one that is loaded; NULL with a line. */
static const struct bpf_program *find_program(
	const struct bpf_object *object, const char *name, struct xsk_error *err)
{
	const struct bpf_program *found = NULL;
	struct bpf_program *each;

	if (name) {
		found = bpf_object__find_program_by_name(object, name);
		if (!found)
			error_set(err, -ENOENT, "object %s has no program '%s'", bpf_object__name(object),
				name);
		return found;
	}
	bpf_object__for_each_program(each, object)
	{
		if (bpf_program__type(each) != BPF_PROG_TYPE_XDP || !bpf_program__autoload(each))
			continue;
		if (found) {
			error_set(err, -ENOENT, "object %s has several XDP programs ('%s', '%s'): name one",
				bpf_object__name(object), bpf_program__name(found), bpf_program__name(each));
			return NULL;
		}
		found = each;
	}
	if (!found)
		error_set(err, -ENOENT, "object %s has no XDP program (SEC(\"xdp\"))",
			bpf_object__name(object));
	return found;
}

static const struct bpf_map *find_map(
	const struct bpf_object *object, const char *name, struct xsk_error *err)
{
	const struct bpf_map *found = NULL;
	struct bpf_map *each;

	if (name) {
		found = bpf_object__find_map_by_name(object, name);
		if (!found)
			error_set(err, -ENOENT, "object %s has no map '%s'", bpf_object__name(object), name);
		return found;
	}
	bpf_object__for_each_map(each, object)
	{
		if (bpf_map__type(each) != BPF_MAP_TYPE_XSKMAP)
			continue;
		if (found) {
			error_set(err, -ENOENT, "object %s has several XSKMAPs ('%s', '%s'): name one",
				bpf_object__name(object), bpf_map__name(found), bpf_map__name(each));
			return NULL;
		}
		found = each;
	}
	if (!found)
		error_set(err, -ENOENT, "object %s has no map of type XSKMAP", bpf_object__name(object));
	return found;
}

int xsk_port_opts__set_program(struct xsk_port_opts *opts, const struct bpf_object *object,
	const char *program, const char *map, struct xsk_error *err)
{
	const struct bpf_program *chosen = find_program(object, program, err);
	const struct bpf_map *sockets = chosen ? find_map(object, map, err) : NULL;
	int program_fd, map_fd;

	error_clear(chosen && sockets ? err : NULL);
	if (!chosen || !sockets)
		return -ENOENT;
	if (bpf_program__type(chosen) != BPF_PROG_TYPE_XDP)
		return error_set(err, -EINVAL, "program %s is none of XDP", bpf_program__name(chosen));
	if (bpf_map__type(sockets) != BPF_MAP_TYPE_XSKMAP)
		return error_set(err, -EINVAL, "map %s is no XSKMAP", bpf_map__name(sockets));
	program_fd = bpf_program__fd(chosen);
	map_fd = bpf_map__fd(sockets);
	if (program_fd <= 0 || map_fd <= 0)
		return error_set(err, -EINVAL, "object %s is not loaded (bpf_object__load())",
			bpf_object__name(object));
	opts->program_fd = program_fd;
	opts->map_fd = map_fd;
	return 0;
}
