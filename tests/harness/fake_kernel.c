// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* See fake_kernel.h. */
#include "tests/harness/fake_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loader/btf/btf.h"

/* Candidates of every root type that a relocation of the object names. */
static int add_candidates(const struct fake_kernel *kernel, struct kernel_view *view, const struct btf *btf,
	struct arena *arena)
{
	struct btf_wish *wishes = arena_array(arena, btf__type_cnt(btf), sizeof(*wishes));
	struct core_table *table = &view->core;

	table->entries = arena_array(arena, btf__type_cnt(btf), sizeof(*table->entries));
	if (!wishes || !table->entries)
		return -ENOMEM;
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf_type_at(btf, id);
		uint32_t enums = KIND_BIT(BTF_KIND_ENUM) | KIND_BIT(BTF_KIND_ENUM64);

		if (!*btf_name_of(btf, type) || btf_kind(type) >= BTF_KINDS)
			continue;
		wishes[table->count] = (struct btf_wish){ .name = btf_name_of(btf, type),
			.kinds = btf_is_any_enum(type) ? enums : KIND_BIT(btf_kind(type)),
			.flavours = true };
		table->entries[table->count++].type_id = id;
	}
	if (btf_find(kernel->btf, wishes, table->count, &view->candidates, NULL))
		return -ENOMEM;
	for (uint32_t i = 0; i < table->count; i++) {
		table->entries[i].count = wishes[i].count;
		table->entries[i].list = view->candidates.list + wishes[i].first;
	}
	return 0;
}

static int add_externs(const struct fake_kernel *kernel, struct kernel_view *view,
	const struct object_spec *spec, struct arena *arena)
{
	view->externs = arena_array(arena, spec->extern_count, sizeof(*view->externs));
	if (!view->externs)
		return -ENOMEM;
	for (uint32_t i = 0; i < spec->extern_count && !kernel->lacks_symbols; i++)
		view->externs[i] = (struct extern_value){ .is_found = true,
			.address = FAKE_SYMBOL + i,
			.btf_id = FAKE_TYPE + i,
			.module = kernel->has_module };
	return 0;
}

int fake_kernel_plan(struct fake_kernel *kernel, struct bpf_object *object, struct xsk_object_error *err)
{
	int result = object_load_begin(object, err);
	struct object_load *load = object->load;
	struct kernel_view *view;

	if (result)
		return result;
	view = &load->view;
	if (kernel->btf && object->spec->btf)
		result = add_candidates(kernel, view, object->spec->btf, &load->arena);
	if (!result)
		result = add_externs(kernel, view, object->spec, &load->arena);
	view->targets = arena_array(&load->arena, object->spec->program_count, sizeof(*view->targets));
	if (result || !view->targets)
		return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
	view->relocation.lacks_context_tags = kernel->lacks_context_tags;
	view->relocation.externs = view->externs;
	view->relocation.core = &view->core;
	return object_plan(object, err);
}

char *fake_kernel_plan_text(const struct bpf_object *object)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		return NULL;
	plan_print(&object->load->plan, object, out);
	fclose(out);
	return text;
}
