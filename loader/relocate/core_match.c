// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding the way of one type in another: members by name, through unnamed structs too; elements by index. */
#include <string.h>

#include "loader/relocate/core_spec.h"
#include "loader/relocate/core_types.h"

/* Unnamed members inside each other: more than any C source, less than a hostile BTF. */
enum { UNNAMED_DEPTH_LIMIT = 32 };

struct found_member {
	uint32_t owner_id; /* the struct or union that has it */
	uint32_t index;
	uint32_t type_id;
	uint64_t bit_offset; /* from the type that was searched */
};

/*
 * The first member called @name, in order, unnamed structs and unions searched where they stand: a walk with
 * a stack of its own. False: none.
 */
static bool find_member(const struct btf *btf, uint32_t type_id, const char *name, struct found_member *found)
{
	struct {
		uint32_t id, next;
		uint64_t bit_offset;
	} stack[UNNAMED_DEPTH_LIMIT] = { { .id = type_id } };
	int depth = 0;

	while (depth >= 0) {
		const struct btf_type *type = btf_type_at(btf, stack[depth].id);
		uint32_t index = stack[depth].next++;
		const struct btf_member *member;
		const struct btf_type *inner;
		const char *member_name;
		uint64_t offset;
		uint32_t inner_id;

		if (index >= btf_vlen(type)) {
			depth--;
			continue;
		}
		member = btf_members(type) + index;
		member_name = btf_string_at(btf, member->name_off);
		offset = stack[depth].bit_offset + btf_member_bit_offset(type, index);
		if (member_name && *member_name) {
			if (strcmp(member_name, name) == 0) {
				*found =
					(struct found_member){ stack[depth].id, index, member->type, offset };
				return true;
			}
			continue;
		}
		inner_id = member->type;
		inner = btf_skip_mods_and_typedefs(btf, &inner_id);
		if (inner && btf_is_composite(inner) && depth + 1 < UNNAMED_DEPTH_LIMIT) {
			depth++;
			stack[depth].id = inner_id;
			stack[depth].next = 0;
			stack[depth].bit_offset = offset;
		}
	}
	return false;
}

/* The type of the field that a step of the local way reaches. */
static uint32_t step_type(const struct btf *btf, const struct core_step *step)
{
	const struct btf_type *owner = btf_type_at(btf, step->type_id);

	return step->name ? btf_members(owner)[step->index].type : step->type_id;
}

/* Takes @matched one step on, from *@type_id. 1, 0 or negative as core_match(). */
static int follow(const struct core_spec *local, const struct core_step *step, struct core_spec *matched,
	uint32_t *type_id)
{
	const struct btf *btf = matched->btf;
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, type_id);
	struct core_step *next = &matched->steps[matched->step_count];
	const struct btf_array *array;
	struct found_member found;
	int result;

	if (!type)
		return -EINVAL;
	if (step->name) {
		if (!btf_is_composite(type) || !find_member(btf, *type_id, step->name, &found))
			return 0;
		result = core_fields_compatible(local->btf, step_type(local->btf, step), btf, found.type_id);
		if (result <= 0)
			return result;
		*next = (struct core_step){ found.owner_id, found.index, step->name };
		matched->bit_offset += found.bit_offset;
		*type_id = found.type_id;
	} else {
		if (!btf_is_array(type))
			return 0;
		array = btf_array(type);
		if (step->index >= array->nelems && !core_array_is_flexible(btf, next - 1, array))
			return 0;
		*next = (struct core_step){ array->type, step->index, NULL };
		result = core_spec_advance(matched, array->type, step->index);
		if (result)
			return result;
		*type_id = array->type;
	}
	matched->step_count++;
	return 1;
}

static int match_field(const struct core_spec *local, struct core_spec *matched)
{
	uint32_t type_id = matched->root_id;
	int result;

	matched->steps[0] = (struct core_step){ type_id, local->steps[0].index, NULL };
	matched->step_count = 1;
	result = core_spec_advance(matched, type_id, local->steps[0].index);
	if (result)
		return result;
	for (uint32_t i = 1; i < local->step_count; i++) {
		result = follow(local, &local->steps[i], matched, &type_id);
		if (result <= 0)
			return result;
	}
	return 1;
}

static int match_enumerator(const struct core_spec *local, struct core_spec *matched)
{
	uint32_t type_id = matched->root_id;
	const struct btf_type *type = btf_skip_mods_and_typedefs(matched->btf, &type_id);
	const char *wanted = local->steps[0].name;
	size_t length = btf_essential_length(wanted);

	if (!type || !btf_is_any_enum(type))
		return 0;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		uint32_t name_off =
			btf_is_enum(type) ? btf_enum(type)[i].name_off : btf_enum64(type)[i].name_off;
		const char *name = btf_string_at(matched->btf, name_off);

		if (name && btf_essential_length(name) == length && strncmp(name, wanted, length) == 0) {
			matched->steps[0] = (struct core_step){ type_id, i, name };
			matched->step_count = 1;
			return 1;
		}
	}
	return 0;
}

int core_match(const struct core_spec *local, const struct btf *target, uint32_t target_id,
	struct core_spec *matched)
{
	matched->btf = target;
	matched->root_id = target_id;
	matched->kind = local->kind;
	matched->step_count = 0;
	matched->bit_offset = 0;
	if (core_is_enumerator(local->kind))
		return match_enumerator(local, matched);
	if (core_is_field(local->kind))
		return match_field(local, matched);
	if (local->kind == BPF_CORE_TYPE_MATCHES)
		return core_types_match(local->btf, local->root_id, target, target_id);
	return core_types_compatible(local->btf, local->root_id, target, target_id);
}
