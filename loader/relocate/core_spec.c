// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Access strings: from text to steps and a bit offset, and back to something that people read. */
#include "loader/relocate/core_spec.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

enum { OFFSET_LIMIT_BITS = 60 };

const char *core_kind_name(enum bpf_core_relo_kind kind)
{
	static const char *const names[] = {
		[BPF_CORE_FIELD_BYTE_OFFSET] = "field offset",
		[BPF_CORE_FIELD_BYTE_SIZE] = "field size",
		[BPF_CORE_FIELD_EXISTS] = "field existence",
		[BPF_CORE_FIELD_SIGNED] = "field signedness",
		[BPF_CORE_FIELD_LSHIFT_U64] = "bitfield left shift",
		[BPF_CORE_FIELD_RSHIFT_U64] = "bitfield right shift",
		[BPF_CORE_TYPE_ID_LOCAL] = "local type id",
		[BPF_CORE_TYPE_ID_TARGET] = "kernel type id",
		[BPF_CORE_TYPE_EXISTS] = "type existence",
		[BPF_CORE_TYPE_SIZE] = "type size",
		[BPF_CORE_ENUMVAL_EXISTS] = "enumerator existence",
		[BPF_CORE_ENUMVAL_VALUE] = "enumerator value",
		[BPF_CORE_TYPE_MATCHES] = "type match",
	};

	return kind < sizeof(names) / sizeof(*names) ? names[kind] : "unknown kind";
}

bool core_array_is_flexible(
	const struct btf *btf, const struct core_step *before, const struct btf_array *array)
{
	const struct btf_type *owner;

	if (array->nelems || !before->name)
		return false;
	owner = btf_type_at(btf, before->type_id);
	return owner && btf_is_composite(owner) && before->index + 1 == btf_vlen(owner);
}

int core_spec_advance(struct core_spec *spec, uint32_t type_id, uint64_t count)
{
	int64_t bytes = count ? btf__resolve_size(spec->btf, type_id) : 0;
	uint64_t bits;

	if (bytes < 0)
		return -EINVAL;
	if (__builtin_mul_overflow((uint64_t)bytes, count * 8, &bits) || bits >> OFFSET_LIMIT_BITS)
		return -E2BIG;
	spec->bit_offset += bits;
	return spec->bit_offset >> OFFSET_LIMIT_BITS ? -E2BIG : 0;
}

/* The next number of an access string; false at its end. The string was checked to be n(:n)*. */
static bool next_number(const char **access, uint64_t *number)
{
	const char *text = *access;

	if (!*text)
		return false;
	*number = 0;
	for (; *text >= '0' && *text <= '9'; text++) {
		*number = *number * 10 + (uint64_t)(*text - '0');
		if (*number > UINT32_MAX)
			*number = UINT32_MAX; /* beyond every member and element */
	}
	*access = *text == ':' ? text + 1 : text;
	return true;
}

static void push(struct core_spec *spec, uint32_t type_id, uint32_t index, const char *name)
{
	spec->steps[spec->step_count++] = (struct core_step){ type_id, index, name };
}

/* One number deeper than @type_id, which becomes the type that was reached. */
static int descend(struct core_spec *spec, uint32_t *type_id, uint64_t number, struct xsk_error *err)
{
	const struct btf *btf = spec->btf;
	const struct btf_type *type = btf_skip_mods_and_typedefs(btf, type_id);

	if (!type)
		return error_set(err, -EINVAL, "type %u cannot be resolved", *type_id);
	if (btf_is_composite(type)) {
		const struct btf_member *member = btf_members(type) + number;
		const char *name;

		if (number >= btf_vlen(type))
			return error_set(
				err, -EINVAL, "%s has no member %" PRIu64, btf_name_of(btf, type), number);
		spec->bit_offset += btf_member_bit_offset(type, (uint32_t)number);
		name = btf_string_at(btf, member->name_off);
		if (name && *name)
			push(spec, *type_id, (uint32_t)number, name);
		*type_id = member->type;
		return 0;
	}
	if (btf_is_array(type)) {
		const struct btf_array *array = btf_array(type);
		int result;

		if (number >= array->nelems &&
			!core_array_is_flexible(btf, &spec->steps[spec->step_count - 1], array))
			return error_set(err, -EINVAL, "an array of %u has no element %" PRIu64,
				array->nelems, number);
		push(spec, array->type, (uint32_t)number, NULL);
		*type_id = array->type;
		result = core_spec_advance(spec, array->type, number);
		return result ? error_set(err, result, "element %" PRIu64 " lies nowhere", number) : 0;
	}
	return error_set(err, -EINVAL, "a type of kind %s has no fields", btf_kind_name(btf_kind(type)));
}

static int parse_field(struct core_spec *spec, const char *access, struct xsk_error *err)
{
	uint32_t type_id = spec->root_id;
	uint64_t number;
	int result;

	next_number(&access, &number);
	push(spec, type_id, (uint32_t)number, NULL);
	result = core_spec_advance(spec, type_id, number);
	if (result)
		return error_set(err, result, "element %" PRIu64 " of the root lies nowhere", number);
	while (next_number(&access, &number)) {
		if (spec->step_count == CORE_STEPS_LIMIT)
			return error_set(err, -E2BIG, "more than %d steps", CORE_STEPS_LIMIT);
		result = descend(spec, &type_id, number, err);
		if (result)
			return result;
	}
	return 0;
}

static int parse_enumerator(struct core_spec *spec, const char *access, struct xsk_error *err)
{
	uint32_t type_id = spec->root_id;
	const struct btf_type *type = btf_skip_mods_and_typedefs(spec->btf, &type_id);
	const char *name;
	uint64_t number;

	next_number(&access, &number);
	if (*access)
		return error_set(err, -EINVAL, "an enumerator is one number");
	if (!type || !btf_is_any_enum(type))
		return error_set(err, -EINVAL, "no enum");
	if (number >= btf_vlen(type))
		return error_set(err, -EINVAL, "the enum has no enumerator %" PRIu64, number);
	name = btf_string_at(spec->btf,
		btf_is_enum(type) ? btf_enum(type)[number].name_off : btf_enum64(type)[number].name_off);
	push(spec, type_id, (uint32_t)number, name ? name : "");
	return 0;
}

int core_spec_parse(struct core_spec *spec, const struct btf *btf, const struct core_relocation *relocation,
	struct xsk_error *err)
{
	spec->btf = btf;
	spec->root_id = relocation->type_id;
	spec->kind = relocation->kind;
	spec->step_count = 0;
	spec->bit_offset = 0;
	if (core_is_field(relocation->kind))
		return parse_field(spec, relocation->access, err);
	if (core_is_enumerator(relocation->kind))
		return parse_enumerator(spec, relocation->access, err);
	if (!core_is_type(relocation->kind))
		return error_set(err, -EINVAL, "unknown kind of relocation %d", (int)relocation->kind);
	if (strcmp(relocation->access, "0") != 0)
		return error_set(err, -EINVAL, "a type's access string is \"0\"");
	return 0;
}

struct writer {
	char *text;
	size_t bytes, used;
};

static void __attribute__((format(printf, 2, 3))) append(struct writer *writer, const char *format, ...)
{
	va_list args;
	int written;

	if (writer->used >= writer->bytes)
		return;
	va_start(args, format);
	written = vsnprintf(writer->text + writer->used, writer->bytes - writer->used, format, args);
	va_end(args);
	if (written > 0)
		writer->used += (size_t)written;
}

void core_spec_describe(const struct core_spec *spec, char *text, size_t bytes)
{
	const struct btf_type *root = btf_type_at(spec->btf, spec->root_id);
	struct writer writer = { text, bytes, 0 };
	const char *name = root ? btf_name_of(spec->btf, root) : "";

	append(&writer, "%s %s", root ? btf_kind_name(btf_kind(root)) : "void", *name ? name : "(anonymous)");
	for (uint32_t i = 0; i < spec->step_count; i++) {
		const struct core_step *step = &spec->steps[i];

		if (step->name)
			append(&writer, ".%s", step->name);
		else if (i || step->index)
			append(&writer, "[%u]", step->index);
	}
}
