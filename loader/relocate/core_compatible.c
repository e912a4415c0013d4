// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The two loose comparisons of types: fields for reading, whole types for existence and size. */
#include <string.h>

#include "loader/relocate/core_types.h"

bool core_names_equal(const char *one, const char *other)
{
	size_t length = btf_essential_length(one);

	return length == btf_essential_length(other) && strncmp(one, other, length) == 0;
}

static bool same_kind(const struct btf_type *one, const struct btf_type *other)
{
	return btf_kind(one) == btf_kind(other) || (btf_is_any_enum(one) && btf_is_any_enum(other));
}

/* An anonymous forward declaration or enum goes with any. */
static bool names_allow(const struct btf *local, const struct btf_type *one, const struct btf *target,
	const struct btf_type *other)
{
	const char *name = btf_name_of(local, one), *other_name = btf_name_of(target, other);

	return !*name || !*other_name || core_names_equal(name, other_name);
}

int core_fields_compatible(
	const struct btf *local, uint32_t local_id, const struct btf *target, uint32_t target_id)
{
	/* Arrays of arrays are the only way down. */
	for (int depth = 0; depth < CORE_DEPTH_LIMIT; depth++) {
		const struct btf_type *one = btf_skip_mods_and_typedefs(local, &local_id);
		const struct btf_type *other = btf_skip_mods_and_typedefs(target, &target_id);

		if (!one || !other)
			return -EINVAL;
		if (btf_is_composite(one) && btf_is_composite(other))
			return 1;
		if (!same_kind(one, other))
			return 0;
		switch (btf_kind(one)) {
		case BTF_KIND_PTR:
		case BTF_KIND_FLOAT:
			return 1;
		case BTF_KIND_FWD:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			return names_allow(local, one, target, other);
		case BTF_KIND_INT:
			return btf_int_offset(one) == 0 && btf_int_offset(other) == 0;
		case BTF_KIND_ARRAY:
			local_id = btf_array(one)->type;
			target_id = btf_array(other)->type;
			break;
		default:
			return 0;
		}
	}
	return -EINVAL;
}

/* A function prototype whose parameters are being compared; vlen + 1 comparisons, the return type last. */
struct prototype {
	const struct btf_type *one, *other;
	uint32_t next;
};

/*
 * Follows one chain of types to its end. 1, 0 or -EINVAL, or 2 at two function prototypes of equal length,
 * which are left in @prototype.
 */
static int compare_chain(const struct btf *local, uint32_t local_id, const struct btf *target,
	uint32_t target_id, int depth, struct prototype *prototype)
{
	for (; depth < CORE_DEPTH_LIMIT; depth++) {
		const struct btf_type *one = btf_skip_mods_and_typedefs(local, &local_id);
		const struct btf_type *other = btf_skip_mods_and_typedefs(target, &target_id);

		if (!one || !other)
			return -EINVAL;
		if (!same_kind(one, other))
			return 0;
		switch (btf_kind(one)) {
		case BTF_KIND_UNKN:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_FWD:
			return 1;
		case BTF_KIND_INT:
			return btf_int_offset(one) == 0 && btf_int_offset(other) == 0;
		case BTF_KIND_PTR:
			local_id = one->type;
			target_id = other->type;
			break;
		case BTF_KIND_ARRAY:
			local_id = btf_array(one)->type;
			target_id = btf_array(other)->type;
			break;
		case BTF_KIND_FUNC_PROTO:
			if (btf_vlen(one) != btf_vlen(other))
				return 0;
			*prototype = (struct prototype){ one, other, 0 };
			return 2;
		default:
			return 0;
		}
	}
	return -EINVAL;
}

int core_types_compatible(
	const struct btf *local, uint32_t local_id, const struct btf *target, uint32_t target_id)
{
	struct prototype stack[CORE_DEPTH_LIMIT];
	int depth = 0;
	int result = compare_chain(local, local_id, target, target_id, 0, &stack[0]);

	if (result != 2)
		return result;
	/* stack[0..depth] are prototypes that are being compared, each a parameter of the one before. */
	while (depth >= 0) {
		struct prototype *prototype = &stack[depth];
		uint32_t next = prototype->next++;
		uint32_t count = btf_vlen(prototype->one);

		if (next > count) {
			depth--;
			continue;
		}
		if (depth + 1 == CORE_DEPTH_LIMIT)
			return -EINVAL;
		local_id = next < count ? btf_params(prototype->one)[next].type : prototype->one->type;
		target_id = next < count ? btf_params(prototype->other)[next].type : prototype->other->type;
		result = compare_chain(local, local_id, target, target_id, depth + 1, &stack[depth + 1]);
		if (result <= 0)
			return result;
		if (result == 2)
			depth++;
	}
	return 1;
}
