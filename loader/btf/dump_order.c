// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * In which order definitions are printed. Depth first: what a type holds comes before it. Of structs that it only
 * points to their name is enough, so there a forward declaration will do. A typedef that is only pointed to waits for
 * whoever uses it, unless what it names had to be defined anyway.
 */
#include <stdlib.h>

#include "loader/btf/dump.h"

struct frame {
	uint32_t id;
	uint32_t next; /* reference to follow next */
	bool pointed;  /* reached through a pointer */
	bool settled;  /* something behind it is, or now will be, defined */
};

struct ordering {
	struct btf_dump *d;
	struct frame *stack;
	uint32_t depth, room;
};

static int enqueue(struct btf_dump *d, uint32_t id)
{
	if (d->queue_count == d->queue_room) {
		uint32_t room = d->queue_room * 2 + 64;
		uint32_t *larger = realloc(d->queue, room * sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		d->queue = larger;
		d->queue_room = room;
	}
	d->queue[d->queue_count++] = id;
	return 0;
}

/* The @i-th type that must come before @type; false behind the last. */
static bool dependency(const struct btf_type *type, uint32_t i, uint32_t *id)
{
	const uint32_t *ref;

	switch (btf_kind(type)) {
	case BTF_KIND_ARRAY:
		if (i)
			return false; /* the index is never printed */
		break;
	case BTF_KIND_FUNC:
	case BTF_KIND_VAR:
	case BTF_KIND_DATASEC:
	case BTF_KIND_DECL_TAG:
		return false; /* no types of C */
	default:
		break;
	}
	ref = btf_type_ref(type, i);
	if (ref)
		*id = *ref;
	return ref != NULL;
}

/* All it needs is in the queue. Sets frame->settled to what whoever refers to it is told. */
static int leave(struct btf_dump *d, struct frame *frame)
{
	const struct btf_type *type = btf_type_at(d->btf, frame->id);
	unsigned char *state = &d->states[frame->id];

	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		*state = (unsigned char)((*state & ~DUMP_ORDERING) | DUMP_ORDERED);
		frame->settled = true;
		return type->name_off ? enqueue(d, frame->id) : 0;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FWD:
		*state |= DUMP_ORDERED;
		frame->settled = true;
		/* Without a name it is printed where it is used, if it is. */
		return type->name_off || !(*state & DUMP_REFERENCED) ? enqueue(d, frame->id) : 0;
	case BTF_KIND_TYPEDEF:
		if (frame->pointed && !frame->settled)
			return 0;
		*state |= DUMP_ORDERED;
		frame->settled = true;
		return enqueue(d, frame->id);
	case BTF_KIND_ARRAY:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
	case BTF_KIND_FUNC_PROTO:
		return 0;
	default:
		*state |= DUMP_ORDERED;
		return 0;
	}
}

/*
 * 1: it was seen to before, or cannot be now. 0: there is a new frame for it, whose outcome the one below gets.
 */
static int enter(struct ordering *o, uint32_t id, bool pointed)
{
	const struct btf_type *type = btf_type_at(o->d->btf, id);
	unsigned char *state = &o->d->states[id];

	if (*state & DUMP_ORDERED) {
		if (o->depth)
			o->stack[o->depth - 1].settled = true;
		return 1;
	}
	/* Its name is enough; whether it is defined, and where, is decided when it is itself asked for. */
	if (btf_is_composite(type) && pointed && type->name_off)
		return 1;
	if (*state & DUMP_ORDERING)
		return -ELOOP;
	if (btf_is_composite(type))
		*state |= DUMP_ORDERING;
	if (o->depth == o->room) {
		uint32_t room = o->room * 2 + 64;
		struct frame *larger = realloc(o->stack, room * sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		o->stack = larger;
		o->room = room;
	}
	o->stack[o->depth++] = (struct frame){ .id = id, .pointed = pointed };
	return 0;
}

static int run(struct ordering *o, uint32_t root)
{
	int result = enter(o, root, false);

	while (result >= 0 && o->depth) {
		struct frame *top = &o->stack[o->depth - 1];
		const struct btf_type *type = btf_type_at(o->d->btf, top->id);
		uint32_t id;

		if (dependency(type, top->next, &id)) {
			/* Members are there by value, whatever led to their struct. */
			bool pointed = btf_is_ptr(type) ||
				       (top->pointed && !btf_is_composite(type) && !btf_is_array(type));

			top->next++;
			result = enter(o, id, pointed);
			continue;
		}
		result = leave(o->d, top);
		o->depth--;
		/* A struct is settled in itself; for all others it is what they refer to. */
		if (o->depth && top->settled)
			o->stack[o->depth - 1].settled = true;
	}
	return result < 0 ? result : 0;
}

int dump_order(struct btf_dump *d, uint32_t id)
{
	struct ordering o = { .d = d };
	int result = run(&o, id);

	/* What was left on the way can be asked for again. */
	while (o.depth)
		d->states[o.stack[--o.depth].id] &= (unsigned char)~DUMP_ORDERING;
	free(o.stack);
	return result;
}
