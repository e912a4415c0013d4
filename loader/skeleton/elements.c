// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "loader/skeleton/elements.h"

#include <errno.h>

#include "loader/object/object.h"
#include "loader/print.h"

int skeleton_check_sizes(const char *name, int map_count, int map_bytes, int program_count, int program_bytes)
{
	if (map_count < 0 || program_count < 0 ||
		(map_count && map_bytes < (int)offsetof(struct bpf_map_skeleton, link)) ||
		(program_count && program_bytes < (int)sizeof(struct bpf_prog_skeleton))) {
		print_warn("skeleton %s: elements of %d and %d bytes are none that a generator wrote\n",
			name ? name : "", map_bytes, program_bytes);
		return -EINVAL;
	}
	return 0;
}

int skeleton_find_maps(const struct bpf_object *object, struct bpf_map_skeleton *maps, int count, int bytes)
{
	for (int i = 0; i < count; i++) {
		struct bpf_map_skeleton *element = skeleton_map(maps, bytes, i);
		struct bpf_map *map = bpf_object__find_map_by_name(object, element->name);

		if (!map) {
			print_warn("skeleton: object %s has no map '%s' (generate the skeleton anew)\n",
				bpf_object__name(object), element->name);
			return -ESRCH;
		}
		*element->map = map;
		/* What is known only when the kernel's configuration is read cannot be set by users before. */
		if (element->mmaped && map->spec->origin != MAP_ORIGIN_KCONFIG)
			*element->mmaped = map->value;
	}
	return 0;
}

int skeleton_find_programs(
	const struct bpf_object *object, struct bpf_prog_skeleton *programs, int count, int bytes)
{
	for (int i = 0; i < count; i++) {
		struct bpf_prog_skeleton *element = skeleton_program(programs, bytes, i);
		struct bpf_program *program = bpf_object__find_program_by_name(object, element->name);

		if (!program) {
			print_warn("skeleton: object %s has no program '%s' (generate the skeleton anew)\n",
				bpf_object__name(object), element->name);
			return -ESRCH;
		}
		*element->prog = program;
	}
	return 0;
}
