// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* struct btf_dump: its tables, the names in them, and the door. */
#include "loader/btf/dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/dump_data.h"
#include "loader/btf/strings.h"
#include "loader/result.h"

/*
 * Steps for one type, beyond what the size of the BTF allows: more is a mistake of whoever made it, or its
 * purpose.
 */
enum { STEPS_SPARE = 1 << 17 };

/* C has one name space for tags and one for everything else. */
enum name_space { SPACE_TAG, SPACE_IDENTIFIER };

struct name {
	const char *text;
	uint32_t hash;
	uint32_t space;
	uint32_t count;
};

struct dump_names {
	struct name *slots;
	uint32_t mask;
	uint32_t count;
};

void dump_print(const struct btf_dump *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	d->print(d->context, format, args);
	va_end(args);
}

static struct name *name_slot(const struct dump_names *names, const char *text, uint32_t space, uint32_t hash)
{
	uint32_t i = hash & names->mask;

	while (names->slots[i].text && (names->slots[i].hash != hash || names->slots[i].space != space ||
					       strcmp(names->slots[i].text, text) != 0))
		i = (i + 1) & names->mask;
	return &names->slots[i];
}

static int grow_names(struct dump_names *names)
{
	struct dump_names larger = { .mask = names->slots ? names->mask * 2 + 1 : 255,
		.count = names->count };

	larger.slots = calloc((size_t)larger.mask + 1, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (uint32_t i = 0; names->slots && i <= names->mask; i++)
		if (names->slots[i].text)
			*name_slot(&larger, names->slots[i].text, names->slots[i].space,
				names->slots[i].hash) = names->slots[i];
	free(names->slots);
	*names = larger;
	return 0;
}

/* How often @text was used, now included; 0 when memory is short. It is the BTF's, which may move: copied. */
static uint32_t use_name(struct dump_names *names, const char *text, enum name_space space)
{
	uint32_t hash = text_hash(text, strlen(text)) + space;
	struct name *slot;

	if ((!names->slots || names->count > names->mask / 2) && grow_names(names))
		return 0;
	slot = name_slot(names, text, space, hash);
	if (!slot->text) {
		char *copy = strdup(text);

		if (!copy)
			return 0;
		*slot = (struct name){ .text = copy, .hash = hash, .space = space };
		names->count++;
	}
	return ++slot->count;
}

static void free_names(struct dump_names *names)
{
	for (uint32_t i = 0; names && names->slots && i <= names->mask; i++)
		free((char *)names->slots[i].text);
	if (names)
		free(names->slots);
	free(names);
}

static const char *unique_name(struct btf_dump *d, uint32_t id, enum name_space space)
{
	const struct btf_type *type = btf_type_at(d->btf, id);
	const char *name = btf_name_of(d->btf, type);
	uint32_t count = 1;

	if (d->names[id] || !*name)
		return d->names[id] ? d->names[id] : "";
	/* What is only declared may share its name with what is defined, and is the one that refers to it. */
	if (!btf_is_fwd(type) && !(btf_is_any_enum(type) && !btf_vlen(type)))
		count = use_name(d->taken, name, space);
	if (!count)
		return NULL;
	if (count == 1)
		d->names[id] = strdup(name);
	else if (asprintf(&d->names[id], "%s___%u", name, count) < 0)
		d->names[id] = NULL;
	return d->names[id];
}

const char *dump_type_name(struct btf_dump *d, uint32_t id)
{
	return unique_name(d, id, SPACE_TAG);
}

const char *dump_identifier(struct btf_dump *d, uint32_t id)
{
	return unique_name(d, id, SPACE_IDENTIFIER);
}

uint32_t dump_enumerator(struct btf_dump *d, const char *name)
{
	return use_name(d->taken, name, SPACE_IDENTIFIER);
}

/* Tables for types that came since. */
static int grow_tables(struct btf_dump *d)
{
	uint32_t count = btf_type_count(d->btf), first = d->count ? d->count : 1;
	unsigned char *states;
	char **names;

	if (count == d->count)
		return 0;
	states = realloc(d->states, count);
	if (!states)
		return -ENOMEM;
	d->states = states;
	names = realloc(d->names, count * sizeof(*names));
	if (!names)
		return -ENOMEM;
	d->names = names;
	memset(states + d->count, 0, count - d->count);
	memset(names + d->count, 0, (count - d->count) * sizeof(*names));
	states[0] = DUMP_ORDERED | DUMP_EMITTED;
	d->count = count;
	for (uint32_t id = first; id < count; id++) {
		const struct btf_type *type = btf_type_at(d->btf, id);
		const uint32_t *ref;

		for (uint32_t i = 0; (ref = btf_type_ref(type, i)); i++)
			states[*ref] |= DUMP_REFERENCED;
	}
	return 0;
}

static uint32_t add_steps(uint32_t steps, uint64_t more)
{
	return more < UINT32_MAX - steps ? steps + (uint32_t)more : UINT32_MAX;
}

/* Before anything is printed: the BTF obeys the rules, the tables are as long as it is. */
static int begin(struct btf_dump *d, uint32_t id)
{
	int result = btf_require_valid(d->btf);

	if (!result && d->btf->base)
		result = btf_require_valid(d->btf->base);
	if (!result)
		result = grow_tables(d);
	if (!result && id >= d->count)
		result = -EINVAL;
	d->steps = add_steps(STEPS_SPARE, 2 * (uint64_t)d->btf->types_len);
	if (d->btf->base)
		d->steps = add_steps(d->steps, 2 * (uint64_t)d->btf->base->types_len);
	d->queue_count = 0;
	d->item_count = 0;
	return result;
}

struct btf_dump *btf_dump__new(
	const struct btf *btf, btf_dump_printf_fn_t printf_fn, void *ctx, const struct btf_dump_opts *opts)
{
	struct btf_dump *d;

	if (!OPTS_VALID(opts, btf_dump_opts))
		return result_null(-EINVAL);
	if (!btf || !printf_fn)
		return result_null(-EINVAL);
	d = calloc(1, sizeof(*d));
	if (d)
		d->taken = calloc(1, sizeof(*d->taken));
	if (!d || !d->taken) {
		btf_dump__free(d);
		return result_null(-ENOMEM);
	}
	d->btf = btf;
	d->print = printf_fn;
	d->context = ctx;
	d->pointer_bytes = btf_pointer_bytes(btf);
	return d;
}

void btf_dump__free(struct btf_dump *d)
{
	if (!d)
		return;
	for (uint32_t id = 0; id < d->count && d->names; id++)
		free(d->names[id]);
	free(d->names);
	free(d->states);
	free_names(d->taken);
	free(d->queue);
	free(d->items);
	free(d->pieces);
	free(d);
}

int btf_dump__dump_type(struct btf_dump *d, __u32 id)
{
	int result = begin(d, id);

	if (!result)
		result = dump_order(d, id);
	for (uint32_t i = 0; !result && i < d->queue_count; i++)
		result = dump_definition(d, d->queue[i]);
	return result_int(result);
}

int btf_dump__emit_type_decl(struct btf_dump *d, __u32 id, const struct btf_dump_emit_type_decl_opts *opts)
{
	const char *name = OPTION_GET(opts, field_name, NULL);
	int level = OPTION_GET(opts, indent_level, 0);
	int result;

	if (!OPTS_VALID(opts, btf_dump_emit_type_decl_opts))
		return result_int(-EINVAL);
	result = begin(d, id);
	if (result)
		return result_int(result);
	d->strip_mods = OPTION_GET(opts, strip_mods, false);
	result = dump_declaration(d, id, name ? name : "", level > 0 ? (uint32_t)level : 0);
	d->strip_mods = false;
	return result_int(result);
}

int btf_dump__dump_type_data(struct btf_dump *d, __u32 id, const void *data, size_t data_sz,
	const struct btf_dump_type_data_opts *opts)
{
	const char *indent_str = OPTION_GET(opts, indent_str, NULL);
	int level = OPTION_GET(opts, indent_level, 0);
	struct data_dump dump = {
		.d = d,
		.data = data,
		.bytes = data_sz,
		.indent = indent_str ? indent_str : "\t",
		.level = level > 0 ? (uint32_t)level : 0,
		.compact = OPTION_GET(opts, compact, false),
		.no_names = OPTION_GET(opts, skip_names, false),
		.zeroes = OPTION_GET(opts, emit_zeroes, false),
		.strings = OPTION_GET(opts, emit_strings, false),
	};
	int64_t size;
	int result;

	if (!OPTS_VALID(opts, btf_dump_type_data_opts))
		return result_int(-EINVAL);
	/* Here, and not in btf_dump__dump_type(), libbpf has a code of its own for it. */
	if (id >= btf__type_cnt(d->btf))
		return result_int(-ENOENT);
	result = begin(d, id);
	if (result)
		return result_int(result);
	size = btf__resolve_size(d->btf, id);
	if (size < 0)
		return result_int((int)size);
	/* Much data is no mistake. */
	d->steps = add_steps(d->steps, data_sz < UINT32_MAX ? 64 * (uint64_t)data_sz : UINT32_MAX);
	result = data_dump_print(&dump, id);
	return result ? result_int(result) : size > INT32_MAX ? INT32_MAX : (int)size;
}
