// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * The text of types. A declaration in C is read from the inside, and types nest in it: a stack of items says what is
 * still to be printed, and an item may put others in its place. The spaces are libbpf's, so that texts can be
 * compared.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/btf/dump.h"

enum item_kind {
	ITEM_TEXT,        /* text */
	ITEM_ARRAY,       /* [number] */
	ITEM_DECLARATION, /* of text, with type id */
	ITEM_BODY,        /* type id with its members */
	ITEM_MEMBER,      /* the number-th member of type id, and all behind it */
	ITEM_WIDTH,       /* of a bitfield: number */
	ITEM_PARAMETER,   /* the number-th parameter of type id, and all behind it */
};

struct dump_item {
	enum item_kind kind;
	const char *text;
	uint32_t id;
	uint32_t number;
	uint32_t level;
	uint64_t bit;    /* MEMBER: where the one before ended */
	bool after_bits; /* MEMBER: that was a bitfield */
	bool packed;     /* MEMBER */
};

static int push(struct btf_dump *d, struct dump_item item)
{
	if (d->item_count == d->item_room) {
		uint32_t room = d->item_room * 2 + 64;
		struct dump_item *larger = realloc(d->items, room * sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		d->items = larger;
		d->item_room = room;
	}
	d->items[d->item_count++] = item;
	return 0;
}

static int take_step(struct btf_dump *d)
{
	if (!d->steps)
		return -E2BIG;
	d->steps--;
	return 0;
}

static void print_indent(const struct btf_dump *d, uint32_t level)
{
	while (level--)
		dump_print(d, "\t");
}

/* ---- declarations ---- */

/* From the type on the outside to the one that stands first in the text. */
struct chain {
	uint32_t ids[BTF_DEPTH_LIMIT + 2];
	uint32_t count;
};

static bool is_qualifier(const struct btf_type *type)
{
	return btf_is_const(type) || btf_is_volatile(type) || btf_is_restrict(type);
}

static int find_chain(const struct btf_dump *d, uint32_t id, struct chain *chain)
{
	chain->count = 0;
	while (chain->count < BTF_DEPTH_LIMIT + 2) {
		const struct btf_type *type = btf_type_at(d->btf, id);

		if (!d->strip_mods || !btf_is_mod(type))
			chain->ids[chain->count++] = id;
		switch (btf_kind(type)) {
		case BTF_KIND_PTR:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
		case BTF_KIND_FUNC_PROTO:
			id = type->type;
			break;
		case BTF_KIND_ARRAY:
			id = btf_array(type)->type;
			break;
		case BTF_KIND_UNKN:
		case BTF_KIND_INT:
		case BTF_KIND_FLOAT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_FWD:
		case BTF_KIND_TYPEDEF:
			return 0;
		default:
			return -EINVAL;
		}
	}
	return -E2BIG;
}

/* What a declaration consists of, left to right; pushed the other way round. */
struct dump_pieces {
	struct dump_item items[2 * BTF_DEPTH_LIMIT + 16];
	uint32_t count;
};

static void add(struct dump_pieces *pieces, struct dump_item item)
{
	pieces->items[pieces->count++] = item;
}

static void add_text(struct dump_pieces *pieces, const char *text)
{
	if (*text)
		add(pieces, (struct dump_item){ .kind = ITEM_TEXT, .text = text });
}

static const char *qualifier(const struct btf_type *type)
{
	return btf_is_const(type) ? "const" : btf_is_volatile(type) ? "volatile" : "restrict";
}

static const char *tag_word(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return "struct";
	case BTF_KIND_UNION:
		return "union";
	case BTF_KIND_FWD:
		return btf_kflag(type) ? "union" : "struct";
	default:
		return "enum";
	}
}

/* "unsigned int", "struct name", or members in braces. */
static int add_first(struct btf_dump *d, struct dump_pieces *pieces, uint32_t id, uint32_t level)
{
	const struct btf_type *type = btf_type_at(d->btf, id);
	const char *name;

	switch (btf_kind(type)) {
	case BTF_KIND_UNKN:
		add_text(pieces, "void");
		return 0;
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
		add_text(pieces, btf_name_of(d->btf, type));
		return 0;
	case BTF_KIND_TYPEDEF:
		name = dump_identifier(d, id);
		if (!name)
			return -ENOMEM;
		add_text(pieces, name);
		return 0;
	default:
		break;
	}
	if (!type->name_off && !d->no_bodies) {
		add(pieces, (struct dump_item){ .kind = ITEM_BODY, .id = id, .level = level });
		return 0;
	}
	name = dump_type_name(d, id);
	if (!name)
		return -ENOMEM;
	add_text(pieces, tag_word(type));
	add_text(pieces, *name ? " " : "");
	add_text(pieces, name);
	return 0;
}

/* The closing part of an array or function, for when its name has been printed. */
static struct dump_item closing(const struct btf_type *type, uint32_t id, uint32_t level)
{
	if (btf_is_array(type))
		return (struct dump_item){ .kind = ITEM_ARRAY, .number = btf_array(type)->nelems };
	return (struct dump_item){ .kind = ITEM_PARAMETER, .id = id, .level = level };
}

/* Qualifiers of an array or a function are its elements', or nothing: compilers disagree. */
static uint32_t skip_qualifiers(const struct btf_dump *d, const struct chain *chain, uint32_t i)
{
	while (i && is_qualifier(btf_type_at(d->btf, chain->ids[i - 1])))
		i--;
	return i;
}

/*
 * Everything behind the first word: "*", "const", parentheses, the name, and what closes what was opened. @i: how
 * many of the chain are left.
 */
static void add_rest(const struct btf_dump *d, struct dump_pieces *pieces, const struct chain *chain,
	uint32_t i, const char *name, uint32_t level)
{
	struct dump_item closings[BTF_DEPTH_LIMIT + 2];
	const char *parentheses[BTF_DEPTH_LIMIT + 2];
	uint32_t open = 0;
	bool tight = false; /* the next word needs no space before it */

	while (i) {
		uint32_t id = chain->ids[--i];
		const struct btf_type *type = btf_type_at(d->btf, id);
		bool nested;

		if (btf_is_ptr(type)) {
			add_text(pieces, tight ? "*" : " *");
			tight = true;
		} else if (is_qualifier(type)) {
			add_text(pieces, " ");
			add_text(pieces, qualifier(type));
			tight = false;
		} else if (btf_is_type_tag(type)) {
			add_text(pieces,
				btf_kflag(type) ? " __attribute__((" : " __attribute__((btf_type_tag(\"");
			add_text(pieces, btf_name_of(d->btf, type));
			add_text(pieces, btf_kflag(type) ? "))" : "\")))");
			tight = false;
		} else {
			i = skip_qualifiers(d, chain, i);
			/* Arrays of arrays go without parentheses. */
			nested = i && !(btf_is_array(type) &&
					      btf_is_array(btf_type_at(d->btf, chain->ids[i - 1])));
			if (i && (!btf_is_array(type) || (*name && !tight)))
				add_text(pieces, " ");
			add_text(pieces, nested ? "(" : "");
			parentheses[open] = nested ? ")" : "";
			closings[open++] = closing(type, id, level);
			if (i)
				tight = true;
		}
	}
	add_text(pieces, tight || !*name ? "" : " ");
	add_text(pieces, name);
	while (open--) {
		add_text(pieces, parentheses[open]);
		add(pieces, closings[open]);
	}
}

static int expand_declaration(struct btf_dump *d, const struct dump_item *item)
{
	struct dump_pieces *pieces = d->pieces;
	struct chain chain;
	uint32_t i;
	int result;

	result = find_chain(d, item->id, &chain);
	if (!pieces)
		pieces = d->pieces = malloc(sizeof(*pieces));
	if (result || !pieces)
		return result ? result : -ENOMEM;
	pieces->count = 0;
	/* Qualifiers of the first word stand before it. */
	for (i = chain.count - 1; i && is_qualifier(btf_type_at(d->btf, chain.ids[i - 1])); i--) {
		add_text(pieces, qualifier(btf_type_at(d->btf, chain.ids[i - 1])));
		add_text(pieces, " ");
	}
	result = add_first(d, pieces, chain.ids[chain.count - 1], item->level);
	if (!result)
		add_rest(d, pieces, &chain, i, item->text, item->level);
	while (!result && pieces->count)
		result = push(d, pieces->items[--pieces->count]);
	return result;
}

static int expand_parameter(struct btf_dump *d, struct dump_item item)
{
	const struct btf_type *type = btf_type_at(d->btf, item.id);
	const struct btf_param *parameter = btf_params(type) + item.number;
	uint32_t count = btf_vlen(type);
	int result;

	if (!item.number && (!count || (count == 1 && !parameter->type))) {
		dump_print(d, "(void)");
		return 0;
	}
	if (item.number == count) {
		dump_print(d, ")");
		return 0;
	}
	dump_print(d, item.number ? ", " : "(");
	if (item.number == count - 1 && !parameter->type) {
		dump_print(d, "...)");
		return 0;
	}
	item.number++;
	result = push(d, item);
	if (!result)
		result = push(d, (struct dump_item){ .kind = ITEM_DECLARATION,
					 .id = parameter->type,
					 .text = btf__name_by_offset(d->btf, parameter->name_off),
					 .level = item.level });
	return result;
}

/* ---- bodies ---- */

bool dump_is_packed(const struct btf *btf, const struct btf_type *type)
{
	uint32_t largest = 1;

	for (uint32_t i = 0; i < btf_vlen(type); i++) {
		int align = btf__align_of(btf, btf_members(type)[i].type);

		if (align > 0 && !btf_member_bitfield_size(type, i) &&
			btf_member_bit_offset(type, i) % (8 * (uint32_t)align))
			return true;
		if (align > 0 && (uint32_t)align > largest)
			largest = (uint32_t)align;
	}
	return type->size % largest != 0;
}

static uint64_t round_up(uint64_t number, uint64_t to)
{
	return (number + to - 1) / to * to;
}

struct pad {
	const char *name;
	uint32_t bits;
};

static int print_pad(struct btf_dump *d, uint32_t level, const struct pad *pad, uint64_t bits)
{
	dump_print(d, "\n");
	print_indent(d, level);
	dump_print(d, "%s: %u;", pad->name, (unsigned int)bits);
	return take_step(d);
}

/*
 * Unnamed bitfields for the gap from @bit to @next, where the compiler would not leave it by itself: what comes there
 * is aligned to @align bytes, 0 for a bitfield, which goes anywhere. First up to a boundary of the largest unit that has one in the gap, then in such units.
 */
static int print_padding(
	struct btf_dump *d, uint64_t bit, uint64_t next, uint32_t align, bool after_bits, uint32_t level)
{
	const struct pad pads[] = { { "long", d->pointer_bytes * 8 }, { "int", 32 }, { "short", 16 },
		{ "char", 8 } };
	const struct pad *unit = pads;
	uint64_t boundary;
	int result = 0;

	if (bit >= next)
		return 0;
	while (unit < pads + 3 && round_up(bit, unit->bits) > next)
		unit++;
	boundary = round_up(bit, unit->bits);
	if (boundary > bit && boundary <= next) {
		/* Left alone, would the next thing begin at the boundary? A member that is aligned to it does. */
		bool by_itself = boundary == next ? align && round_up(bit, (uint64_t)align * 8) == boundary
						  : next - boundary > boundary - bit;

		if (after_bits || !by_itself)
			result = print_pad(d, level, unit, after_bits ? boundary - bit : 0);
		bit = boundary;
	}
	for (; !result && next - bit >= unit->bits; bit += unit->bits)
		result = print_pad(d, level, unit, unit->bits);
	if (!result && bit < next) {
		for (unit = pads + 3; unit->bits < next - bit; unit--)
			;
		result = print_pad(d, level, unit, next - bit);
	}
	return result;
}

static int close_body(struct btf_dump *d, const struct dump_item *item, const struct btf_type *type)
{
	int align = item->packed ? 1 : btf__align_of(d->btf, item->id);
	int result = 0;

	if (btf_is_struct(type))
		result = print_padding(d, item->bit, (uint64_t)type->size * 8, (uint32_t)align, false, item->level + 1);
	/* "struct empty {}" stays on one line. */
	if (btf_vlen(type) || type->size) {
		dump_print(d, "\n");
		print_indent(d, item->level);
	}
	dump_print(d, item->packed ? "} __attribute__((packed))" : "}");
	return result;
}

static int expand_member(struct btf_dump *d, struct dump_item item)
{
	const struct btf_type *type = btf_type_at(d->btf, item.id);
	const struct btf_member *member = btf_members(type) + item.number;
	uint32_t bit, width;
	int64_t size;
	int align, result;

	if (item.number == btf_vlen(type))
		return close_body(d, &item, type);
	bit = btf_member_bit_offset(type, item.number);
	width = btf_member_bitfield_size(type, item.number);
	align = item.packed ? 1 : width && !item.after_bits ? 0 : btf__align_of(d->btf, member->type);
	result = print_padding(d, item.bit, bit, (uint32_t)align, item.after_bits && width, item.level + 1);
	dump_print(d, "\n");
	print_indent(d, item.level + 1);
	size = width ? 0 : btf__resolve_size(d->btf, member->type);
	item.bit = bit + (width ? width : (uint64_t)(size > 0 ? size : 0) * 8);
	item.after_bits = width != 0;
	item.number++;
	if (!result)
		result = push(d, item);
	if (!result)
		result = push(d, (struct dump_item){ .kind = ITEM_WIDTH, .number = width });
	if (!result)
		result = push(d, (struct dump_item){ .kind = ITEM_DECLARATION,
					 .id = member->type,
					 .text = btf__name_by_offset(d->btf, member->name_off),
					 .level = item.level + 1 });
	return result;
}

static int print_enumerator(struct btf_dump *d, const struct btf_type *type, uint32_t i, uint32_t level)
{
	const struct btf_enum64 *value64 = btf_enum64(type) + (btf_is_enum64(type) ? i : 0);
	const struct btf_enum *value = btf_enum(type) + (btf_is_enum64(type) ? 0 : i);
	uint32_t name_off = btf_is_enum64(type) ? *(const uint32_t *)value64 : value->name_off;
	const char *name = btf__name_by_offset(d->btf, name_off);
	uint32_t count = dump_enumerator(d, name);

	if (!count)
		return -ENOMEM;
	dump_print(d, "\n");
	print_indent(d, level + 1);
	dump_print(d, "%s", name);
	if (count > 1)
		dump_print(d, "___%u", count);
	if (!btf_is_enum64(type))
		dump_print(d, btf_kflag(type) ? " = %d," : " = %u,", value->val);
	else
		dump_print(d, btf_kflag(type) ? " = %lldLL," : " = %lluULL,",
			(unsigned long long)btf_enum64_value(value64));
	return take_step(d);
}

/* Whether values alone make an enum 8 bytes wide. */
static bool has_wide_value(const struct btf_type *type)
{
	for (uint32_t i = 0; btf_is_enum64(type) && i < btf_vlen(type); i++) {
		uint64_t value = btf_enum64_value(btf_enum64(type) + i);

		if (btf_kflag(type) ? (int64_t)value < INT32_MIN || (int64_t)value > INT32_MAX
				    : value > UINT32_MAX)
			return true;
	}
	return false;
}

static int print_enum(struct btf_dump *d, uint32_t id, uint32_t level)
{
	const struct btf_type *type = btf_type_at(d->btf, id);
	const char *name = dump_type_name(d, id);
	int result = 0;

	if (!name)
		return -ENOMEM;
	dump_print(d, "enum%s%s", *name ? " " : "", name);
	if (btf_vlen(type)) {
		dump_print(d, " {");
		for (uint32_t i = 0; !result && i < btf_vlen(type); i++)
			result = print_enumerator(d, type, i, level);
		dump_print(d, "\n");
		print_indent(d, level);
		dump_print(d, "}");
	}
	/* What is only declared has no size of its own. */
	if (!btf_vlen(type))
		return 0;
	if (type->size == 1)
		dump_print(d, " __attribute__((mode(byte)))");
	else if (type->size == 8 && d->pointer_bytes == 8 && !has_wide_value(type))
		dump_print(d, " __attribute__((mode(word)))");
	return result;
}

static int expand_body(struct btf_dump *d, const struct dump_item *item)
{
	const struct btf_type *type = btf_type_at(d->btf, item->id);
	const char *name;

	if (!btf_is_composite(type) && !btf_is_fwd(type))
		return print_enum(d, item->id, item->level);
	name = dump_type_name(d, item->id);
	if (!name)
		return -ENOMEM;
	dump_print(d, "%s%s%s", tag_word(type), *name ? " " : "", name);
	if (btf_is_fwd(type))
		return 0;
	dump_print(d, " {");
	return push(d, (struct dump_item){ .kind = ITEM_MEMBER,
			       .id = item->id,
			       .level = item->level,
			       .packed = dump_is_packed(d->btf, type) });
}

/* ---- the machine ---- */

static int print_items(struct btf_dump *d)
{
	int result = 0;

	while (!result && d->item_count) {
		struct dump_item item = d->items[--d->item_count];

		result = take_step(d);
		if (result)
			break;
		switch (item.kind) {
		case ITEM_TEXT:
			dump_print(d, "%s", item.text);
			break;
		case ITEM_ARRAY:
			dump_print(d, "[%u]", item.number);
			break;
		case ITEM_WIDTH:
			if (item.number)
				dump_print(d, ": %u", item.number);
			dump_print(d, ";");
			break;
		case ITEM_DECLARATION:
			result = expand_declaration(d, &item);
			break;
		case ITEM_BODY:
			result = expand_body(d, &item);
			break;
		case ITEM_MEMBER:
			result = expand_member(d, item);
			break;
		case ITEM_PARAMETER:
			result = expand_parameter(d, item);
			break;
		}
	}
	d->item_count = 0;
	return result;
}

int dump_body(struct btf_dump *d, uint32_t id, uint32_t level)
{
	int result = push(d, (struct dump_item){ .kind = ITEM_BODY, .id = id, .level = level });

	return result ? result : print_items(d);
}

int dump_declaration(struct btf_dump *d, uint32_t id, const char *name, uint32_t level)
{
	int result = push(
		d, (struct dump_item){ .kind = ITEM_DECLARATION, .id = id, .text = name, .level = level });

	return result ? result : print_items(d);
}

int dump_head(struct btf_dump *d, uint32_t id)
{
	const char *name = dump_type_name(d, id);

	if (!name)
		return -ENOMEM;
	dump_print(d, "%s%s%s", tag_word(btf_type_at(d->btf, id)), *name ? " " : "", name);
	return 0;
}

int dump_typedef(struct btf_dump *d, uint32_t id)
{
	const struct btf_type *type = btf_type_at(d->btf, id);
	const char *name = dump_identifier(d, id);

	if (!name)
		return -ENOMEM;
	/* Old GCCs say that it is void. */
	if (!type->type && !strcmp(name, "__gnuc_va_list")) {
		dump_print(d, "typedef __builtin_va_list __gnuc_va_list");
		return 0;
	}
	dump_print(d, "typedef ");
	return dump_declaration(d, type->type, name, 0);
}
