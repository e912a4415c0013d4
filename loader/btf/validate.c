// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The rules for one type at a time: every id and name in range and of a kind that may stand there, sizes,
 * member positions. They are those of the kernel (kernel/bpf/btf.c, btf_check_all_metas() and the resolvers),
 * but for two things: names need not be C identifiers, and what compilers leave for the loader to fill in
 * (DATASEC sizes and offsets, extern variables of type void, extern functions in a DATASEC) is let through.
 * How types contain each other is validate_graph.c's.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"
#include "loader/btf/btf.h"

struct check {
	const struct btf *btf;
	struct xsk_error *err;
	const struct btf_type *type;
	uint32_t id;
	uint32_t kind;
	uint32_t vlen;
};

/* What has a value: may be a member, an element, a parameter, pointed at. Kinds that we do not know, too. */
static const uint32_t value_kinds =
	KIND_BIT(BTF_KIND_UNKN) | KIND_BIT(BTF_KIND_INT) | KIND_BIT(BTF_KIND_PTR) | KIND_BIT(BTF_KIND_ARRAY) |
	KIND_BIT(BTF_KIND_STRUCT) | KIND_BIT(BTF_KIND_UNION) | KIND_BIT(BTF_KIND_ENUM) |
	KIND_BIT(BTF_KIND_FWD) | KIND_BIT(BTF_KIND_TYPEDEF) | KIND_BIT(BTF_KIND_VOLATILE) |
	KIND_BIT(BTF_KIND_CONST) | KIND_BIT(BTF_KIND_RESTRICT) | KIND_BIT(BTF_KIND_FLOAT) |
	KIND_BIT(BTF_KIND_TYPE_TAG) | KIND_BIT(BTF_KIND_ENUM64);

__attribute__((format(printf, 2, 3))) static int refuse(const struct check *c, const char *format, ...)
{
	char text[160];
	va_list args;

	if (!c->err)
		return -EINVAL;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return error_set(c->err, -EINVAL, "BTF: type %u (%s %s): %s", c->id, btf_kind_name(c->kind),
		btf_name_of(c->btf, c->type), text);
}

/* @kinds as bits; an unknown kind counts as a value. */
static int check_ref(const struct check *c, uint32_t id, uint32_t kinds, const char *what)
{
	const struct btf_type *type = btf_type_at(c->btf, id);

	if (!type)
		return refuse(c, "%s is type %u of %u", what, id, btf_type_count(c->btf));
	if (btf_kind(type) < BTF_KINDS ? !(kinds & KIND_BIT(btf_kind(type)))
				       : !(kinds & KIND_BIT(BTF_KIND_INT)))
		return refuse(c, "%s is type %u, a %s", what, id, btf_kind_name(btf_kind(type)));
	return 0;
}

enum name_rule { NAME_NONE, NAME_MAY, NAME_MUST };

static int check_name(const struct check *c, uint32_t offset, enum name_rule rule, const char *what)
{
	const char *name = btf_string_at(c->btf, offset);

	if (!name)
		return refuse(c, "%s at string offset %u of %u", what, offset, btf_strings_end(c->btf));
	if (rule == NAME_MUST && !*name)
		return refuse(c, "%s is missing", what);
	if (rule == NAME_NONE && *name)
		return refuse(c, "%s must be empty", what);
	return 0;
}

static int check_int(const struct check *c)
{
	uint32_t data = *(uint32_t *)type_payload(c->type);
	uint32_t encoding = BTF_INT_ENCODING(data), bits = BTF_INT_BITS(data), offset = BTF_INT_OFFSET(data);

	if (data & 0xf0000000 || encoding & ~(BTF_INT_SIGNED | BTF_INT_CHAR | BTF_INT_BOOL))
		return refuse(c, "unknown encoding 0x%x", data);
	if (!c->type->size || c->type->size > 16)
		return refuse(c, "size %u", c->type->size);
	if (offset + bits > c->type->size * 8)
		return refuse(c, "%u bits at %u in %u bytes", bits, offset, c->type->size);
	return 0;
}

static int check_float(const struct check *c)
{
	switch (c->type->size) {
	case 2:
	case 4:
	case 8:
	case 12:
	case 16:
		return 0;
	default:
		return refuse(c, "size %u", c->type->size);
	}
}

static int check_array(const struct check *c)
{
	const struct btf_array *array = type_payload(c->type);
	const struct btf_type *index;
	uint32_t id = array->index_type;
	int result;

	result = check_ref(c, array->type, value_kinds, "element");
	if (!result)
		result = check_ref(c, array->index_type, value_kinds & ~KIND_BIT(BTF_KIND_UNKN), "index");
	if (result)
		return result;
	index = btf_skip_mods_and_typedefs(c->btf, &id);
	if (!index || !type_is(index, BTF_KIND_INT))
		return refuse(c, "index is type %u, no integer", array->index_type);
	return 0;
}

/* Bits that the member takes when it is a bitfield; 0 when it is none. */
static uint32_t bitfield_bits(const struct check *c, const struct btf_member *member)
{
	return btf_kflag(c->type) ? BTF_MEMBER_BITFIELD_SIZE(member->offset) : 0;
}

static int check_members(const struct check *c)
{
	const struct btf_member *member = type_payload(c->type);
	uint64_t last = 0, bits = (uint64_t)c->type->size * 8;

	for (uint32_t i = 0; i < c->vlen; i++, member++) {
		uint32_t offset = btf_kflag(c->type) ? BTF_MEMBER_BIT_OFFSET(member->offset) : member->offset;
		uint32_t width = bitfield_bits(c, member);
		int result;

		result = check_name(c, member->name_off, NAME_MAY, "member name");
		if (!result)
			result = check_ref(c, member->type, value_kinds & ~KIND_BIT(BTF_KIND_UNKN), "member");
		if (result)
			return result;
		if (c->kind == BTF_KIND_UNION && offset)
			return refuse(c, "member %u of a union at bit %u", i, offset);
		if (offset < last)
			return refuse(c, "member %u at bit %u lies before the one at %llu", i, offset,
				(unsigned long long)last);
		if (offset + (uint64_t)width > bits)
			return refuse(c, "member %u at bit %u leaves the %u bytes", i, offset, c->type->size);
		last = offset;
	}
	return 0;
}

static int check_enum(const struct check *c)
{
	const struct btf_enum *value = type_payload(c->type);
	const struct btf_enum64 *value64 = type_payload(c->type);
	uint32_t size = c->type->size;

	if (!size || size > 8 || size & (size - 1))
		return refuse(c, "size %u", size);
	for (uint32_t i = 0; i < c->vlen; i++) {
		uint32_t name = c->kind == BTF_KIND_ENUM ? value[i].name_off : value64[i].name_off;
		int result = check_name(c, name, NAME_MUST, "enumerator name");

		if (result)
			return result;
	}
	return 0;
}

static int check_proto(const struct check *c)
{
	const struct btf_param *param = type_payload(c->type);
	int result;

	result = check_ref(c, c->type->type, value_kinds, "return type");
	for (uint32_t i = 0; !result && i < c->vlen; i++) {
		result = check_name(c, param[i].name_off, NAME_MAY, "parameter name");
		if (result)
			break;
		/* The dots of f(int, ...) */
		if (!param[i].type && i == c->vlen - 1)
			result = check_name(c, param[i].name_off, NAME_NONE, "name of variable arguments");
		else
			result = check_ref(
				c, param[i].type, value_kinds & ~KIND_BIT(BTF_KIND_UNKN), "parameter");
	}
	return result;
}

static int check_var(const struct check *c)
{
	const struct btf_var *var = type_payload(c->type);

	if (var->linkage > BTF_VAR_GLOBAL_EXTERN)
		return refuse(c, "linkage %u", var->linkage);
	return check_ref(c, c->type->type, value_kinds, "type");
}

static int check_datasec(const struct check *c)
{
	const struct btf_var_secinfo *info = type_payload(c->type);
	bool placed = false;
	uint64_t end = 0;

	for (uint32_t i = 0; i < c->vlen; i++) {
		int result = check_ref(
			c, info[i].type, KIND_BIT(BTF_KIND_VAR) | KIND_BIT(BTF_KIND_FUNC), "variable");

		if (result)
			return result;
		placed |= info[i].offset != 0;
	}
	/* As compilers leave it: no size, no offsets. */
	if (!c->type->size || (!placed && c->vlen > 1))
		return 0;
	for (uint32_t i = 0; i < c->vlen; i++) {
		if (info[i].offset < end)
			return refuse(c, "variable %u at %u lies before the end of the one before, %llu", i,
				info[i].offset, (unsigned long long)end);
		end = (uint64_t)info[i].offset + info[i].size;
		if (end > c->type->size)
			return refuse(
				c, "variable %u at %u leaves the %u bytes", i, info[i].offset, c->type->size);
	}
	return 0;
}

static int check_decl_tag(const struct check *c)
{
	const struct btf_decl_tag *tag = type_payload(c->type);
	const struct btf_type *target;
	uint32_t components = 0;
	int result;

	result = check_ref(c, c->type->type,
		KIND_BIT(BTF_KIND_STRUCT) | KIND_BIT(BTF_KIND_UNION) | KIND_BIT(BTF_KIND_TYPEDEF) |
			KIND_BIT(BTF_KIND_FUNC) | KIND_BIT(BTF_KIND_VAR),
		"target");
	if (result)
		return result;
	target = btf_type_at(c->btf, c->type->type);
	if (btf_is_composite(target)) {
		components = btf_vlen(target);
	} else if (type_is(target, BTF_KIND_FUNC)) {
		const struct btf_type *proto = btf_type_at(c->btf, target->type);

		components = proto && type_is(proto, BTF_KIND_FUNC_PROTO) ? btf_vlen(proto) : 0;
	}
	if (tag->component_idx < -1 || tag->component_idx >= (int64_t)components)
		return refuse(c, "component %d of %u", tag->component_idx, components);
	return 0;
}

/* vlen, kind_flag and the name, by kind. */
static int check_head(const struct check *c)
{
	enum {
		UNNAMED = KIND_BIT(BTF_KIND_PTR) | KIND_BIT(BTF_KIND_ARRAY) | KIND_BIT(BTF_KIND_VOLATILE) |
			  KIND_BIT(BTF_KIND_CONST) | KIND_BIT(BTF_KIND_RESTRICT) |
			  KIND_BIT(BTF_KIND_FUNC_PROTO),
		TAGGED = KIND_BIT(BTF_KIND_STRUCT) | KIND_BIT(BTF_KIND_UNION) | KIND_BIT(BTF_KIND_ENUM) |
			 KIND_BIT(BTF_KIND_ENUM64),
		/* GCC 12 invents functions without a name for some typedefs. */
		PERHAPS_UNNAMED = TAGGED | KIND_BIT(BTF_KIND_FUNC),
		WITH_VLEN = TAGGED | KIND_BIT(BTF_KIND_FUNC) | KIND_BIT(BTF_KIND_FUNC_PROTO) |
			    KIND_BIT(BTF_KIND_DATASEC),
		WITH_FLAG = TAGGED | KIND_BIT(BTF_KIND_FWD) | KIND_BIT(BTF_KIND_DECL_TAG) |
			    KIND_BIT(BTF_KIND_TYPE_TAG),
	};
	uint32_t bit = KIND_BIT(c->kind);

	enum name_rule rule = bit & UNNAMED ? NAME_NONE : bit & PERHAPS_UNNAMED ? NAME_MAY : NAME_MUST;

	if (c->vlen && !(bit & WITH_VLEN))
		return refuse(c, "%u members", c->vlen);
	if (btf_kflag(c->type) && !(bit & WITH_FLAG))
		return refuse(c, "kind flag set");
	return check_name(c, c->type->name_off, rule, "name");
}

static int check_type(const struct check *c)
{
	uint32_t id = c->type->type;

	switch (c->kind) {
	case BTF_KIND_INT:
		return check_int(c);
	case BTF_KIND_FLOAT:
		return check_float(c);
	case BTF_KIND_PTR:
		return check_ref(c, id, value_kinds | KIND_BIT(BTF_KIND_FUNC_PROTO), "target");
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return check_ref(c, id, value_kinds | KIND_BIT(BTF_KIND_FUNC_PROTO), "type");
	case BTF_KIND_ARRAY:
		return check_array(c);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return check_members(c);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return check_enum(c);
	case BTF_KIND_FWD:
		return 0; /* GCC 12 leaves something in the type, which nobody reads */
	case BTF_KIND_FUNC:
		if (c->vlen > BTF_FUNC_EXTERN)
			return refuse(c, "linkage %u", c->vlen);
		return check_ref(c, id, KIND_BIT(BTF_KIND_FUNC_PROTO), "prototype");
	case BTF_KIND_FUNC_PROTO:
		return check_proto(c);
	case BTF_KIND_VAR:
		return check_var(c);
	case BTF_KIND_DATASEC:
		return check_datasec(c);
	case BTF_KIND_DECL_TAG:
		return check_decl_tag(c);
	default:
		return 0; /* sized by the layout, not looked into */
	}
}

int btf_validate(const struct btf *btf, struct xsk_error *err)
{
	struct check c = { .btf = btf, .err = err };

	for (uint32_t i = 0; i < btf->type_count; i++) {
		int result;

		c.id = btf->start_id + i;
		c.type = btf_type_at(btf, c.id);
		if (!c.type)
			return error_set(err, -ENOMEM, "BTF: no memory for %u types", btf->type_count);
		c.kind = btf_kind(c.type);
		c.vlen = btf_vlen(c.type);
		if (c.kind >= BTF_KINDS)
			continue;
		result = check_head(&c);
		if (!result)
			result = check_type(&c);
		if (result)
			return result;
	}
	return btf_validate_graph(btf, err);
}

int btf_require_valid(const struct btf *btf)
{
	struct btf *known = (struct btf *)btf;
	int result = known->valid;

	if (!result) {
		result = btf_validate(btf, NULL);
		if (result == -ENOMEM)
			return result;
		known->valid = result ? result : 1;
	}
	return result < 0 ? result : 0;
}
