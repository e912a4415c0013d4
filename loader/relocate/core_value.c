// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Offsets, sizes, signs, shifts, ids and enumerators, as the compiler means them. */
#include "loader/relocate/core_value.h"

#include "base/error.h"

/* A member of a struct as memory shows it: the unit that is loaded to get at it. */
struct field {
	uint32_t type_id;
	const struct btf_type *type; /* modifiers skipped */
	uint64_t bit_offset;
	uint64_t bits;
	uint64_t unit_offset, unit_bytes;
	bool is_bitfield;
};

/* The smallest aligned power of two of bytes that holds the bits, from the declared type's size on. */
static int find_unit(struct field *field, struct xsk_error *err)
{
	field->unit_bytes = field->type->size;
	if (!field->unit_bytes || field->unit_bytes > 16)
		return error_set(err, -EINVAL, "a bitfield in a type of %u bytes", field->type->size);
	for (;;) {
		field->unit_offset = field->bit_offset / 8 / field->unit_bytes * field->unit_bytes;
		if (field->bit_offset + field->bits - field->unit_offset * 8 <= field->unit_bytes * 8)
			return 0;
		if (field->unit_bytes >= 8)
			return error_set(err, -E2BIG, "a bitfield that crosses 8 bytes");
		field->unit_bytes *= 2;
	}
}

static int describe_member(const struct core_spec *spec, const struct core_step *step, struct field *field,
	struct xsk_error *err)
{
	const struct btf_type *owner = btf_type_at(spec->btf, step->type_id);
	uint32_t bits = btf_member_bitfield_size(owner, step->index);
	int64_t bytes;

	field->type_id = btf_members(owner)[step->index].type;
	field->bit_offset = spec->bit_offset;
	field->type = btf_skip_mods_and_typedefs(spec->btf, &field->type_id);
	if (!field->type)
		return error_set(err, -EINVAL, "the field's type cannot be resolved");
	field->is_bitfield = bits > 0;
	if (bits) {
		field->bits = bits;
		return find_unit(field, err);
	}
	bytes = btf__resolve_size(spec->btf, field->type_id);
	if (bytes < 0)
		return error_set(err, -EINVAL, "the field's type has no size");
	field->bits = (uint64_t)bytes * 8;
	field->unit_offset = field->bit_offset / 8;
	field->unit_bytes = (uint64_t)bytes;
	if (field->bit_offset % 8)
		return error_set(err, -EINVAL, "a field that begins at bit %u of a byte",
			(unsigned int)(field->bit_offset % 8));
	return 0;
}

/* Elements have an offset and a size; sign and shifts are asked only of members. */
static int element_value(const struct core_spec *spec, const struct core_step *step, struct core_value *value,
	struct xsk_error *err)
{
	int64_t bytes = btf__resolve_size(spec->btf, step->type_id);

	if (bytes < 0)
		return error_set(err, -EINVAL, "the element's type has no size");
	switch (spec->kind) {
	case BPF_CORE_FIELD_BYTE_OFFSET:
		value->value = spec->bit_offset / 8;
		value->access_bytes = (uint32_t)bytes;
		value->access_type_id = step->type_id;
		return 0;
	case BPF_CORE_FIELD_BYTE_SIZE:
		value->value = (uint64_t)bytes;
		return 0;
	default:
		return error_set(err, -EINVAL, "%s of an array element", core_kind_name(spec->kind));
	}
}

/* The innermost element of an array, which is what one instruction accesses. */
static void note_access(const struct core_spec *spec, const struct field *field, struct core_value *value)
{
	uint32_t id = field->type_id;
	const struct btf_type *type = field->type;
	int64_t bytes;

	for (int depth = 0; type && btf_is_array(type) && depth < BTF_RESOLVE_LIMIT; depth++) {
		id = btf_array(type)->type;
		type = btf_skip_mods_and_typedefs(spec->btf, &id);
	}
	bytes = btf__resolve_size(spec->btf, id);
	value->access_bytes = bytes > 0 && bytes <= UINT32_MAX ? (uint32_t)bytes : 0;
	value->access_type_id = id;
}

static bool is_signed(const struct btf_type *type)
{
	return (btf_is_any_enum(type) && btf_kflag(type)) ||
	       (btf_is_int(type) && btf_int_encoding(type) & BTF_INT_SIGNED);
}

/* How far the bits of the field lie below the top of 64, when the unit was loaded into a register. */
static uint64_t left_shift(const struct field *field)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return 64 - (field->bit_offset + field->bits - field->unit_offset * 8);
#else
	return (8 - field->unit_bytes) * 8 + (field->bit_offset - field->unit_offset * 8);
#endif
}

static int field_value(const struct core_spec *spec, struct core_value *value, struct xsk_error *err)
{
	const struct core_step *step = &spec->steps[spec->step_count - 1];
	struct field field;
	int result;

	if (spec->kind == BPF_CORE_FIELD_EXISTS) {
		value->value = 1;
		return 0;
	}
	if (!step->name)
		return element_value(spec, step, value, err);
	result = describe_member(spec, step, &field, err);
	if (result)
		return result;
	/* How a compiler cuts bitfields into units is its own affair: only sign and width are comparable. */
	value->is_checked = !field.is_bitfield;
	switch (spec->kind) {
	case BPF_CORE_FIELD_BYTE_OFFSET:
		value->value = field.unit_offset;
		if (!field.is_bitfield)
			note_access(spec, &field, value);
		return 0;
	case BPF_CORE_FIELD_BYTE_SIZE:
		value->value = field.unit_bytes;
		return 0;
	case BPF_CORE_FIELD_SIGNED:
		value->value = is_signed(field.type);
		value->is_checked = true;
		return 0;
	case BPF_CORE_FIELD_LSHIFT_U64:
		value->value = left_shift(&field);
		return field.bits > 64 ? error_set(err, -E2BIG, "a shift of a field over 64 bits") : 0;
	default: /* BPF_CORE_FIELD_RSHIFT_U64 */
		value->value = 64 - field.bits;
		value->is_checked = true;
		return field.bits > 64 ? error_set(err, -E2BIG, "a shift of a field over 64 bits") : 0;
	}
}

static int type_value(const struct core_spec *spec, struct core_value *value, struct xsk_error *err)
{
	int64_t bytes;

	switch (spec->kind) {
	case BPF_CORE_TYPE_ID_LOCAL:
	case BPF_CORE_TYPE_ID_TARGET:
		value->value = spec->root_id;
		value->is_checked = false;
		return 0;
	case BPF_CORE_TYPE_SIZE:
		bytes = btf__resolve_size(spec->btf, spec->root_id);
		if (bytes < 0)
			return error_set(err, -EINVAL, "the type has no size");
		value->value = (uint64_t)bytes;
		return 0;
	default: /* BPF_CORE_TYPE_EXISTS, BPF_CORE_TYPE_MATCHES */
		value->value = 1;
		return 0;
	}
}

/* Enumerators of 32 bits are sign-extended, whatever their enum's flag says: so does the compiler. */
static void enumerator_value(const struct core_spec *spec, struct core_value *value)
{
	const struct btf_type *type = btf_type_at(spec->btf, spec->steps[0].type_id);
	uint32_t index = spec->steps[0].index;

	if (spec->kind == BPF_CORE_ENUMVAL_EXISTS)
		value->value = 1;
	else if (btf_is_enum(type))
		value->value = (uint64_t)(int64_t)btf_enum(type)[index].val;
	else
		value->value = btf_enum64_value(btf_enum64(type) + index);
}

/* Existence, an id and the size of a type are 0 where there is nothing; all else cannot be said. */
static bool absence_has_value(enum bpf_core_relo_kind kind)
{
	return kind == BPF_CORE_FIELD_EXISTS || kind == BPF_CORE_TYPE_EXISTS ||
	       kind == BPF_CORE_TYPE_MATCHES || kind == BPF_CORE_ENUMVAL_EXISTS ||
	       kind == BPF_CORE_TYPE_ID_TARGET || kind == BPF_CORE_TYPE_SIZE;
}

int core_value_of(enum bpf_core_relo_kind kind, const struct core_spec *spec, struct core_value *value,
	struct xsk_error *err)
{
	*value = (struct core_value){ .is_checked = true };
	if (!spec) {
		value->is_missing = !absence_has_value(kind);
		return 0;
	}
	if (core_is_field(kind))
		return field_value(spec, value, err);
	if (core_is_type(kind))
		return type_value(spec, value, err);
	enumerator_value(spec, value);
	return 0;
}
