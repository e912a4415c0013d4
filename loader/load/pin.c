// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Pins: names in a bpffs for maps and programs, one by one and for a whole object. */
#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "loader/kernel/bpffs.h"
#include "loader/load/load.h"
#include "loader/result.h"

#define PHASE .phase = XSK_OBJECT_PHASE_PIN

static int fail(struct bpf_object *object, int code, const char *kind, const char *name, const char *path,
	const char *remedy)
{
	return object_fail(object, code, OBJECT_AT(PHASE, .kernel_errno = -code, .remedy = remedy),
		"pin %s %s at %s: %s", kind, name, path, error_name(code));
}

static int pin_fd(struct bpf_object *object, int fd, const char *kind, const char *name, const char *path)
{
	int code = bpffs_check_parent(path, true);

	if (code == -EINVAL)
		return fail(object, code, kind, name, path, BPFFS_REMEDY);
	if (!code)
		code = bpf_obj_pin(fd, path);
	return code ? fail(object, code, kind, name, path, code == -EEXIST ? "remove what is there" : NULL)
		    : 0;
}

static int unpin_path(struct bpf_object *object, const char *kind, const char *name, const char *path)
{
	int code = bpffs_check_parent(path, false);

	if (!code && unlink(path))
		code = -errno;
	return code ? object_fail(object, code, OBJECT_AT(PHASE, .kernel_errno = -code),
			      "unpin %s %s from %s: %s", kind, name, path, error_name(code))
		    : 0;
}

/* Where libbpf would crash. */
static int refuse_no_path(struct bpf_object *object, const char *kind, const char *name)
{
	return object_fail(object, -EINVAL, OBJECT_AT(PHASE, .remedy = "give a path in a bpffs"),
		"%s %s: no path", kind, name);
}

int bpf_program__pin(struct bpf_program *prog, const char *path)
{
	if (!path)
		return refuse_no_path(prog->object, "pin program", prog->spec->name);
	if (prog->fd < 0)
		return object_fail(prog->object, -EINVAL, OBJECT_AT(PHASE, .program = prog->spec->name),
			"pin program %s: it is not loaded", prog->spec->name);
	return pin_fd(prog->object, prog->fd, "program", prog->spec->name, path);
}

int bpf_program__unpin(struct bpf_program *prog, const char *path)
{
	if (!path)
		return refuse_no_path(prog->object, "unpin program", prog->spec->name);
	if (prog->fd < 0)
		return object_fail(prog->object, -EINVAL, OBJECT_AT(PHASE, .program = prog->spec->name),
			"unpin program %s: it is not loaded", prog->spec->name);
	return unpin_path(prog->object, "program", prog->spec->name, path);
}

/* The path of a call: its own, or the map's; both must then be equal. */
static int choose_path(struct bpf_map *map, const char **path)
{
	if (map->pin_path && *path && strcmp(map->pin_path, *path) != 0)
		return object_fail(map->object, -EINVAL, OBJECT_AT(PHASE, .map = map->spec->name),
			"map %s has pin path %s, not %s", map->spec->name, map->pin_path, *path);
	if (map->pin_path)
		*path = map->pin_path;
	if (!*path)
		return object_fail(map->object, -EINVAL,
			OBJECT_AT(PHASE, .map = map->spec->name, .remedy = "bpf_map__set_pin_path()"),
			"map %s has no pin path", map->spec->name);
	return 0;
}

int bpf_map__pin(struct bpf_map *map, const char *path)
{
	int code;

	if (!map)
		return result_int(-EINVAL);
	if (map->fd < 0)
		return object_fail(map->object, -EINVAL, OBJECT_AT(PHASE, .map = map->spec->name),
			"pin map %s: it is not created", map->spec->name);
	if (map->is_pinned && !map->pin_path)
		return object_fail(map->object, -EEXIST, OBJECT_AT(PHASE, .map = map->spec->name),
			"map %s is pinned already", map->spec->name);
	code = choose_path(map, &path);
	if (code || map->is_pinned)
		return code;
	if (!map->pin_path) {
		code = bpf_map__set_pin_path(map, path);
		if (code)
			return code;
	}
	code = pin_fd(map->object, map->fd, "map", map->spec->name, map->pin_path);
	map->is_pinned = !code;
	return code;
}

int bpf_map__unpin(struct bpf_map *map, const char *path)
{
	int code;

	if (!map)
		return result_int(-EINVAL);
	code = choose_path(map, &path);
	if (!code)
		code = unpin_path(map->object, "map", map->spec->name, path);
	if (!code)
		map->is_pinned = false;
	return code;
}

int map_pin(struct bpf_map *map, struct xsk_object_error *err)
{
	int code;

	if (map->is_pinned)
		return 0;
	code = bpffs_check_parent(map->pin_path, true);
	if (!code)
		code = bpf_obj_pin(map->fd, map->pin_path);
	if (code == -EEXIST && !map->reused) {
		/* Somebody pinned one since we looked: that one it is, if it is the same. */
		close(map->fd);
		map->fd = -1;
		code = map_open_pinned(map, err);
		return code || map->fd >= 0 ? code : -ENOENT;
	}
	if (code)
		return object_error_set(err, code,
			OBJECT_AT(PHASE, .map = map->spec->name, .kernel_errno = -code,
				.remedy = code == -EINVAL ? BPFFS_REMEDY : NULL),
			"pin map %s at %s: %s", map->spec->name, map->pin_path, error_name(code));
	map->is_pinned = true;
	return 0;
}

/* ---- whole objects ---- */

/* @directory/@name, with dots as underscores for maps: libbpf's names of files. */
static int join_path(const char *directory, const char *name, bool sanitize, char path[PATH_MAX])
{
	int len = snprintf(path, PATH_MAX, "%s/%s", directory, name);

	if (len < 0 || len >= PATH_MAX)
		return -ENAMETOOLONG;
	for (char *c = path + strlen(directory); sanitize && *c; c++)
		if (*c == '.')
			*c = '_';
	return 0;
}

static int check_loaded(struct bpf_object *object)
{
	if (object->state >= OBJECT_PREPARED)
		return 0;
	return object_fail(
		object, -ENOENT, OBJECT_AT(PHASE), "object %s is not loaded yet", object->spec->name);
}

/* Where a call for the whole object pins one map; *@path NULL: nowhere. */
static int map_path(struct bpf_map *map, const char *directory, char buffer[PATH_MAX], const char **path)
{
	int code;

	*path = NULL;
	if (!map->autocreate)
		return 0;
	if (!directory) {
		*path = map->pin_path;
		return 0;
	}
	code = join_path(directory, bpf_map__name(map), true, buffer);
	*path = buffer;
	return code ? fail(map->object, code, "map", map->spec->name, directory, NULL) : 0;
}

static void unpin_maps_before(struct bpf_object *object, uint32_t end)
{
	for (uint32_t i = end; i-- > 0;)
		if (object->maps[i].pin_path && object->maps[i].is_pinned)
			bpf_map__unpin(&object->maps[i], NULL);
}

int bpf_object__pin_maps(struct bpf_object *obj, const char *path)
{
	char buffer[PATH_MAX];
	int code;

	if (!obj)
		return result_int(-ENOENT);
	code = check_loaded(obj);
	for (uint32_t i = 0; i < obj->spec->map_count && !code; i++) {
		const char *where;

		code = map_path(&obj->maps[i], path, buffer, &where);
		if (!code && where)
			code = bpf_map__pin(&obj->maps[i], where);
		if (code)
			unpin_maps_before(obj, i);
	}
	return result_int(code);
}

int bpf_object__unpin_maps(struct bpf_object *obj, const char *path)
{
	char buffer[PATH_MAX];
	int code = 0;

	if (!obj)
		return result_int(-ENOENT);
	for (uint32_t i = 0; i < obj->spec->map_count && !code; i++) {
		const char *where;

		code = map_path(&obj->maps[i], path, buffer, &where);
		if (!code && where)
			code = bpf_map__unpin(&obj->maps[i], where);
	}
	return result_int(code);
}

static int each_program(struct bpf_object *object, uint32_t end, const char *path,
	int (*visit)(struct bpf_program *program, const char *path), uint32_t *reached)
{
	char buffer[PATH_MAX];
	int code = 0;

	for (uint32_t i = 0; i < end && !code; i++) {
		struct bpf_program *program = &object->programs[i];

		*reached = i;
		if (program_is_subprogram(program) || !program->autoload)
			continue;
		if (path)
			code = join_path(path, program->spec->name, false, buffer);
		if (!code)
			code = visit(program, path ? buffer : NULL);
	}
	return code;
}

int bpf_object__pin_programs(struct bpf_object *obj, const char *path)
{
	uint32_t reached = 0, ignored;
	int code;

	if (!obj)
		return result_int(-ENOENT);
	code = check_loaded(obj);
	if (code)
		return code;
	code = each_program(obj, obj->spec->program_count, path, bpf_program__pin, &reached);
	if (code)
		each_program(obj, reached, path, bpf_program__unpin, &ignored);
	return result_int(code);
}

int bpf_object__unpin_programs(struct bpf_object *obj, const char *path)
{
	uint32_t reached;

	if (!obj)
		return result_int(-ENOENT);
	return result_int(each_program(obj, obj->spec->program_count, path, bpf_program__unpin, &reached));
}

/* NULL is a place for maps that have one of their own, never for programs: known before anything is done. */
static int check_directory(struct bpf_object *object, const char *path, const char *verb)
{
	for (uint32_t i = 0; object && !path && i < object->spec->program_count; i++) {
		const struct bpf_program *program = &object->programs[i];

		if (!program_is_subprogram(program) && program->autoload)
			return refuse_no_path(object, verb, object->spec->name);
	}
	return 0;
}

int bpf_object__pin(struct bpf_object *object, const char *path)
{
	int code = check_directory(object, path, "pin object");

	if (!code)
		code = bpf_object__pin_maps(object, path);
	if (code)
		return code;
	code = bpf_object__pin_programs(object, path);
	if (code)
		bpf_object__unpin_maps(object, path);
	return result_int(code);
}

int bpf_object__unpin(struct bpf_object *object, const char *path)
{
	int code = check_directory(object, path, "unpin object");

	if (!code)
		code = bpf_object__unpin_programs(object, path);
	return code ? code : bpf_object__unpin_maps(object, path);
}
