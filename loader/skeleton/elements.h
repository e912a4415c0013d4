/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The arrays of a skeleton: generated code of any age says how large their elements are, and an element may lack the
 * members that came later.
 */
#ifndef LOADER_SKELETON_ELEMENTS_H
#define LOADER_SKELETON_ELEMENTS_H

#include <bpf/libbpf.h>
#include <stddef.h>

static inline struct bpf_map_skeleton *skeleton_map(struct bpf_map_skeleton *maps, int bytes, int index)
{
	return (struct bpf_map_skeleton *)((char *)maps + (size_t)bytes * (size_t)index);
}

static inline struct bpf_prog_skeleton *skeleton_program(
	struct bpf_prog_skeleton *programs, int bytes, int index)
{
	return (struct bpf_prog_skeleton *)((char *)programs + (size_t)bytes * (size_t)index);
}

/* Since libbpf 1.5 a map's element has a place for its link. */
static inline struct bpf_link **skeleton_map_link(struct bpf_map_skeleton *map, int bytes)
{
	return (size_t)bytes >= offsetof(struct bpf_map_skeleton, link) + sizeof(map->link) ? map->link
											    : NULL;
}

/* Element sizes that cannot hold what the first generators wrote: -EINVAL with a line. */
int skeleton_check_sizes(
	const char *name, int map_count, int map_bytes, int program_count, int program_bytes);

/* Pointers to maps and programs of @object, by name; -ESRCH with a line. */
int skeleton_find_maps(const struct bpf_object *object, struct bpf_map_skeleton *maps, int count, int bytes);
int skeleton_find_programs(
	const struct bpf_object *object, struct bpf_prog_skeleton *programs, int count, int bytes);

#endif
