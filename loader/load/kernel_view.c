// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Gathering: who needs names says so, the index answers, who asked takes the answer. */
#include "loader/load/kernel_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "loader/btf/kernel.h"
#include "loader/kernel/capabilities.h"

int64_t wish_for(struct wish_list *list, const char *name, uint32_t kinds, bool flavours)
{
	if (list->count == list->room) {
		uint32_t room = list->room ? 2 * list->room : 32;
		struct btf_wish *larger = arena_array(list->arena, room, sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		if (list->count)
			memcpy(larger, list->wishes, list->count * sizeof(*larger));
		list->wishes = larger;
		list->room = room;
	}
	list->wishes[list->count] = (struct btf_wish){ .name = name, .kinds = kinds, .flavours = flavours };
	return list->count++;
}

int64_t kernel_view_module(struct kernel_view *view, const struct btf *btf, struct arena *arena)
{
	const struct btf **larger;

	if (!kernel_btf_module_name(btf))
		return 0;
	for (uint32_t i = 0; i < view->module_count; i++)
		if (view->modules[i] == btf)
			return i + 1;
	larger = arena_array(arena, view->module_count + 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	if (view->module_count)
		memcpy(larger, view->modules, view->module_count * sizeof(*larger));
	larger[view->module_count++] = btf;
	view->modules = larger;
	return view->module_count;
}

/* ---- CO-RE roots ---- */

static int compare_ids(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;

	return a < b ? -1 : a > b;
}

/* The local types that relocations of wanted programs start from, each once, ascending. */
static int collect_roots(
	const struct bpf_object *object, struct arena *arena, uint32_t **roots, uint32_t *count)
{
	const struct object_spec *spec = object->spec;
	uint32_t most = 0, used = 0, distinct = 0;

	for (uint32_t i = 0; i < spec->program_count; i++)
		most += spec->programs[i].core_count;
	*count = 0;
	*roots = arena_array(arena, most, sizeof(**roots));
	if (!*roots)
		return -ENOMEM;
	for (uint32_t i = 0; i < spec->program_count; i++) {
		const struct program_spec *program = &spec->programs[i];

		if (!program->is_subprogram && !object->programs[i].autoload)
			continue;
		for (uint32_t j = 0; j < program->core_count; j++)
			if (program->core[j].kind != BPF_CORE_TYPE_ID_LOCAL)
				(*roots)[used++] = program->core[j].type_id;
	}
	if (!used)
		return 0;
	qsort(*roots, used, sizeof(**roots), compare_ids);
	for (uint32_t i = 0; i < used; i++)
		if (!distinct || (*roots)[distinct - 1] != (*roots)[i])
			(*roots)[distinct++] = (*roots)[i];
	*count = distinct;
	return 0;
}

/* A root is looked for by its kind; the two sorts of enum are one. */
static uint32_t kinds_of(const struct btf_type *type)
{
	return btf_is_any_enum(type) ? KIND_BIT(BTF_KIND_ENUM) | KIND_BIT(BTF_KIND_ENUM64)
				     : KIND_BIT(btf_kind(type));
}

static int roots_wish(
	const struct btf *btf, struct core_table *table, struct wish_list *list, int64_t *wish_of)
{
	for (uint32_t i = 0; i < table->count; i++) {
		const struct btf_type *type = btf_type_at(btf, table->entries[i].type_id);
		const char *name = type ? btf_name_of(btf, type) : "";

		wish_of[i] = -1;
		if (!*name)
			continue; /* no name to look for: the relocation itself will say so */
		wish_of[i] = wish_for(list, name, kinds_of(type), true);
		if (wish_of[i] < 0)
			return (int)wish_of[i];
	}
	return 0;
}

static int make_core_table(struct kernel_view *view, const struct bpf_object *object, struct arena *arena)
{
	uint32_t *roots;
	int result = collect_roots(object, arena, &roots, &view->core.count);

	if (result)
		return result;
	view->core.entries = arena_array(arena, view->core.count, sizeof(*view->core.entries));
	if (!view->core.entries)
		return -ENOMEM;
	for (uint32_t i = 0; i < view->core.count; i++)
		view->core.entries[i].type_id = roots[i];
	return 0;
}

static void take_candidates(struct kernel_view *view, const struct wish_list *list, const int64_t *wish_of)
{
	for (uint32_t i = 0; i < view->core.count; i++) {
		const struct btf_wish *wish = wish_of[i] >= 0 ? &list->wishes[wish_of[i]] : NULL;

		if (!wish || !wish->count)
			continue;
		view->core.entries[i].list = view->candidates.list + wish->first;
		view->core.entries[i].count = wish->count;
	}
}

/* ---- asking ---- */

static int fail_memory(struct xsk_object_error *err)
{
	return object_error_memory(err, XSK_OBJECT_PHASE_KERNEL);
}

/* The first program for which the kernel's BTF is needed, to be named when there is none. */
static const char *who_needs_btf(const struct bpf_object *object)
{
	for (uint32_t i = 0; i < object->spec->program_count; i++) {
		const struct bpf_program *program = &object->programs[i];

		if (!program_is_subprogram(program) && program->autoload &&
			(program->spec->core_count || program->definition.flags & SECTION_ATTACH_BTF))
			return program->spec->name;
	}
	return "";
}

static int ask(struct kernel_view *view, const struct bpf_object *object, struct wish_list *kernel,
	struct wish_list *core, struct xsk_object_error *err)
{
	struct xsk_error cause;
	int result;

	if (object->btf_custom_path) {
		view->custom_btf = btf__parse(object->btf_custom_path, NULL);
		if (!view->custom_btf)
			return object_error_set(err, -errno, OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL),
				"custom BTF %s: %s", object->btf_custom_path, error_name(-errno));
		result = btf_find(view->custom_btf, core->wishes, core->count, &view->candidates, &cause);
		if (result)
			return object_error_from(
				err, result, OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL), &cause);
	}
	if (!kernel->count)
		return 0;
	result = kernel_btf_find(
		kernel->wishes, kernel->count, &view->candidates, KERNEL_BTF_AND_MODULES, &cause);
	if (!result)
		return 0;
	return object_error_from(err, result,
		OBJECT_AT(.phase = XSK_OBJECT_PHASE_KERNEL, .program = who_needs_btf(object),
			.remedy = "a kernel with CONFIG_DEBUG_INFO_BTF, or a file of its BTF in "
				  "btf_custom_path"),
		&cause);
}

int kernel_view_gather(struct kernel_view *view, struct bpf_object *object, struct arena *arena,
	struct xsk_object_error *err)
{
	const struct object_spec *spec = object->spec;
	struct wish_list kernel = { .arena = arena }, custom = { .arena = arena };
	struct wish_list *core = object->btf_custom_path ? &custom : &kernel;
	int64_t *core_wishes, *extern_wishes, *target_wishes;
	int result;

	/* Modules that struct_ops need are in the view already. */
	view->externs = arena_array(arena, spec->extern_count, sizeof(*view->externs));
	view->targets = arena_array(arena, spec->program_count, sizeof(*view->targets));
	extern_wishes = arena_array(arena, spec->extern_count, sizeof(*extern_wishes));
	target_wishes = arena_array(arena, spec->program_count, sizeof(*target_wishes));
	if (!view->externs || !view->targets || !extern_wishes || !target_wishes ||
		make_core_table(view, object, arena))
		return fail_memory(err);
	core_wishes = arena_array(arena, view->core.count, sizeof(*core_wishes));
	if (!core_wishes || roots_wish(spec->btf, &view->core, core, core_wishes) ||
		externs_wish(spec, &kernel, extern_wishes))
		return fail_memory(err);
	result = targets_wish(object, &kernel, target_wishes, err);
	if (!result)
		result = ask(view, object, &kernel, core, err);
	if (result)
		return result;
	take_candidates(view, core, core_wishes);
	result = externs_resolve(view, object, &kernel, extern_wishes, arena, err);
	if (!result)
		result = targets_resolve(view, object, &kernel, target_wishes, arena, err);
	view->relocation.lacks_context_tags =
		object_has_context_tags(spec) && !capability_has(CAPABILITY_ARG_CTX, object->token_fd);
	view->relocation.externs = view->externs;
	view->relocation.core = &view->core;
	return result;
}

void kernel_view_release(struct kernel_view *view)
{
	btf_candidates_free(&view->candidates);
	btf__free(view->custom_btf);
	memset(view, 0, sizeof(*view));
}
