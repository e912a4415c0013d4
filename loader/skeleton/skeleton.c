// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The calls that generated skeleton headers make: open, load, attach, detach, destroy. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/attach/detach_batch.h"
#include "loader/print.h"
#include "loader/result.h"
#include "loader/skeleton/elements.h"

int bpf_object__open_skeleton(struct bpf_object_skeleton *s, const struct bpf_object_open_opts *opts)
{
	LIBBPF_OPTS(bpf_object_open_opts, own);
	struct bpf_object *object;
	int code;

	if (!OPTS_VALID(opts, bpf_object_open_opts))
		return result_int(-EINVAL);
	if (opts)
		memcpy(&own, opts, opts->sz < sizeof(own) ? opts->sz : sizeof(own));
	own.sz = sizeof(own);
	if (!own.object_name)
		own.object_name = s->name;
	code = skeleton_check_sizes(s->name, s->map_cnt, s->map_skel_sz, s->prog_cnt, s->prog_skel_sz);
	if (code)
		return result_int(code);
	object = bpf_object__open_mem(s->data, s->data_sz, &own);
	if (!object)
		return -errno;
	*s->obj = object;
	code = skeleton_find_maps(object, s->maps, s->map_cnt, s->map_skel_sz);
	if (!code)
		code = skeleton_find_programs(object, s->progs, s->prog_cnt, s->prog_skel_sz);
	return result_int(code);
}

int bpf_object__load_skeleton(struct bpf_object_skeleton *s)
{
	int code = bpf_object__load(*s->obj);

	if (code)
		return code;
	/* The kernel's memory is where the initial values were, or nowhere for maps that cannot be mapped. */
	for (int i = 0; i < s->map_cnt; i++) {
		struct bpf_map_skeleton *element = skeleton_map(s->maps, s->map_skel_sz, i);

		if (element->mmaped)
			*element->mmaped = (*element->map)->value;
	}
	return 0;
}

static int attach_program(struct bpf_prog_skeleton *element)
{
	struct bpf_program *program = *element->prog;

	/* A link that is there already is the user's, who attached by himself. */
	if (!program->autoload || !program->autoattach || *element->link)
		return 0;
	if (program->is_optional && program->fd < 0)
		return 0;
	return attach_automatically(program, element->link);
}

static int attach_map(struct bpf_map_skeleton *element, int bytes)
{
	struct bpf_link **link = skeleton_map_link(element, bytes);
	struct bpf_map *map = *element->map;

	if (!map_is_struct_ops(map) || !map->autocreate || !map->autoattach)
		return 0;
	if (!link) {
		print_warn("skeleton: map %s: the skeleton is too old to attach struct_ops by itself\n",
			bpf_map__name(map));
		return 0;
	}
	if (*link)
		return 0;
	*link = bpf_map__attach_struct_ops(map);
	return *link ? 0 : -errno;
}

int bpf_object__attach_skeleton(struct bpf_object_skeleton *s)
{
	int code = 0;

	for (int i = 0; i < s->prog_cnt && !code; i++)
		code = attach_program(skeleton_program(s->progs, s->prog_skel_sz, i));
	for (int i = 0; i < s->map_cnt && !code; i++)
		code = attach_map(skeleton_map(s->maps, s->map_skel_sz, i), s->map_skel_sz);
	return result_int(code);
}

/* All at once: what one waits for, the others wait for too. */
void bpf_object__detach_skeleton(struct bpf_object_skeleton *s)
{
	size_t room = (size_t)s->prog_cnt + (size_t)s->map_cnt, count = 0;
	struct bpf_link **links = calloc(room ? room : 1, sizeof(*links));
	bool background = *s->obj && (*s->obj)->detaches_in_background;

	for (int i = 0; i < s->prog_cnt + s->map_cnt; i++) {
		struct bpf_link **link;

		if (i < s->prog_cnt)
			link = skeleton_program(s->progs, s->prog_skel_sz, i)->link;
		else
			link = skeleton_map_link(
				skeleton_map(s->maps, s->map_skel_sz, i - s->prog_cnt), s->map_skel_sz);
		if (!link || !*link)
			continue;
		if (links)
			links[count++] = *link;
		else
			bpf_link__destroy(*link);
		*link = NULL;
	}
	if (links)
		links_destroy(links, count, background);
	free(links);
}

void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s)
{
	if (!s)
		return;
	if (s->obj) {
		bpf_object__detach_skeleton(s);
		bpf_object__close(*s->obj);
	}
	free(s->maps);
	free(s->progs);
	free(s);
}
