// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* BTF for older kernels: the same ids, sizes and members, in kinds that they know. */
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/strings.h"
#include "loader/btf/upload.h"
#include "loader/btf/write.h"
#include "loader/kernel/capabilities.h"

#define LACKS(which) (1u << CAPABILITY_BTF_##which)

static uint32_t type_needs(const struct btf *btf, const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_FLOAT:
		return LACKS(FLOAT);
	case BTF_KIND_DECL_TAG:
		return LACKS(DECL_TAG) | (btf_kflag(type) ? LACKS(TAG_FLAG) : 0);
	case BTF_KIND_TYPE_TAG:
		return LACKS(TYPE_TAG) | (btf_kflag(type) ? LACKS(TAG_FLAG) : 0);
	case BTF_KIND_ENUM:
		return btf_kflag(type) ? LACKS(ENUM64) : 0;
	case BTF_KIND_ENUM64:
		return LACKS(ENUM64);
	case BTF_KIND_DATASEC:
		return *btf_name_of(btf, type) == '?' ? LACKS(QUESTION_MARK) : 0;
	default:
		return 0;
	}
}

uint32_t btf_needs(const struct btf *btf)
{
	uint32_t needs = btf->layout ? LACKS(LAYOUT) : 0;

	for (uint32_t i = 0; i < btf->type_count; i++) {
		const struct btf_type *type = btf_type_at(btf, btf->start_id + i);

		needs |= type ? type_needs(btf, type) : 0;
	}
	return needs;
}

/* A union of as many members, of a type that is there for this. */
static void enum64_to_union(struct btf_type *type, uint32_t member_type)
{
	struct btf_member *member = type_payload(type);

	type->info = type_info(BTF_KIND_UNION, btf_vlen(type), false);
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		member[i].type = member_type;
		member[i].offset = 0;
	}
}

static int rename_section(struct btf *copy, uint32_t id)
{
	const char *name = btf_name_of(copy, btf_type_at(copy, id));
	char renamed[256];
	int64_t offset;

	/* The kernel allows no more anyway. */
	if (strlen(name) >= sizeof(renamed))
		return 0;
	strcpy(renamed, name);
	renamed[0] = '_';
	offset = btf_intern_string(copy, renamed, strlen(renamed));
	if (offset < 0)
		return (int)offset;
	((struct btf_type *)btf_type_at(copy, id))->name_off = (uint32_t)offset;
	return 0;
}

static int replace(struct btf *copy, uint32_t id, uint32_t member_type)
{
	struct btf_type *type = (struct btf_type *)btf_type_at(copy, id);

	switch (btf_kind(type)) {
	case BTF_KIND_FLOAT:
		type->info = type_info(BTF_KIND_STRUCT, 0, false);
		return 0;
	case BTF_KIND_DECL_TAG:
		/* One byte: no variable is smaller. */
		type->info = type_info(BTF_KIND_INT, 0, false);
		type->size = 1;
		*(uint32_t *)type_payload(type) = 8;
		return 0;
	case BTF_KIND_TYPE_TAG:
		type->info = type_info(BTF_KIND_CONST, 0, false);
		type->name_off = 0;
		return 0;
	case BTF_KIND_ENUM:
		type->info = type_info(BTF_KIND_ENUM, btf_vlen(type), false);
		return 0;
	case BTF_KIND_ENUM64:
		enum64_to_union(type, member_type);
		return 0;
	case BTF_KIND_DATASEC:
		return rename_section(copy, id);
	default:
		return 0;
	}
}

int btf_sanitize(struct btf **out, const struct btf *btf, uint32_t lacks)
{
	uint32_t count = btf_type_count(btf), member_type = 0;
	struct btf *copy;
	int result;

	*out = NULL;
	lacks &= btf_needs(btf);
	if (!lacks)
		return 0;
	result = btf_clone(&copy, btf);
	if (result)
		return result;
	if (lacks & LACKS(LAYOUT)) {
		copy->layout = NULL;
		copy->layout_count = 0;
	}
	if (lacks & LACKS(ENUM64)) {
		result = btf__add_int(copy, "__enum64_placeholder", 1, 0);
		member_type = (uint32_t)result;
	}
	for (uint32_t id = copy->start_id; result >= 0 && id < count; id++)
		if (type_needs(copy, btf_type_at(copy, id)) & lacks)
			result = replace(copy, id, member_type);
	if (result < 0) {
		btf__free(copy);
		return result;
	}
	*out = copy;
	return 0;
}
