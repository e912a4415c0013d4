// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The rules for how types hang together: none contains itself, none is reached from itself without passing a
 * struct or union that has a name (C could not write it down, and nothing that prints it would end), what is
 * inside a struct lies inside its bytes, and no array is larger than 4 GiB. Depths are bounded, so that
 * whoever walks a type needs a stack of BTF_DEPTH_LIMIT entries and no recursion.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/btf.h"

/* Sizes of what could be no value: void and functions; and declarations, alone or as elements of an array. */
#define SIZE_NONE       UINT32_MAX
#define SIZE_INCOMPLETE (UINT32_MAX - 1)

struct frame {
	uint32_t id;
	uint32_t next; /* reference to follow next */
};

enum { UNSEEN, OPEN, DONE };

struct graph {
	const struct btf *btf;
	struct xsk_error *err;
	bool names_only;      /* follow pointers and prototypes, but not into a struct that has a name */
	unsigned char *state; /* of own types */
	uint32_t *sizes;      /* of own types that are DONE */
	uint16_t *depths;     /* likewise, in this pass */
	struct frame stack[BTF_DEPTH_LIMIT];
};

static uint32_t size_of(const struct graph *g, uint32_t id)
{
	int64_t size;

	if (id >= g->btf->start_id)
		return g->sizes[id - g->btf->start_id];
	size = btf__resolve_size(g->btf, id);
	return size < 0 || size >= SIZE_INCOMPLETE ? SIZE_NONE : (uint32_t)size;
}

/* Everything inside @type has its size already. */
static int measure(const struct graph *g, uint32_t id, const struct btf_type *type)
{
	uint32_t *size = &g->sizes[id - g->btf->start_id];

	switch (btf_kind(type)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_DATASEC:
		*size = type->size;
		return 0;
	case BTF_KIND_PTR:
		*size = btf_pointer_bytes(g->btf);
		return 0;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
	case BTF_KIND_VAR:
		*size = type->type ? size_of(g, type->type) : SIZE_NONE;
		return 0;
	case BTF_KIND_ARRAY: {
		const struct btf_array *array = type_payload(type);
		uint32_t element = array->type ? size_of(g, array->type) : SIZE_NONE;
		uint64_t bytes = (uint64_t)element * array->nelems;

		*size = element >= SIZE_INCOMPLETE ? element : (uint32_t)bytes;
		if (element < SIZE_INCOMPLETE && bytes >= SIZE_INCOMPLETE)
			return error_set(g->err, -EINVAL, "BTF: type %u: array of %u times %u bytes", id,
				array->nelems, element);
		return 0;
	}
	case BTF_KIND_FWD:
		*size = SIZE_INCOMPLETE;
		return 0;
	default:
		*size = SIZE_NONE;
		return 0;
	}
}

/* Bits of an old-style bitfield: an INT that is narrower than its bytes. 0: none. */
static uint32_t int_bits(const struct btf *btf, uint32_t id, uint32_t *offset)
{
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, &id);
	uint32_t data;

	if (!type || !type_is(type, BTF_KIND_INT))
		return 0;
	data = *(uint32_t *)type_payload(type);
	*offset = BTF_INT_OFFSET(data);
	return BTF_INT_BITS(data);
}

static int measure_members(const struct graph *g, uint32_t id, const struct btf_type *type)
{
	const struct btf_member *member = type_payload(type);

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		uint32_t bit = btf_kflag(type) ? BTF_MEMBER_BIT_OFFSET(member[i].offset) : member[i].offset;
		uint32_t width = btf_kflag(type) ? BTF_MEMBER_BITFIELD_SIZE(member[i].offset) : 0;
		uint32_t size = size_of(g, member[i].type), shift = 0;
		uint32_t bits = int_bits(g->btf, member[i].type, &shift);
		uint64_t end;

		/* Were it a value, its definition could be the struct itself, once btf__dedup() finds it. */
		if (size == SIZE_INCOMPLETE)
			return error_set(g->err, -EINVAL, "BTF: type %u: member %u is only declared", id, i);
		if (width && (size == SIZE_NONE || width > (uint64_t)size * 8))
			return error_set(g->err, -EINVAL,
				"BTF: type %u: member %u: bitfield of %u bits in %u bytes", id, i, width,
				size);
		if (width || size == SIZE_NONE)
			continue; /* bitfields were checked with their struct; what has no size is nobody's
				     member */
		if (!bits && bit % 8)
			return error_set(
				g->err, -EINVAL, "BTF: type %u: member %u starts inside a byte", id, i);
		end = bits && (bit % 8 || bits % 8 || shift) ? (uint64_t)bit + shift + bits
							     : (uint64_t)bit + (uint64_t)size * 8;
		if (end > (uint64_t)type->size * 8)
			return error_set(g->err, -EINVAL,
				"BTF: type %u: member %u at bit %u of %u bytes leaves the %u bytes", id, i,
				bit, size, type->size);
	}
	return 0;
}

/* The @i-th type that counts in this pass; false behind the last. */
static bool edge(const struct graph *g, const struct btf_type *type, uint32_t i, uint32_t *id)
{
	const uint32_t *ref;

	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FUNC_PROTO:
		if (!g->names_only)
			return false;
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		if (g->names_only && *btf_name_of(g->btf, type))
			return false;
		break;
	case BTF_KIND_FUNC:
	case BTF_KIND_DATASEC:
	case BTF_KIND_DECL_TAG:
		return false; /* nothing refers back to these from a type */
	default:
		break;
	}
	ref = btf_type_ref(type, i);
	if (ref)
		*id = *ref;
	return ref != NULL;
}

/* The depth of @id, DONE, counts for the type that contains it. */
static int add_depth(const struct graph *g, uint32_t container, uint32_t id)
{
	uint16_t *depth = &g->depths[container - g->btf->start_id];
	uint32_t inner = g->depths[id - g->btf->start_id];

	if (inner + 2 > BTF_DEPTH_LIMIT)
		return error_set(g->err, -E2BIG, "BTF: type %u nests deeper than %u", container,
			(unsigned int)BTF_DEPTH_LIMIT);
	if (*depth < inner + 1)
		*depth = (uint16_t)(inner + 1);
	return 0;
}

static int visit(struct graph *g, uint32_t root)
{
	uint32_t start = g->btf->start_id, depth = 0, id;
	int result;

	g->stack[depth++] = (struct frame){ root, 0 };
	g->state[root - start] = OPEN;
	while (depth) {
		struct frame *top = &g->stack[depth - 1];
		const struct btf_type *type = btf_type_at(g->btf, top->id);

		if (edge(g, type, top->next, &id)) {
			if (id < start) {
				top->next++;
				continue;
			}
			/* Back from it, or seen before. */
			if (g->state[id - start] == DONE) {
				top->next++;
				result = add_depth(g, top->id, id);
				if (result)
					return result;
				continue;
			}
			if (g->state[id - start] == OPEN)
				return error_set(g->err, -EINVAL, "BTF: type %u (%s %s) contains itself", id,
					btf_kind_name(btf_kind(btf_type_at(g->btf, id))),
					btf_name_of(g->btf, btf_type_at(g->btf, id)));
			if (depth == BTF_DEPTH_LIMIT)
				return error_set(g->err, -E2BIG, "BTF: type %u nests deeper than %u", root,
					(unsigned int)BTF_DEPTH_LIMIT);
			g->state[id - start] = OPEN;
			g->stack[depth++] = (struct frame){ id, 0 };
			continue;
		}
		result = g->names_only ? 0 : measure(g, top->id, type);
		if (!result && !g->names_only && btf_is_composite(type))
			result = measure_members(g, top->id, type);
		if (result)
			return result;
		g->state[top->id - start] = DONE;
		depth--;
	}
	return 0;
}

static int visit_all(struct graph *g)
{
	int result = 0;

	for (uint32_t i = 0; !result && i < g->btf->type_count; i++)
		if (g->state[i] == UNSEEN)
			result = visit(g, g->btf->start_id + i);
	return result;
}

int btf_validate_graph(const struct btf *btf, struct xsk_error *err)
{
	struct graph *g = calloc(1, sizeof(*g));
	int result = g ? 0 : -ENOMEM;

	if (g) {
		g->btf = btf;
		g->err = err;
		g->state = calloc(2, btf->type_count + 1);
		g->sizes = malloc(sizeof(*g->sizes) * (btf->type_count + 1));
		g->depths = calloc(btf->type_count + 1, sizeof(*g->depths));
		if (!g->state || !g->sizes || !g->depths)
			result = -ENOMEM;
	}
	if (!result)
		result = visit_all(g);
	if (!result) {
		g->names_only = true;
		g->state += btf->type_count;
		memset(g->depths, 0, sizeof(*g->depths) * btf->type_count);
		result = visit_all(g);
		g->state -= btf->type_count;
	}
	if (g) {
		free(g->state);
		free(g->sizes);
		free(g->depths);
	}
	free(g);
	return result == -ENOMEM ? error_set(err, result, "BTF: no memory to check %u types", btf->type_count)
				 : result;
}
