// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Single values, and whether they are zero. Bytes may lie at any address, and end anywhere. */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/dump_data.h"

enum { LITTLE = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

const struct btf_type *data_type(const struct btf *btf, uint32_t *id)
{
	const struct btf_type *type = btf_type_at(btf, *id);

	while (btf_is_mod(type) || btf_is_typedef(type)) {
		*id = type->type;
		type = btf_type_at(btf, *id);
	}
	return type;
}

bool data_is_chars(const struct btf *btf, const struct btf_type *array)
{
	uint32_t id = btf_array(array)->type;
	const struct btf_type *element = data_type(btf, &id);

	return btf_is_int(element) && element->size == 1;
}

static bool is_inside(const struct data_dump *dump, uint64_t offset, uint64_t bytes)
{
	return offset <= dump->bytes && bytes <= dump->bytes - offset;
}

bool data_is_there(const struct data_dump *dump, const struct data_place *place)
{
	uint32_t id = place->id;
	const struct btf_type *type = data_type(dump->d->btf, &id);
	uint32_t bytes = btf_is_ptr(type) ? dump->d->pointer_bytes : type->size;

	return is_inside(dump, place->offset, place->width ? (place->bit + place->width + 7) / 8 : bytes);
}

/* Bits count from the end of the byte that comes first in a number. */
static int read_bits(const struct data_dump *dump, const struct data_place *place, uint32_t bit,
	uint32_t width, uint64_t *value)
{
	if (width > 64)
		return -EINVAL;
	if (!is_inside(dump, place->offset, ((uint64_t)bit + width + 7) / 8))
		return -E2BIG;
	*value = 0;
	for (uint32_t i = 0; i < width; i++) {
		uint32_t at = bit + i;
		unsigned char byte = dump->data[place->offset + at / 8];

		if (LITTLE)
			*value |= (uint64_t)(byte >> at % 8 & 1) << i;
		else
			*value = *value << 1 | (byte >> (7 - at % 8) & 1);
	}
	return 0;
}

/* Of 1, 2, 4 or 8 bytes, with or without sign. */
static int read_number(
	const struct data_dump *dump, uint64_t offset, uint32_t bytes, bool is_signed, uint64_t *value)
{
	if (!is_inside(dump, offset, bytes))
		return -E2BIG;
	*value = 0;
	for (uint32_t i = 0; i < bytes; i++)
		*value |= (uint64_t)dump->data[offset + i] << 8 * (LITTLE ? i : bytes - 1 - i);
	if (is_signed && bytes < 8 && *value >> (8 * bytes - 1) & 1)
		*value |= ~(uint64_t)0 << 8 * bytes;
	return 0;
}

static int print_bits(
	const struct data_dump *dump, const struct data_place *place, uint32_t bit, uint32_t width)
{
	uint64_t value;
	int result = read_bits(dump, place, bit, width, &value);

	if (!result)
		dump_print(dump->d, "0x%llx", (unsigned long long)value);
	return result;
}

/* 16 bytes, in hexadecimal: there is no other form for them. */
static int print_wide(const struct data_dump *dump, uint64_t offset)
{
	uint64_t low, high;
	int result = read_number(dump, offset + (LITTLE ? 0 : 8), 8, false, &low);

	if (!result)
		result = read_number(dump, offset + (LITTLE ? 8 : 0), 8, false, &high);
	if (result)
		return result;
	if (high)
		dump_print(dump->d, "0x%llx%016llx", (unsigned long long)high, (unsigned long long)low);
	else
		dump_print(dump->d, "0x%llx", (unsigned long long)low);
	return 0;
}

static int print_int(const struct data_dump *dump, const struct data_place *place,
	const struct btf_type *type, bool as_char)
{
	bool is_signed = btf_int_encoding(type) & BTF_INT_SIGNED;
	uint32_t bits = btf_int_bits(type), shift = place->bit + btf_int_offset(type);
	uint64_t value;
	int result;

	/* Bitfields from before there was a width in the member. */
	if (bits < type->size * 8 || shift % 8)
		return print_bits(dump, place, shift, bits);
	if (type->size == 16)
		return print_wide(dump, place->offset);
	if (type->size > 8 || type->size & (type->size - 1))
		return -EINVAL;
	result = read_number(dump, place->offset, type->size, is_signed, &value);
	if (result)
		return result;
	if (as_char && !value)
		dump_print(dump->d, "'\\0'");
	else if (as_char && value >= ' ' && value <= '~')
		dump_print(dump->d, "'%c'", (int)value);
	else
		dump_print(dump->d, is_signed ? "%lld" : "%llu", (unsigned long long)value);
	return 0;
}

static uint64_t enumerator(const struct btf_type *type, uint32_t i)
{
	if (btf_is_enum64(type))
		return btf_enum64_value(btf_enum64(type) + i);
	return btf_kflag(type) ? (uint64_t)(int64_t)btf_enum(type)[i].val : (uint32_t)btf_enum(type)[i].val;
}

static int print_enum(
	const struct data_dump *dump, const struct data_place *place, const struct btf_type *type)
{
	uint64_t value;
	int result;

	if (place->width)
		result = read_bits(dump, place, place->bit, place->width, &value);
	else
		result = read_number(dump, place->offset, type->size, btf_kflag(type), &value);
	if (result)
		return result;
	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		uint32_t name = btf_is_enum64(type) ? *(const uint32_t *)(btf_enum64(type) + i)
						    : btf_enum(type)[i].name_off;

		if (enumerator(type, i) == value) {
			dump_print(dump->d, "%s", btf__name_by_offset(dump->d->btf, name));
			return 0;
		}
	}
	if (btf_is_enum64(type))
		dump_print(dump->d, btf_kflag(type) ? "%lldLL" : "%lluULL", (unsigned long long)value);
	else
		dump_print(dump->d, btf_kflag(type) ? "%lld" : "%llu", (unsigned long long)value);
	return 0;
}

static int print_float(const struct data_dump *dump, uint64_t offset, uint32_t bytes)
{
	union {
		float f;
		double d;
		long double l;
	} value;

	if (bytes != sizeof(float) && bytes != sizeof(double) && bytes != sizeof(long double))
		return -EINVAL;
	if (!is_inside(dump, offset, bytes))
		return -E2BIG;
	memset(&value, 0, sizeof(value));
	memcpy(&value, dump->data + offset, bytes);
	if (bytes == sizeof(float))
		dump_print(dump->d, "%f", (double)value.f);
	else if (bytes == sizeof(double))
		dump_print(dump->d, "%f", value.d);
	else
		dump_print(dump->d, "%Lf", value.l);
	return 0;
}

static int print_pointer(const struct data_dump *dump, uint64_t offset)
{
	uint64_t value;
	int result = read_number(dump, offset, dump->d->pointer_bytes, false, &value);

	if (!result)
		dump_print(dump->d, value ? "0x%llx" : "(nil)", (unsigned long long)value);
	return result;
}

int data_print_scalar(const struct data_dump *dump, const struct data_place *place, bool as_char)
{
	uint32_t id = place->id;
	const struct btf_type *type = data_type(dump->d->btf, &id);

	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		return place->width ? print_bits(dump, place, place->bit, place->width)
				    : print_int(dump, place, type, as_char);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return print_enum(dump, place, type);
	case BTF_KIND_FLOAT:
		return print_float(dump, place->offset, type->size);
	case BTF_KIND_PTR:
		return print_pointer(dump, place->offset);
	default:
		return -EINVAL;
	}
}

/* ---- zero or not ---- */

struct frame {
	uint32_t id; /* struct, union or array */
	uint32_t next;
	uint64_t offset;
};

static bool bytes_are_zero(const struct data_dump *dump, uint64_t offset, uint64_t bytes)
{
	for (uint64_t i = 0; i < bytes; i++)
		if (offset + i >= dump->bytes || dump->data[offset + i])
			return false; /* what is not there is found out when it is printed */
	return true;
}

/* 1 zero, 0 not, 2: its parts decide. */
static int look(const struct data_dump *dump, const struct data_place *place, struct frame *frame)
{
	uint32_t id = place->id;
	const struct btf_type *type = data_type(dump->d->btf, &id);
	uint64_t value;

	if (place->width)
		return !read_bits(dump, place, place->bit, place->width, &value) && !value;
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		if (btf_int_bits(type) < type->size * 8 || place->bit % 8)
			return !read_bits(dump, place, place->bit + btf_int_offset(type), btf_int_bits(type),
				       &value) &&
			       !value;
		return bytes_are_zero(dump, place->offset, type->size);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FLOAT:
		return bytes_are_zero(dump, place->offset, type->size);
	case BTF_KIND_PTR:
		return bytes_are_zero(dump, place->offset, dump->d->pointer_bytes);
	case BTF_KIND_ARRAY:
		/* An empty string is nothing, whatever stands behind it. */
		if (data_is_chars(dump->d->btf, type))
			return !btf_array(type)->nelems || bytes_are_zero(dump, place->offset, 1);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		break;
	default:
		return 0;
	}
	*frame = (struct frame){ .id = id, .offset = place->offset };
	return 2;
}

/* The @next-th part; false behind the last. */
static bool part(const struct data_dump *dump, struct frame *frame, struct data_place *place)
{
	const struct btf_type *type = btf_type_at(dump->d->btf, frame->id);
	int64_t size;

	if (btf_is_array(type)) {
		if (frame->next == btf_array(type)->nelems)
			return false;
		size = btf__resolve_size(dump->d->btf, btf_array(type)->type);
		/* Elements without size are all alike. */
		if (size <= 0 && frame->next)
			return false;
		*place = (struct data_place){ .id = btf_array(type)->type,
			.offset = frame->offset + (uint64_t)(size > 0 ? size : 0) * frame->next++ };
		return true;
	}
	if (frame->next == btf_vlen(type))
		return false;
	*place = (struct data_place){ .id = btf_members(type)[frame->next].type,
		.offset = frame->offset + btf_member_bit_offset(type, frame->next) / 8,
		.bit = btf_member_bit_offset(type, frame->next) % 8,
		.width = btf_member_bitfield_size(type, frame->next) };
	frame->next++;
	return true;
}

int data_is_zero(const struct data_dump *dump, const struct data_place *place)
{
	struct frame *stack = malloc(sizeof(*stack) * (BTF_DEPTH_LIMIT + 1));
	uint32_t depth = 0;
	int result;

	if (!stack)
		return -ENOMEM;
	result = look(dump, place, &stack[0]);
	if (result == 2)
		depth = 1;
	while (depth) {
		struct data_place inner;

		result = 1;
		if (!part(dump, &stack[depth - 1], &inner)) {
			depth--;
			continue;
		}
		result = look(dump, &inner, &stack[depth]);
		if (!result)
			break;
		depth += result == 2;
		if (!dump->d->steps || depth > BTF_DEPTH_LIMIT) {
			result = -E2BIG;
			break;
		}
		dump->d->steps--;
	}
	free(stack);
	return result;
}
