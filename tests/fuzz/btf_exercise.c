// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* See btf_exercise.h. */
#include "tests/fuzz/btf_exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"
#include "loader/btf/index.h"
#include "loader/btf/names.h"
#include "loader/btf/upload.h"
#include "loader/btf/write.h"

#define MUST(condition)                                                                 \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

/* Reads every argument, as a program that prints would. */
__attribute__((format(printf, 2, 0))) static void print_nowhere(
	void *context, const char *format, va_list args)
{
	char text[128];

	vsnprintf(text, sizeof(text), format, args);
	*(unsigned int *)context += (unsigned char)text[0];
}

static void dump(const struct btf *btf, const unsigned char *bytes, size_t count)
{
	unsigned int sum = 0, printed = 0;
	struct btf_dump *d = btf_dump__new(btf, print_nowhere, &sum, NULL);

	MUST(d);
	for (uint32_t id = 0; id <= btf__type_cnt(btf) && printed < 60; id++, printed++) {
		LIBBPF_OPTS(btf_dump_emit_type_decl_opts, decl, .field_name = "x", .strip_mods = id & 1);
		LIBBPF_OPTS(btf_dump_type_data_opts, data, .compact = id & 1, .skip_names = id & 2,
			.emit_zeroes = id & 4, .emit_strings = id & 8);

		btf_dump__dump_type(d, id);
		btf_dump__emit_type_decl(d, id, &decl);
		btf_dump__dump_type_data(d, id, bytes, count, &data);
	}
	btf_dump__free(d);
}

/*
 * The table of names, and answers that are kept, say what a walk says. Both are for the kernel: never split.
 */
static void find_again(const struct btf *btf, const struct btf_wish *wish)
{
	struct btf_wish again = *wish, kept = *wish;
	struct btf_candidates found = { 0 };
	struct btf_answers *answers = NULL;
	struct btf_names *names;
	int result = 0;

	MUST(!btf_names_create(&names, btf, NULL));
	MUST(!btf_names_find(names, btf, &again, &found) && again.count == wish->count);
	MUST(!btf_answers_add(&answers, &again, &found));
	MUST(btf_answers_find(answers, btf, &kept, &found, &result) && kept.count == wish->count);
	btf_answers_free(answers);
	btf_names_free(names);
	btf_candidates_free(&found);
}

static void find(const struct btf *btf)
{
	for (uint32_t id = btf->start_id; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		struct btf_wish wish = { .name = btf_name_of(btf, type), .flavours = id & 1 };
		struct btf_candidates found = { 0 };
		bool itself = false;

		if (!*wish.name || btf_kind(type) >= BTF_KINDS)
			continue;
		wish.kinds = KIND_BIT(btf_kind(type));
		MUST(!btf_find(btf, &wish, 1, &found, NULL));
		for (uint32_t i = 0; i < wish.count; i++)
			itself |= found.list[wish.first + i].id == id;
		MUST(itself);
		if (!btf->base && id == 3 && !type_is(type, BTF_KIND_FUNC))
			find_again(btf, &wish);
		btf_candidates_free(&found);
		if (id > btf->start_id + 50)
			break;
	}
}

void btf_exercise_reading(const struct btf *btf, const unsigned char *bytes, size_t count)
{
	for (uint32_t id = 0; id <= btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		int align = btf__align_of(btf, id);

		MUST(!type == (id == btf__type_cnt(btf)));
		MUST(!type || btf__name_by_offset(btf, type->name_off));
		MUST(align >= 0 && align <= 16);
		btf__resolve_size(btf, id);
		btf__resolve_type(btf, id);
	}
	btf__pointer_size(btf);
	find(btf);
	dump(btf, bytes, count);
}

/* A copy that owns its bytes. */
static struct btf *copy_of(const struct btf *btf)
{
	struct btf *copy;

	MUST(!btf_clone(&copy, btf));
	return copy;
}

static void both_orders(const struct btf *btf)
{
	for (int swapped = 0; swapped < 2; swapped++) {
		uint32_t bytes, again_bytes;
		const void *raw = btf_raw(btf, swapped, &bytes);
		struct btf *again = btf__new_split(raw, bytes, (struct btf *)btf->base);

		MUST(raw && again && btf__type_cnt(again) == btf__type_cnt(btf));
		MUST(!btf_make_writable(again) || again->read_only);
		raw = btf_raw(btf, false, &bytes);
		const void *native = btf_raw(again, false, &again_bytes);

		/* Of what the header had beyond the sections, and between them, nothing is kept. */
		MUST(again_bytes <= bytes &&
			(again_bytes < bytes || btf->image || !memcmp(raw, native, bytes)));
		btf__free(again);
	}
}

static void dedup(const struct btf *btf)
{
	struct btf *once = copy_of(btf), *twice;
	uint32_t count;
	int result = btf__dedup(once, NULL);

	if (!result) {
		count = btf__type_cnt(once);
		MUST(count <= btf__type_cnt(btf));
		MUST(!btf__dedup(once, NULL) && btf__type_cnt(once) == count);
		twice = copy_of(btf);
		MUST(btf__add_btf(twice, btf) == (int)btf__type_cnt(btf));
		LIBBPF_OPTS(btf_dedup_opts, collide, .force_collisions = true);
		MUST(!btf__dedup(twice, &collide));
		btf__free(twice);
	}
	btf__free(once);
}

static void reverse(const struct btf *btf)
{
	struct btf *reversed = copy_of(btf);
	uint32_t first = btf->base ? 0 : 1, count = btf->type_count + first, *map = calloc(count + 1, 4);

	for (uint32_t i = first; i < count; i++)
		map[i] = btf->start_id + (count - 1 - i);
	if (!btf__permute(reversed, map, count, NULL)) {
		MUST(!btf_validate(reversed, NULL));
		MUST(!btf__permute(reversed, map, count, NULL));
		MUST(reversed->types_len == btf->types_len &&
			!memcmp(reversed->types, btf->types, btf->types_len));
	}
	free(map);
	btf__free(reversed);
}

static void rebase(const struct btf *btf)
{
	struct btf *base, *split;

	if (!btf->base || btf__distill_base(btf, &base, &split))
		return;
	btf_validate(split, NULL);
	btf__relocate(split, btf->base);
	btf__free(split);
	btf__free(base);
}

void btf_exercise_writing(const struct btf *btf)
{
	struct btf *simpler;

	both_orders(btf);
	if (btf->read_only)
		return;
	dedup(btf);
	reverse(btf);
	rebase(btf);
	MUST(!btf_sanitize(&simpler, btf, UINT32_MAX));
	MUST(!simpler || !btf_validate(simpler, NULL));
	btf__free(simpler);
}
