// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Alignment of a type as the compiler sees it. A struct's is its members'; one whose members or size do not
 * fit it must be packed. Types may share members in any number, so answers are kept while one question lasts.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/id_map.h"

struct frame {
	uint32_t id;
	uint32_t next;  /* member */
	uint32_t align; /* of the members so far */
};

/*
 * The alignment where it takes no look into a struct; 0 and *@id the struct or union otherwise; -EINVAL for
 * what has none.
 */
static int simple_align(const struct btf *btf, uint32_t *id)
{
	for (int i = 0; i <= BTF_DEPTH_LIMIT; i++) {
		const struct btf_type *type = btf_type_at(btf, *id);
		uint32_t pointer = btf_pointer_bytes(btf);

		if (!type)
			return -EINVAL;
		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_FLOAT:
			/* Of what was never validated, too. */
			if (!type->size)
				return -EINVAL;
			return (int)(type->size < pointer ? type->size : pointer);
		case BTF_KIND_PTR:
			return (int)pointer;
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			*id = type->type;
			break;
		case BTF_KIND_ARRAY:
			*id = ((const struct btf_array *)type_payload(type))->type;
			break;
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			return 0;
		default:
			return -EINVAL;
		}
	}
	return -EINVAL;
}

/* Takes the next member into account; 1 when it is packed. */
static int add_member(struct frame *frame, const struct btf_type *type, uint32_t align)
{
	const struct btf_member *member = (const struct btf_member *)type_payload(type) + frame->next++;
	uint32_t width = btf_kflag(type) ? BTF_MEMBER_BITFIELD_SIZE(member->offset) : 0;

	if (align > frame->align)
		frame->align = align;
	return !width && member->offset % (8 * align) ? 1 : 0;
}

/* With @stack of BTF_DEPTH_LIMIT frames: more than anything valid needs. */
static int composite_align(const struct btf *btf, uint32_t root, struct frame *stack, struct id_map *known)
{
	uint32_t depth = 0;

	stack[depth++] = (struct frame){ root, 0, 1 };
	for (;;) {
		struct frame *top = &stack[depth - 1];
		const struct btf_type *type = btf_type_at(btf, top->id);
		uint32_t id = top->id, align;
		int simple, result;

		if (top->next < btf_vlen(type)) {
			id = ((const struct btf_member *)type_payload(type))[top->next].type;
			simple = simple_align(btf, &id);
			if (simple < 0)
				return simple;
			if (!simple)
				simple = (int)id_map_get(known, id);
			if (!simple) {
				if (depth == BTF_DEPTH_LIMIT)
					return -E2BIG;
				stack[depth++] = (struct frame){ id, 0, 1 };
				continue;
			}
			if (!add_member(top, type, (uint32_t)simple))
				continue;
			align = 1;
		} else {
			align = type->size % top->align ? 1 : top->align;
		}
		if (!--depth)
			return (int)align;
		/* The one below finds it in the table. */
		result = id_map_put(known, top->id, align);
		if (result)
			return result;
	}
}

int btf__align_of(const struct btf *btf, __u32 id)
{
	struct id_map known = { 0 };
	struct frame *stack;
	int result = simple_align(btf, &id);

	if (!result) {
		stack = malloc(sizeof(*stack) * BTF_DEPTH_LIMIT);
		result = stack ? composite_align(btf, id, stack, &known) : -ENOMEM;
		free(stack);
		id_map_free(&known);
	}
	if (result < 0)
		errno = -result;
	/* libbpf's way: 0 is the error. */
	return result < 0 ? 0 : result;
}
