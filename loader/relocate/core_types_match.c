// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The strict comparison: BPF_CORE_TYPE_MATCHES. A struct matches when each of its members finds one of the
 * same name whose type matches; unnamed members may have to try several. That is a search, kept on a stack of
 * its own and bounded in steps, because both types are input.
 */
#include <string.h>

#include "loader/relocate/core_types.h"

enum { STEPS_LIMIT = 1 << 20 };

enum answer {
	NO = 0,
	YES = 1,
	DEEPER = 2, /* depends on the children of the frame that was pushed */
};

/* A struct, union or prototype that is being compared: local child @i against the other's child @j. */
struct frame {
	const struct btf_type *one, *other;
	uint32_t i, j;
	bool behind_pointer;
};

struct search {
	const struct btf *local, *target;
	struct frame stack[CORE_DEPTH_LIMIT];
	int depth; /* frames on the stack */
	int steps;
};

static bool all_enumerators_exist(
	const struct search *search, const struct btf_type *one, const struct btf_type *other, int *steps)
{
	for (uint32_t i = 0; i < btf_vlen(one); i++) {
		uint32_t offset = btf_is_enum(one) ? btf_enum(one)[i].name_off : btf_enum64(one)[i].name_off;
		const char *name = btf_string_at(search->local, offset);
		bool found = false;

		for (uint32_t j = 0; j < btf_vlen(other) && !found && ++*steps < STEPS_LIMIT; j++) {
			const char *candidate;

			offset = btf_is_enum(other) ? btf_enum(other)[j].name_off
						    : btf_enum64(other)[j].name_off;
			candidate = btf_string_at(search->target, offset);
			found = name && candidate && core_names_equal(name, candidate);
		}
		if (!found)
			return false;
	}
	return true;
}

/* A forward declaration says by its flag what it declares: union or struct. */
static bool declares(const struct btf_type *forward, const struct btf_type *type)
{
	return btf_is_fwd(forward) && btf_kflag(forward) == btf_is_union(type);
}

/* Behind a pointer a struct's members do not count, and a declaration stands for it. */
static enum answer compare_composites(
	struct search *search, const struct btf_type *one, const struct btf_type *other, bool behind_pointer)
{
	if (behind_pointer)
		return btf_kind(one) == btf_kind(other) || declares(other, one) ? YES : NO;
	if (btf_kind(one) != btf_kind(other) || btf_vlen(one) > btf_vlen(other))
		return NO;
	search->stack[search->depth] = (struct frame){ one, other, 0, 0, false };
	return DEEPER;
}

static enum answer compare_forward(
	const struct btf_type *one, const struct btf_type *other, bool behind_pointer)
{
	if (btf_is_fwd(other))
		return btf_kflag(one) == btf_kflag(other) ? YES : NO;
	return behind_pointer && btf_is_composite(other) && declares(one, other) ? YES : NO;
}

static bool ints_equal(const struct btf_type *one, const struct btf_type *other)
{
	return btf_is_int(other) && one->size == other->size &&
	       ((btf_int_encoding(one) ^ btf_int_encoding(other)) & BTF_INT_SIGNED) == 0;
}

/*
 * Compares two types down to where they branch. DEEPER: stack[depth] is filled in, and the caller counts it.
 * Negative: too deep, or ids that lead nowhere.
 */
static int compare(struct search *search, uint32_t local_id, uint32_t target_id, bool behind_pointer)
{
	for (int level = search->depth; level < CORE_DEPTH_LIMIT; level++) {
		const struct btf_type *one = btf_skip_mods_and_typedefs(search->local, &local_id);
		const struct btf_type *other = btf_skip_mods_and_typedefs(search->target, &target_id);

		if (!one || !other)
			return -EINVAL;
		if (!core_names_equal(btf_name_of(search->local, one), btf_name_of(search->target, other)))
			return NO;
		switch (btf_kind(one)) {
		case BTF_KIND_UNKN:
			return btf_kind(other) == BTF_KIND_UNKN;
		case BTF_KIND_FWD:
			return compare_forward(one, other, behind_pointer);
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			return btf_is_any_enum(other) && one->size == other->size &&
			       all_enumerators_exist(search, one, other, &search->steps);
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
			return compare_composites(search, one, other, behind_pointer);
		case BTF_KIND_INT:
			return ints_equal(one, other);
		case BTF_KIND_PTR:
			if (!btf_is_ptr(other))
				return NO;
			behind_pointer = true;
			local_id = one->type;
			target_id = other->type;
			break;
		case BTF_KIND_ARRAY:
			if (!btf_is_array(other) || btf_array(one)->nelems != btf_array(other)->nelems)
				return NO;
			local_id = btf_array(one)->type;
			target_id = btf_array(other)->type;
			break;
		case BTF_KIND_FUNC_PROTO:
			if (!btf_is_func_proto(other) || btf_vlen(one) != btf_vlen(other))
				return NO;
			search->stack[search->depth] = (struct frame){ one, other, 0, 0, behind_pointer };
			return DEEPER;
		default:
			return NO;
		}
	}
	return -EINVAL;
}

/* The pair of children that a prototype compares next: parameters in turn, then what is returned. */
static void prototype_pair(const struct frame *frame, uint32_t *local_id, uint32_t *target_id)
{
	bool is_parameter = frame->i < btf_vlen(frame->one);

	*local_id = is_parameter ? btf_params(frame->one)[frame->i].type : frame->one->type;
	*target_id = is_parameter ? btf_params(frame->other)[frame->i].type : frame->other->type;
}

/* The other's next member, from frame->j on, that has the name of the local member @i; false: none is left.
 */
static bool member_pair(struct search *search, struct frame *frame, uint32_t *local_id, uint32_t *target_id)
{
	const struct btf_member *member = btf_members(frame->one) + frame->i;
	const char *name = btf_string_at(search->local, member->name_off);

	for (; frame->j < btf_vlen(frame->other) && ++search->steps < STEPS_LIMIT; frame->j++) {
		const struct btf_member *candidate = btf_members(frame->other) + frame->j;
		const char *candidate_name = btf_string_at(search->target, candidate->name_off);

		if (name && candidate_name && core_names_equal(name, candidate_name)) {
			*local_id = member->type;
			*target_id = candidate->type;
			return true;
		}
	}
	return false;
}

/*
 * Puts a child's answer into its frame: YES goes on with the next child, NO tries the next candidate, where
 * there can be one. Returns the frame's own answer, or DEEPER while it has none.
 */
static enum answer settle(struct frame *frame, enum answer child)
{
	bool is_prototype = btf_is_func_proto(frame->one);

	if (child == NO) {
		frame->j++;
		return is_prototype ? NO : DEEPER;
	}
	frame->i++;
	frame->j = 0;
	return frame->i == btf_vlen(frame->one) + is_prototype ? YES : DEEPER;
}

/*
 * Compares the next pair of children of the frame at the top; where there is none, takes the frame off and
 * returns its answer.
 */
static int compare_children(struct search *search)
{
	struct frame *top = &search->stack[search->depth - 1];
	uint32_t local_id, target_id;

	if (btf_is_func_proto(top->one)) {
		prototype_pair(top, &local_id, &target_id);
	} else if (!btf_vlen(top->one) || !member_pair(search, top, &local_id, &target_id)) {
		search->depth--;
		return btf_vlen(top->one) ? NO : YES; /* no candidate is left; or nothing that could differ */
	}
	return compare(search, local_id, target_id, top->behind_pointer);
}

int core_types_match(const struct btf *local, uint32_t local_id, const struct btf *target, uint32_t target_id)
{
	struct search search = { .local = local, .target = target };
	int answer = compare(&search, local_id, target_id, false);

	while (answer >= 0 && ++search.steps < STEPS_LIMIT) {
		if (answer == DEEPER) {
			search.depth++;
		} else {
			if (!search.depth)
				return answer;
			answer = settle(&search.stack[search.depth - 1], (enum answer)answer);
			if (answer != DEEPER) {
				search.depth--; /* which answers for a child of the frame below */
				continue;
			}
		}
		answer = compare_children(&search);
	}
	return -EINVAL;
}
