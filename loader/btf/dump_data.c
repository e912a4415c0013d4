// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Bytes as C initialisers: btf_dump__dump_type_data(). A stack holds the structs and arrays that are open. What is
 * zero is left out unless asked for, but for elements of arrays, which would lose their place.
 */
#include "loader/btf/dump_data.h"

#include <stdlib.h>
#include <string.h>

#include "loader/result.h"

struct frame {
	uint32_t id;     /* struct, union or array, without modifiers */
	uint32_t next;   /* member or element */
	uint64_t offset; /* of it in the data */
	bool in_array;   /* it or something around it is an element: its parts have no casts */
	bool chars;      /* an array of bytes */
};

struct printing {
	struct data_dump *dump;
	struct frame stack[BTF_DEPTH_LIMIT + 1];
	uint32_t depth;
};

static void indent(const struct data_dump *dump, uint32_t depth)
{
	for (uint32_t i = 0; !dump->compact && i < dump->level + depth; i++)
		dump_print(dump->d, "%s", dump->indent);
}

static void end_line(const struct printing *p)
{
	if (!p->dump->compact)
		dump_print(p->dump->d, "\n");
}

/* Behind a value that stands in another one. */
static void end_value(const struct printing *p)
{
	if (!p->depth)
		return;
	dump_print(p->dump->d, ",");
	end_line(p);
}

static int print_type(const struct data_dump *dump, uint32_t id)
{
	int result;

	dump->d->strip_mods = true;
	dump->d->no_bodies = true;
	result = dump_declaration(dump->d, id, "", 0);
	dump->d->strip_mods = false;
	dump->d->no_bodies = false;
	return result;
}

/* "\t.name = (type)" */
static int print_prefix(const struct printing *p, uint32_t id, const char *name, bool in_array)
{
	const struct data_dump *dump = p->dump;
	int result = 0;

	indent(p->dump, p->depth);
	if (dump->no_names)
		return 0;
	if (*name)
		dump_print(dump->d, ".%s = ", name);
	if (!in_array) {
		dump_print(dump->d, "(");
		result = print_type(dump, id);
		dump_print(dump->d, ")");
	}
	return result;
}

/* The string of an array of bytes that has an end; 1: it has none. */
static int print_string(const struct data_dump *dump, uint64_t offset, uint32_t count)
{
	const unsigned char *text = dump->data + offset;
	uint32_t len = 0;

	if (offset > dump->bytes || count > dump->bytes - offset)
		return -E2BIG;
	while (len < count && text[len])
		len++;
	if (len == count)
		return 1;
	dump_print(dump->d, "\"");
	for (uint32_t i = 0; i < len; i++)
		dump_print(dump->d, text[i] >= ' ' && text[i] <= '~' ? "%c" : "\\x%02x", text[i]);
	dump_print(dump->d, "\"");
	return 0;
}

static int open_frame(struct printing *p, uint32_t id, uint64_t offset, bool in_array)
{
	const struct btf *btf = p->dump->d->btf;
	const struct btf_type *type = btf_type_at(btf, id);

	if (p->depth == BTF_DEPTH_LIMIT)
		return -E2BIG;
	dump_print(p->dump->d, btf_is_array(type) ? "[" : "{");
	end_line(p);
	p->stack[p->depth++] = (struct frame){ .id = id,
		.offset = offset,
		.in_array = in_array || btf_is_array(type),
		.chars = btf_is_array(type) && data_is_chars(btf, type) };
	return 0;
}

static void close_frame(struct printing *p)
{
	bool array = btf_is_array(btf_type_at(p->dump->d->btf, p->stack[p->depth - 1].id));

	p->depth--;
	indent(p->dump, p->depth);
	dump_print(p->dump->d, array ? "]" : "}");
	end_value(p);
}

static bool is_printable(const struct btf_type *type)
{
	return type_in(type, KIND_BIT(BTF_KIND_INT) | KIND_BIT(BTF_KIND_PTR) | KIND_BIT(BTF_KIND_ARRAY) |
				     KIND_BIT(BTF_KIND_STRUCT) | KIND_BIT(BTF_KIND_UNION) |
				     KIND_BIT(BTF_KIND_ENUM) | KIND_BIT(BTF_KIND_ENUM64) |
				     KIND_BIT(BTF_KIND_FLOAT));
}

/* Prints one value, or opens it: its parts follow. */
static int print_value(
	struct printing *p, const struct data_place *place, const char *name, bool in_array, bool as_char)
{
	uint32_t id = place->id;
	const struct btf_type *type = data_type(p->dump->d->btf, &id);
	int result;

	if (!is_printable(type))
		return -EINVAL;
	/* Not half a line for what is not there. */
	if (!btf_is_array(type) && !btf_is_composite(type) && !data_is_there(p->dump, place))
		return -E2BIG;
	result = print_prefix(p, place->id, name, in_array);
	if (result)
		return result;
	if (btf_is_array(type) && p->dump->strings && data_is_chars(p->dump->d->btf, type)) {
		result = print_string(p->dump, place->offset, btf_array(type)->nelems);
		if (!result)
			end_value(p);
		if (result <= 0)
			return result;
	}
	if (btf_is_array(type) || btf_is_composite(type))
		return open_frame(p, id, place->offset, in_array);
	result = data_print_scalar(p->dump, place, as_char);
	if (!result)
		end_value(p);
	return result;
}

/* 1 where it is zero and not asked for. */
static int leave_out(const struct printing *p, const struct data_place *place)
{
	return p->dump->zeroes ? 0 : data_is_zero(p->dump, place);
}

static int print_member(struct printing *p, struct frame *frame, const struct btf_type *type)
{
	const struct btf_member *member = btf_members(type) + frame->next;
	uint32_t bit = btf_member_bit_offset(type, frame->next);
	struct data_place place = { .id = member->type,
		.offset = frame->offset + bit / 8,
		.bit = bit % 8,
		.width = btf_member_bitfield_size(type, frame->next) };
	int result = frame->in_array ? 0 : leave_out(p, &place);

	frame->next++;
	if (result)
		return result < 0 ? result : 0;
	return print_value(
		p, &place, btf__name_by_offset(p->dump->d->btf, member->name_off), frame->in_array, false);
}

static int print_element(struct printing *p, struct frame *frame, const struct btf_array *array)
{
	int64_t size = btf__resolve_size(p->dump->d->btf, array->type);
	struct data_place place = { .id = array->type };
	int result;

	if (size < 0)
		return (int)size;
	place.offset = frame->offset + (uint64_t)size * frame->next++;
	/* Of letters those that are none are left out; where all are asked for, the first one ends the string. */
	result = frame->chars ? data_is_zero(p->dump, &place) : 0;
	if (result < 0)
		return result;
	if (result && !p->dump->zeroes)
		return 0;
	if (result)
		frame->next = array->nelems;
	return print_value(p, &place, "", true, frame->chars);
}

static int print_parts(struct printing *p)
{
	int result = 0;

	while (!result && p->depth) {
		struct frame *top = &p->stack[p->depth - 1];
		const struct btf_type *type = btf_type_at(p->dump->d->btf, top->id);
		uint32_t count = btf_is_array(type) ? btf_array(type)->nelems : btf_vlen(type);

		if (!p->dump->d->steps)
			return -E2BIG;
		p->dump->d->steps--;
		if (top->next == count)
			close_frame(p);
		else if (btf_is_array(type))
			result = print_element(p, top, btf_array(type));
		else
			result = print_member(p, top, type);
	}
	return result;
}

static int print_whole(struct data_dump *dump, uint32_t id, uint64_t offset)
{
	struct printing *p = calloc(1, sizeof(*p));
	struct data_place place = { .id = id, .offset = offset };
	int result;

	if (!p)
		return -ENOMEM;
	p->dump = dump;
	result = print_value(p, &place, "", false, false);
	if (!result)
		result = print_parts(p);
	free(p);
	return result;
}

/* "static type name = " and the value. */
static int print_variable(struct data_dump *dump, const struct btf_type *var, uint64_t offset)
{
	static const char *const linkages[] = { "static ", "", "extern " };
	int result;

	indent(dump, 0);
	dump_print(dump->d, "%s", linkages[btf_var(var)->linkage]);
	result = print_type(dump, var->type);
	dump_print(dump->d, " %s = ", btf_name_of(dump->d->btf, var));
	return result ? result : print_whole(dump, var->type, offset);
}

static int print_section(struct data_dump *dump, const struct btf_type *section)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(section);
	int result = 0;

	dump_print(dump->d, "SEC(\"%s\") ", btf_name_of(dump->d->btf, section));
	for (uint32_t i = 0; !result && i < btf_vlen(section); i++) {
		const struct btf_type *var = btf_type_at(dump->d->btf, info[i].type);

		if (!btf_is_var(var))
			return -EINVAL;
		result = print_variable(dump, var, info[i].offset);
		dump_print(dump->d, result ? "" : ";");
	}
	return result;
}

int data_dump_print(struct data_dump *dump, uint32_t id)
{
	const struct btf_type *type = btf_type_at(dump->d->btf, id);

	if (btf_is_var(type))
		return print_variable(dump, type, 0);
	if (btf_is_datasec(type))
		return print_section(dump, type);
	return print_whole(dump, id, 0);
}
