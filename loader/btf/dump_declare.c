// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Before the text of a definition comes what that text only names: typedefs that waited, forward declarations of
 * structs that come later. Depth first over what will be written out, so into structs without a name, but not into
 * others.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/dump.h"

struct frame {
	uint32_t id;
	uint32_t container; /* the definition that it is needed for; 0: it is the definition */
	uint32_t next;
};

struct declaring {
	struct btf_dump *d;
	struct frame *stack;
	uint32_t depth, room;
};

static bool is_builtin(const struct btf_dump *d, const struct btf_type *type)
{
	return !strcmp(btf_name_of(d->btf, type), "__builtin_va_list");
}

static int print_typedef(struct btf_dump *d, uint32_t id)
{
	int result = 0;

	if (!is_builtin(d, btf_type_at(d->btf, id))) {
		result = dump_typedef(d, id);
		dump_print(d, ";\n\n");
	}
	return result;
}

static int declare(struct btf_dump *d, uint32_t id)
{
	int result = dump_head(d, id);

	dump_print(d, ";\n\n");
	d->states[id] |= DUMP_DECLARED;
	return result;
}

/* Whether its members are written where it is used. */
static bool is_written_out(const struct btf_type *type, uint32_t container)
{
	return !container || !type->name_off;
}

/* Met again while what it needs is being printed: for a name that is enough. */
static int meet_again(struct btf_dump *d, const struct btf_type *type, uint32_t id, uint32_t container)
{
	if (d->states[id] & DUMP_DECLARED || id == container)
		return 0;
	if (btf_is_composite(type))
		return type->name_off ? declare(d, id) : -ELOOP;
	if (btf_is_typedef(type)) {
		d->states[id] |= DUMP_DECLARED;
		return print_typedef(d, id);
	}
	return 0;
}

/* Prints what has no further needs; else *@descend, and a frame follows. */
static int enter(struct btf_dump *d, uint32_t id, uint32_t container, bool *descend)
{
	const struct btf_type *type = btf_type_at(d->btf, id);
	unsigned char *state = &d->states[id];
	int result = 0;

	*descend = false;
	if (*state & DUMP_EMITTED)
		return 0;
	if (*state & DUMP_EMITTING)
		return meet_again(d, type, id, container);
	switch (btf_kind(type)) {
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		if (!container) {
			result = dump_body(d, id, 0);
			dump_print(d, ";\n\n");
		}
		*state |= DUMP_EMITTED;
		return result;
	case BTF_KIND_FWD:
		result = declare(d, id);
		*state |= DUMP_EMITTED;
		return result;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		if (!is_written_out(type, container))
			return *state & DUMP_DECLARED || id == container ? 0 : declare(d, id);
		*state |= DUMP_EMITTING;
		*descend = true;
		return 0;
	case BTF_KIND_TYPEDEF:
		*state |= DUMP_EMITTING;
		*descend = true;
		return 0;
	case BTF_KIND_PTR:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
	case BTF_KIND_ARRAY:
	case BTF_KIND_FUNC_PROTO:
		*descend = true;
		return 0;
	default:
		*state |= DUMP_EMITTED;
		return 0;
	}
}

/* What it needs is printed. */
static int leave(struct btf_dump *d, const struct frame *frame)
{
	const struct btf_type *type = btf_type_at(d->btf, frame->id);
	unsigned char *state = &d->states[frame->id];
	int result = 0;

	if (btf_is_typedef(type)) {
		if (!(*state & DUMP_DECLARED))
			result = print_typedef(d, frame->id);
		*state = (unsigned char)((*state & ~DUMP_EMITTING) | DUMP_EMITTED);
	} else if (btf_is_composite(type)) {
		*state &= (unsigned char)~DUMP_EMITTING;
		if (!frame->container) {
			result = dump_body(d, frame->id, 0);
			dump_print(d, ";\n\n");
			*state |= DUMP_EMITTED;
		}
	}
	return result;
}

/* For whom the members and targets of this one are needed. */
static uint32_t container_of_inner(const struct btf_type *type, const struct frame *frame)
{
	if (btf_is_typedef(type) || (btf_is_composite(type) && type->name_off))
		return frame->id;
	/* One without a name belongs to what it stands in; by itself it is its own. */
	return frame->container ? frame->container : frame->id;
}

static int push(struct declaring *w, uint32_t id, uint32_t container)
{
	bool descend;
	int result = enter(w->d, id, container, &descend);

	if (result || !descend)
		return result;
	if (w->depth == w->room) {
		uint32_t room = w->room * 2 + 64;
		struct frame *larger = realloc(w->stack, room * sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		w->stack = larger;
		w->room = room;
	}
	if (!w->d->steps)
		return -E2BIG;
	w->d->steps--;
	w->stack[w->depth++] = (struct frame){ .id = id, .container = container };
	return 0;
}

int dump_definition(struct btf_dump *d, uint32_t id)
{
	struct declaring w = { .d = d };
	int result = push(&w, id, 0);

	while (!result && w.depth) {
		struct frame *top = &w.stack[w.depth - 1], left;
		const struct btf_type *type = btf_type_at(d->btf, top->id);
		const uint32_t *ref = btf_type_ref(type, top->next);

		/* The index of an array is never printed. */
		if (ref && !(btf_is_array(type) && top->next)) {
			top->next++;
			result = push(&w, *ref, container_of_inner(type, top));
			continue;
		}
		left = *top;
		w.depth--;
		result = leave(d, &left);
	}
	while (w.depth)
		d->states[w.stack[--w.depth].id] &= (unsigned char)~DUMP_EMITTING;
	free(w.stack);
	return result;
}
